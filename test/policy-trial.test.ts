/** Rules of a stranger that take all the time or memory there is: the check of their pull request ends with words, and all other work goes on. */

import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Trials } from '../src/adapters/rule-trial/open-trials.js';
import { checkPolicy } from '../src/app/check-policy.js';
import { previewImpact } from '../src/app/preview-impact.js';
import { TrialEnded } from '../src/app/trial-port.js';
import { openRuleTrials } from '../src/entry/rule-trials.js';
import { ownRule } from './own-rule.js';
import { issueWith } from './plan-fixtures.js';
import { openPull, runsOf } from './pull-requests.js';
import { startWorld, type World } from './world.js';

const path = '.github/known-problems/slow-rule.yml';

/** Within every limit of own rules. With forty, an example of 8,000 characters is a minute of computing. */
function signalsOf(count: number): string {
  const numbers = Array.from({ length: count }, (_, at) => at);
  return numbers
    .map((at) => `  - { id: s${at}, says: It is so., weight: 3, pattern: 'ab(a?b?a?b?){0,440}z${at}' }`)
    .join('\n');
}
const slowText = 'ab'.repeat(4_000) + Array.from({ length: 40 }, (_, at) => `abz${at}`).join('');
const slowRule = ownRule('slow-rule', signalsOf(40));
const slowExample = `${slowRule}match:\n  - { title: Broken, body: '${slowText}' }\n`;

function layers(text: string, id = 'slow-rule') {
  const rules = [{ path: `.github/known-problems/${id}.yml`, sha: text, text }];
  return { layers: [{ repository: 'o/r', files: { policy: null, rules } }], reasons: [] };
}

/** Milliseconds for which this process did nothing else. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  await sleep(100);
  await work();
  await sleep(100);
  delay.disable();
  return delay.max / 1e6;
}

let trials: Trials;
beforeEach(() => {
  trials = openRuleTrials(undefined, { computingMs: 3_000 });
});
afterEach(() => trials.close());

describe('a trial', () => {
  it('ends in the midst of an example, while this process goes on', async () => {
    const trial = trials.open();
    const block = await longestBlock(() =>
      expect(trial.examine(layers(slowExample), false)).rejects.toMatchObject({
        says: 'take longer than 3 s of computing',
      }),
    );
    expect(block).toBeLessThan(2_000);
    await expect(trial.startFrom([], false)).rejects.toThrow(TrialEnded);
  });

  it('ends when its memory is used up', async () => {
    const small = openRuleTrials(undefined, { memoryMb: 64 });
    const trial = small.open();
    const rules = layers(ownRule('slow-rule', signalsOf(100)));
    await expect(trial.examine(rules, false)).rejects.toMatchObject({
      says: 'need more than 64 MB of memory',
    });
    await small.close();
  });

  it('counts computing and no waiting', async () => {
    const some = openRuleTrials(undefined, { computingMs: 10_000 });
    const trial = some.open();
    const side = await trial.startFrom(layers(ownRule('no-sprocket'), 'no-sprocket').layers, false);
    expect(side?.problems.map(({ category }) => category)).toContain('no-sprocket');
    await sleep(10_500);
    const issue = issueWith({ title: 'Broken', body: 'frobnication failed, no sprocket found' });
    expect(await trial.judge(issue)).toEqual({
      before: expect.objectContaining({ category: 'no-sprocket' }),
      after: null,
    });
    await some.close();
  });

  it('is the only one of its process until it is closed', async () => {
    const trial = trials.open();
    expect(() => trials.open()).toThrow(expect.objectContaining({ retryAfterMs: expect.any(Number) }));
    await trial.close();
    await trials.open().close();
  });

  it('that ends in the comparison leaves what was compared by then', async () => {
    const longer = openRuleTrials(undefined, { computingMs: 12_000 });
    const trial = longer.open();
    const { followed: after } = await trial.examine(layers(slowRule), false);
    if (after === null) throw new Error('the rule can be followed');
    const issues = [issueWith({ number: 2, body: 'x' }), issueWith({ number: 1, body: slowText })];
    const github = {
      async *allIssues() {
        yield issues;
      },
    };
    const store = {
      lastDecision: async () => null,
      judgements: async () => [],
      feedbackOfIssue: async () => [],
    };
    const ref = { installationId: 1, owner: 'o', repo: 'r' };
    const change = { before: null, after, trial, onPage: async () => true };
    expect(await previewImpact(ref, change, { github, store })).toMatchObject({
      looked: 1,
      stopped: 'It ended there because the rules take longer than 12 s of computing.',
    });
    await longer.close();
  });
});

describe('the check of a pull request with such rules', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world?.close());

  it('fails in words, and webhooks are answered meanwhile', async () => {
    const { github, dejabug } = world;
    const repository = { owner: github.owner, repo: github.repo };
    // The process of the world checks it too, with its whole minute: this one is another.
    const pull = await openPull(github, repository, { [path]: slowExample });
    const { installationId } = world.ref(1);
    const job = {
      kind: 'check-policy' as const,
      deliveryId: randomUUID(),
      repository: { installationId, ...repository },
      pull: pull.number,
      headSha: pull.headSha,
      at: Date.now(),
      again: true,
      runId: null,
    };
    const late: number[] = [];
    let isDone = false;
    const probing = (async () => {
      while (!isDone) {
        const asked = performance.now();
        expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
        late.push(performance.now() - asked);
        await sleep(200);
      }
    })();
    await checkPolicy(job, { ...dejabug.deps, openTrial: trials.open });
    isDone = true;
    await probing;
    expect(Math.max(...late)).toBeLessThan(5_000);
    expect(late.length).toBeGreaterThan(5);
    const [run] = await runsOf(github, repository, pull.headSha);
    expect(run).toMatchObject({
      conclusion: 'failure',
      output: { title: 'These rules take longer than 3 s of computing' },
    });
  });
});
