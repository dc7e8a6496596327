/** A repository's policy at work: the last good one stays, people are told where they look, and it decides who waits and who reviews. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reviewersOf } from '../src/app/reviewers.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { type Front, mutations, startFront } from './front.js';
import { ownReport, ownRule } from './own-rule.js';
import { commitFiles } from './repository-commit.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
const label = 'known: xen-platform-pci';
const policy = '.github/dejabug.yml';
const rule = '.github/known-problems/no-sprocket.yml';

let front: Front;
let world: World;
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});

async function commit(files: Readonly<Record<string, string>>): Promise<void> {
  await commitFiles(world.github, world.github.repo, files);
}

async function decided(report: { readonly title: string; readonly body: string } | undefined) {
  const number = await world.fileIssue(report?.title ?? '', report?.body ?? '');
  return world.decision(number);
}

describe('a policy that is broken', () => {
  it('and the first one: nothing is done', async () => {
    await commit({ [policy]: 'mode: sugest\n' });
    expect(await decided(known)).toMatchObject({
      decision: 'abstain',
      reason: expect.stringMatching(/cannot be followed: mode: /),
      labels: [],
    });
    expect(mutations(front.passed)).toEqual([]);
  });

  it('after a good one: the good one stays in force, rules and all, until it is repaired', async () => {
    await commit({
      [policy]: 'problems: { no-sprocket: { label: sprocket } }\n',
      [rule]: ownRule('no-sprocket'),
    });
    expect(await decided(ownReport)).toMatchObject({ category: 'no-sprocket', labels: ['sprocket'] });
    await commit({ [policy]: 'mode: of\n', [rule]: 'id: [' });
    const { reason, ...held } = await decided(ownReport);
    expect(held).toMatchObject({ decision: 'label', labels: ['sprocket'] });
    expect(reason).toMatch(/An earlier policy was followed, because the present one cannot be: mode: /);
    const state = await world.dejabug.store.policyState(world.ref(1));
    expect(state?.refused?.reasons.join('\n')).toMatch(/mode: .*\n.*no-sprocket\.yml:1:\d+: error/);
    await commit({ [policy]: 'mode: off\n' });
    expect(await decided(ownReport)).toMatchObject({ decision: 'abstain', labels: [] });
    expect((await world.dejabug.store.policyState(world.ref(1)))?.refused).toBeNull();
  });

  it('and no file any more: the default holds, and nothing is remembered', async () => {
    await commit({});
    expect(await decided(known)).toMatchObject({ decision: 'label' });
    expect(await world.dejabug.store.policyState(world.ref(1))).toBeNull();
  });
});

describe('a policy that names reviewers', () => {
  it('makes them the only ones, in any case of letters', async () => {
    await commit({ [policy]: 'reviewers: [Alice, bob]\n' });
    expect(await reviewersOf(world.ref(1), world.dejabug.deps)).toEqual(new Set(['alice', 'bob']));
    await commit({});
    expect(await reviewersOf(world.ref(1), world.dejabug.deps)).toEqual(new Set());
  });
});

describe('a policy with a grace window', () => {
  it('leaves a new issue alone for that long', async () => {
    await commit({ [policy]: 'grace: 30m\n' });
    const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.until('the postponed job', async () => {
      const counts = await world.dejabug.deps.queue.counts();
      return counts.delayed > 0 && counts.active + counts.waiting === 0;
    });
    expect(await world.dejabug.store.lastDecision(world.ref(number))).toBeNull();
    expect(await world.labelsOf(number)).toEqual([]);
    await commit({});
  });
});

describe('labels', () => {
  it('are created before they are used where the policy wants that, those that may be set alone', async () => {
    front.passed.length = 0;
    await world.setPolicy('labels: { create: true }\npacks: [xen]\nproblems: { dell-boot: { mode: off } }\n');
    const wanted = world.dejabug.deps.pack.problems.filter(({ spec }) => spec !== undefined).length - 1;
    const names = async () =>
      (
        await world.github.call<{ name: string }[]>(
          'maintainer',
          'GET',
          `/repos/${world.github.owner}/${world.github.repo}/labels?per_page=100`,
        )
      ).map(({ name }) => name);
    await world.until(
      'the labels',
      async () => (await names()).filter((name) => name.startsWith('known: ')).length >= wanted,
    );
    expect(await names()).not.toContain('known: dell-boot');
  });

  it('are asked for by name, so that ten thousand others make no difference', async () => {
    await commit({});
    front.passed.length = 0;
    const { labels } = await decided(known);
    expect(labels).toEqual([label]);
    const asked = front.passed.filter(({ path }) => path.includes('/labels'));
    expect(asked.filter(({ method, path }) => method === 'GET' && /\/labels(\?|$)/.test(path))).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(3);
  });
});
