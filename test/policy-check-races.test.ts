/** What happens around a check of a pull request while it runs, before it can begin, and when it fails: the emulator's API behind a front. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkPolicy } from '../src/app/check-policy.js';
import type { GitHub, Job } from '../src/app/ports.js';
import { openRuleTrials } from '../src/entry/rule-trials.js';
import { type Front, mutations, startFront } from './front.js';
import { ownReport, ownRule } from './own-rule.js';
import { commitOn, type ListedRun, openPull, type Pull, runsOf } from './pull-requests.js';
import { startWorld, type World } from './world.js';

const policy = '.github/dejabug.yml';
const minute = 60_000;

let front: Front;
let world: World;
let repository: { owner: string; repo: string };
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
  repository = { owner: world.github.owner, repo: world.github.repo };
  await world.decision(await world.fileIssue(ownReport.title, ownReport.body));
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});
beforeEach(() => {
  front.route = () => null;
});

/** As in a process of its own: one process tries the rules of one pull request at a time. */
const apart = () => ({ openTrial: openRuleTrials().open });
const runs = (headSha: string) => runsOf(world.github, repository, headSha);

type CheckJob = Extract<Job, { kind: 'check-policy' }>;

function jobFor({ number, headSha }: Pull, more: Partial<CheckJob> = {}): CheckJob {
  const { installationId } = world.ref(1);
  return {
    kind: 'check-policy',
    deliveryId: randomUUID(),
    repository: { installationId, ...repository },
    pull: number,
    headSha,
    again: false,
    runId: null,
    at: 0,
    ...more,
  };
}

/** Nothing waits or runs any more. */
async function quiet(): Promise<void> {
  let calm = 0;
  await world.until('the queue to be quiet', async () => {
    const { waiting, active } = await world.dejabug.deps.queue.counts();
    calm = waiting + active === 0 ? calm + 1 : 0;
    return calm >= 4;
  });
}

let moves = 0;
/** A pull request whose branch went on to a commit with this policy, of which no webhook came. */
async function moved(text: string): Promise<Pull> {
  moves += 1;
  const pull = await openPull(world.github, repository, { [`file-${moves}.txt`]: text });
  await quiet();
  const headSha = await commitOn(world.github, repository, `moved-${moves}`, { [policy]: text });
  return { number: pull.number, headSha };
}

type Read = NonNullable<Awaited<ReturnType<GitHub['pullRequest']>>>;

/** GitHub as it is where these pull requests are at this head: the emulator does not move them. */
function at(headSha: string, change: (read: Read) => Read | null = (read) => read): GitHub {
  const { github } = world.dejabug.deps;
  return {
    ...github,
    async pullRequest(ref, number) {
      const read = await github.pullRequest(ref, number);
      return read === null ? null : change({ ...read, headSha });
    },
  };
}

function check(job: CheckJob, github: GitHub): Promise<void> {
  return checkPolicy(job, { ...world.dejabug.deps, github, ...apart() });
}

/** A look so many milliseconds after the webhook. */
function checkAged(age: number, pull: Pull, github: GitHub): Promise<void> {
  const now = Date.now();
  const clock = { now: () => now };
  return checkPolicy(jobFor(pull, { at: now - age }), { ...world.dejabug.deps, github, clock, ...apart() });
}

describe('what GitHub does not know yet', () => {
  const unknown = { status: 422, body: { message: 'No commit found for SHA: abc' } };

  it('a commit is waited for, later each time, and given up after minutes', async () => {
    const pull = await moved('mode: dry-run\n# 422\n');
    front.route = (_method, path) => (/\/check-runs(\?|$)/.test(path) ? unknown : null);
    for (const [age, wait] of [
      [0, 5_000],
      [8_000, 16_000],
      [minute, minute],
    ] as const)
      await expect(checkAged(age, pull, at(pull.headSha))).rejects.toMatchObject({ retryAfterMs: wait });
    await checkAged(5 * minute, pull, at(pull.headSha));
    front.route = () => null;
    expect(await runs(pull.headSha)).toEqual([]);
    await check(jobFor(pull, { at: Date.now() }), at(pull.headSha));
    expect(await runs(pull.headSha)).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  });

  it('and its check begins when it has come', async () => {
    let asked = 0;
    front.route = (_method, path) => {
      if (!/\/check-runs(\?|$)/.test(path)) return null;
      asked += 1;
      return asked <= 2 ? unknown : null;
    };
    const pull = await openPull(world.github, repository, { [policy]: 'mode: dry-run\n# late\n' });
    await world.until('the check', async () => (await runs(pull.headSha))[0]?.status === 'completed');
    expect(mutations(front.passed).filter((write) => /POST .*\/check-runs$/.test(write))).not.toEqual([]);
  });

  it('a suite is made where GitHub makes none by itself', async () => {
    const pull = await moved('mode: dry-run\n# suite\n');
    const asked: string[] = [];
    front.route = (method, path) => {
      if (method !== 'POST' || !/\/check-(runs|suites)$/.test(path)) return null;
      asked.push(path.replace(/.*\//, ''));
      if (path.endsWith('suites')) return { status: 201, body: { id: 1 } };
      return asked.length === 1 ? { status: 422, body: { message: 'There is no check suite.' } } : null;
    };
    await check(jobFor(pull), at(pull.headSha));
    expect(asked).toEqual(['check-runs', 'check-suites', 'check-runs']);
    expect(await runs(pull.headSha)).toMatchObject([{ conclusion: 'success' }]);
  });

  it('a pull request is waited for', async () => {
    const pull = await moved('mode: dry-run\n# 404\n');
    const gone = at(pull.headSha, () => null);
    await expect(checkAged(0, pull, gone)).rejects.toMatchObject({
      name: 'RetryLater',
      retryAfterMs: 5_000,
    });
    await check(jobFor(pull), gone);
    expect(await runs(pull.headSha)).toEqual([]);
  });
});

describe('a check that was ended before its end', () => {
  it('is taken up again when its commit is back', async () => {
    const pull = await moved('mode: dry-run\n# aba\n');
    let asked = 0;
    const outrun = at(pull.headSha, (read) => {
      asked += 1;
      return asked === 1 ? read : { ...read, headSha: 'c'.repeat(40) };
    });
    await check(jobFor(pull), outrun);
    const [first] = await runs(pull.headSha);
    expect(first).toMatchObject({ conclusion: 'cancelled' });
    await check(jobFor(pull), at(pull.headSha));
    expect(await runs(pull.headSha)).toMatchObject([{ id: first?.id, conclusion: 'success' }]);
  });

  it('is not written to while there is nothing new', async () => {
    const pull = await moved('mode: dry-run\n# closed\n');
    let asked = 0;
    const closing = at(pull.headSha, (read) => {
      asked += 1;
      return { ...read, isOpen: asked === 1 };
    });
    await check(jobFor(pull), closing);
    front.passed.length = 0;
    await check(jobFor(pull), closing);
    expect(mutations(front.passed)).toEqual([]);
  });

  it('each delivery has a job of its own, and none is left', async () => {
    const pull = await openPull(world.github, repository, { [policy]: 'mode: dry-run\n# reopened\n' });
    await world.until('the check', async () => (await runs(pull.headSha))[0]?.status === 'completed');
    await quiet();
    front.passed.length = 0;
    const body = {
      action: 'reopened',
      pull_request: { number: pull.number, head: { sha: pull.headSha } },
      repository: { name: repository.repo, owner: { login: repository.owner } },
      installation: { id: world.github.app.installationId },
    };
    expect((await world.send({ event: 'pull_request', body })).status).toBe(200);
    const looked = () =>
      front.passed.some(({ path }) => path.includes(`/commits/${pull.headSha}/check-runs`));
    await world.until('another look', async () => looked());
    await quiet();
    const kept = await world.dejabug.store.keptJobs(Date.now() + minute, 50);
    expect(kept.filter(({ job }) => job.kind === 'check-policy')).toEqual([]);
    expect(await runs(pull.headSha)).toMatchObject([{ conclusion: 'success' }]);
  });

  it('another base ends it, also at the very end', async () => {
    const pull = await moved('mod: dry-run\n');
    let asked = 0;
    const rebased = at(pull.headSha, (read) => {
      asked += 1;
      return asked === 1 ? read : { ...read, baseBranch: 'stable' };
    });
    await check(jobFor(pull), rebased);
    const [run] = await runs(pull.headSha);
    expect(run).toMatchObject({ conclusion: 'cancelled', output: { title: 'Not finished' } });
    expect(run?.output.summary).toContain('another base');
  });
});

describe('one check for a commit and a pull request', () => {
  it('with two jobs at once', async () => {
    const pull = await moved('mode: dry-run\n# twice\n');
    const both = await Promise.allSettled([1, 2].map(() => check(jobFor(pull), at(pull.headSha))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'RetryLater', message: 'Another worker is at this check.' },
    });
    await check(jobFor(pull), at(pull.headSha));
    expect(await runs(pull.headSha)).toMatchObject([{ conclusion: 'success' }]);
  });

  it('which another pull request with the same head neither has nor ends', async () => {
    const [mine, other] = [await moved('mode: dry-run\n# shared\n'), await moved('mode: off\n')];
    const { headSha } = mine;
    const stranger = { number: other.number, headSha };
    const github = at(headSha);
    await check(jobFor(mine), github);
    await check(
      jobFor(stranger),
      at(headSha, (read) => ({ ...read, isOpen: false })),
    );
    const externalIds = async () => (await runs(headSha)).map(({ external_id: id }) => id);
    const idOf = ({ number }: Pull) => `dejabug-policy-${number}`;
    expect(await externalIds()).toEqual([idOf(mine)]);
    await check(jobFor(stranger), github);
    expect(await externalIds()).toEqual([idOf(mine), idOf(stranger)]);
    expect((await runs(headSha)).every(({ conclusion }) => conclusion === 'success')).toBe(true);
    // "Re-run all checks": each of them. By now the emulator's pull requests are at other commits.
    await check(jobFor(mine, { pull: null, again: true }), github);
    const isOver = ({ conclusion }: ListedRun) => conclusion === 'cancelled';
    await world.until('both', async () => (await runs(headSha)).every(isOver));
    expect(await externalIds()).toEqual([idOf(mine), idOf(stranger)]);
  });
});

describe('a check that fails', () => {
  const failing = (headSha: string, error: Error): GitHub => ({
    ...at(headSha),
    // biome-ignore lint/correctness/useYield: it fails before it has anything to give.
    async *allIssues() {
      throw error;
    },
  });

  it('says so instead of going on for ever, and the next try takes it up', async () => {
    const pull = await moved('mode: dry-run\n# broken\n');
    await expect(check(jobFor(pull), failing(pull.headSha, new Error('broken')))).rejects.toThrow('broken');
    const [run] = await runs(pull.headSha);
    expect(run).toMatchObject({ conclusion: 'neutral', output: { title: 'Not finished' } });
    expect(run?.output.summary).toContain('Dejabug could not finish; its log says why.');
    await check(jobFor(pull), at(pull.headSha));
    expect(await runs(pull.headSha)).toMatchObject([{ id: run?.id, conclusion: 'success' }]);
  });

  it("waits an hour for GitHub's own trouble to end", async () => {
    const pull = await moved('mode: dry-run\n# outage\n');
    const outage = Object.assign(new Error('502'), { retry: true, retryAfterMs: null });
    const github = failing(pull.headSha, outage);
    await expect(check(jobFor(pull, { at: Date.now() }), github)).rejects.toThrow('502');
    expect(await runs(pull.headSha)).toMatchObject([{ status: 'in_progress' }]);
    await expect(check(jobFor(pull, { at: Date.now() - 61 * minute }), github)).rejects.toThrow('502');
    expect(await runs(pull.headSha)).toMatchObject([{ conclusion: 'neutral' }]);
  });
});

describe('what is compared', () => {
  it('is the base as it is, whatever commit the API calls it', async () => {
    const place = `/repos/${repository.owner}/${repository.repo}`;
    const old = await commitOn(world.github, repository, 'stable', { 'old.txt': 'old' });
    const tip = await commitOn(world.github, repository, 'stable', { [policy]: 'mode: dry-run\n# base\n' });
    await world.github.call('maintainer', 'POST', `${place}/git/refs`, { ref: 'refs/heads/fix', sha: tip });
    await commitOn(world.github, repository, 'fix', { 'fix.txt': 'fix' });
    const pull = await world.github.call<{ number: number; head: { sha: string }; base: object }>(
      'maintainer',
      'POST',
      `${place}/pulls`,
      { title: 'Fix it', head: 'fix', base: 'stable' },
    );
    await quiet();
    const stale = { ...pull, base: { ...pull.base, sha: old } };
    front.route = (method, path) =>
      method === 'GET' && path.endsWith(`/pulls/${pull.number}`) ? { status: 200, body: stale } : null;
    const headSha = pull.head.sha;
    await checkPolicy(jobFor({ number: pull.number, headSha }), { ...world.dejabug.deps, ...apart() });
    expect(await runs(headSha)).toEqual([]);
  });

  it('is not without its rules where GitHub does not list them for once', async () => {
    const pull = await moved('mode: dry-run\n# rules\n');
    const headSha = await commitOn(world.github, repository, `moved-${moves}`, {
      '.github/known-problems/no-sprocket.yml': ownRule('no-sprocket'),
    });
    const rules = /\/contents\/\.github(\/|%2F)known-problems/;
    const refused = { status: 403, body: { message: 'Resource not accessible by integration' } };
    front.route = (_method, path) => (rules.test(path) ? refused : null);
    const job = jobFor({ ...pull, headSha });
    await expect(check(job, at(headSha))).rejects.toThrow('GitHub does not list it');
    front.route = () => null;
    await check(job, at(headSha));
    const [run] = await runs(headSha);
    expect(run?.output.summary).toContain('1 own rule');
  });
});
