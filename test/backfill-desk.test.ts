/** A backfill as people direct it from the desk and a worker does it: reported, applied, paused, gone on with, taken back; new issues first. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackfillBusy, runBackfill } from '../src/app/backfill.js';
import { takeBackfillTurn } from '../src/app/backfill-turn.js';
import type { Deps } from '../src/app/deps.js';
import { type BackfillVerb, type Directed, directBackfill } from '../src/app/direct-backfill.js';
import { spendBudget } from '../src/app/noise-budget.js';
import { RetryLater } from '../src/app/retry-later.js';
import { permissionsFrom } from '../src/app/review-permission.js';
import type { ReviewWorld } from '../src/app/review-world.js';
import { type BackfillsView, viewBackfills } from '../src/app/view-backfill.js';
import { Policy } from '../src/core/rules/policy.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { type Front, mutations, startFront } from './front.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
const label = 'known: xen-platform-pci';

let front: Front;
let world: World;
let desk: ReviewWorld;
let numbers: number[];
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
  const { deps } = world.dejabug;
  desk = { ...deps, permissions: permissionsFrom(deps.github, deps.clock) };
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});
beforeEach(async () => {
  await world.setPolicy('mode: off\n');
  numbers = [];
  for (let count = 0; count < 3; count += 1)
    numbers.push(await world.fileIssue(known?.title ?? '', known?.body ?? ''));
  for (const number of numbers) await world.decision(number);
  await world.setPolicy('mode: suggest\n');
  front.passed.length = 0;
});
afterEach(async () => {
  front.route = () => null;
  for (const number of numbers) await world.editIssue(number, { state: 'closed' });
});

const deps = () => world.dejabug.deps;
const name = () => ({ owner: world.github.owner, repo: world.github.repo });
const say = (verb: BackfillVerb, id?: string): Promise<Directed> =>
  directBackfill(desk, name(), 'maintainer', { verb, id });
const seen = (): Promise<BackfillsView> => viewBackfills(desk, world.ref(0), 'admin');
const newest = () => deps().store.lastBackfill(world.ref(0));
const labels = () => Promise.all(numbers.map((number) => world.labelsOf(number)));
const labelWrites = () => mutations(front.passed).filter((one) => one.endsWith('/labels'));

async function until(state: string): Promise<void> {
  await world.until(`state ${state}`, async () => (await newest())?.state === state);
}

/** A backfill that is running, of which no job tells the worker. */
async function begun(): Promise<{
  kind: 'backfill';
  backfillId: string;
  round: number;
  repository: ReturnType<World['ref']>;
}> {
  const { store, clock } = deps();
  const how = { since: null, runner: 'worker', askedBy: 'maintainer', state: 'collecting' } as const;
  const backfill = await store.beginBackfill(world.ref(0), how, clock.now());
  if (backfill === null) throw new Error('another is open');
  return { kind: 'backfill', backfillId: backfill.id, round: backfill.round, repository: world.ref(0) };
}

describe('a backfill from the desk', () => {
  it('reports first, is applied once it is said, and is taken back', async () => {
    expect(await say('report')).toEqual({ kind: 'directed', queued: true });
    expect(await say('report')).toMatchObject({ kind: 'refused' });
    await until('surveyed');
    const report = await seen();
    expect(report.verbs).toEqual(['report', 'apply']);
    expect(report.current?.backfill).toMatchObject({
      looked: 3,
      askedBy: 'maintainer',
      report: { issues: 3, drafts: 3, cost: { writes: 3 } },
    });
    expect(mutations(front.passed)).toEqual([]);

    expect(await say('apply', 'another')).toMatchObject({ kind: 'refused' });
    expect(await say('apply', report.current?.backfill.id)).toMatchObject({ kind: 'directed' });
    await until('done');
    expect(await labels()).toEqual([[label], [label], [label]]);
    expect(await seen()).toMatchObject({
      current: { counts: { done: 3, labelled: 3 } },
      verbs: ['report', 'undo'],
    });

    await say('undo', report.current?.backfill.id);
    await until('undone');
    expect(await labels()).toEqual([[], [], []]);
    expect(await seen()).toMatchObject({
      current: { counts: { undone: 3, taken: 3, left: 0 } },
      verbs: ['report'],
    });
  });

  it('stops after the issue under way where somebody pauses it, and goes on where somebody says so', async () => {
    const job = await begun();
    const addLabels: Deps['github']['addLabels'] = async (...asked) => {
      await deps().github.addLabels(...asked);
      expect(await say('pause')).toMatchObject({ kind: 'directed' });
    };
    await takeBackfillTurn(job, { ...deps(), github: { ...deps().github, addLabels } });
    expect(await newest()).toMatchObject({
      state: 'paused',
      pausedIn: 'running',
      note: 'maintainer paused it.',
    });
    expect((await labels()).flat()).toHaveLength(1);
    expect((await seen()).verbs).toEqual(['resume', 'undo']);
    await say('resume');
    await until('done');
    expect(await labels()).toEqual([[label], [label], [label]]);
    const written = labelWrites();
    expect(new Set(written).size).toBe(written.length);
  });

  it('that was stopped on the command line is seen and gone on with on the desk, and the other way round', async () => {
    const stop = new AbortController();
    const run = { since: null, signal: stop.signal, onProgress: () => stop.abort(), sleep: async () => {} };
    expect(await runBackfill(world.ref(0), deps(), run)).toMatchObject({
      done: 1,
      paused: 'It was stopped.',
    });
    expect(await seen()).toMatchObject({
      current: { backfill: { state: 'paused' } },
      verbs: ['resume', 'undo'],
    });
    await say('resume');
    await until('done');

    await say('undo');
    await until('undone');
    await say('report');
    await until('surveyed');
    // A report that nobody applied gives way to the command.
    const whole = { ...run, signal: new AbortController().signal, onProgress: () => {} };
    expect(await runBackfill(world.ref(0), deps(), whole)).toMatchObject({ done: 3, paused: null });
  });

  it('is no business of the command line while a worker has it', async () => {
    const { backfillId } = await begun();
    const { store, clock } = deps();
    expect((await store.holdBackfill(backfillId, store.newHolder(), 60_000, clock.now())).kind).toBe('held');
    const run = {
      since: null,
      signal: new AbortController().signal,
      onProgress: () => {},
      sleep: async () => {},
    };
    await expect(runBackfill(world.ref(0), deps(), run)).rejects.toBeInstanceOf(BackfillBusy);
    expect(
      await store.beginBackfill(
        world.ref(0),
        { ...run, runner: 'command', askedBy: null, state: 'collecting' },
        0,
      ),
    ).toBeNull();
    await store.moveBackfill(backfillId, 'collecting', 'done', {}, clock.now());
  });

  it('pauses with the reason, and gives no issue up, when the installation is suspended', async () => {
    const job = await begun();
    const [first = 0] = numbers;
    front.route = (_method, path) =>
      path.endsWith(`/issues/${first}`)
        ? { status: 403, body: { message: 'This installation has been suspended' } }
        : null;
    await takeBackfillTurn(job, deps());
    expect(await newest()).toMatchObject({ state: 'paused', note: expect.stringContaining('suspended') });
    expect((await seen()).current?.counts).toMatchObject({ waiting: 3, failed: 0 });
    front.route = () => null;
    await say('resume');
    await until('done');
    expect(await labels()).toEqual([[label], [label], [label]]);
  });
});

describe('new issues go first', () => {
  it('for a place in the worker', async () => {
    const job = await begun();
    const added: { priority?: number | undefined }[] = [];
    const { queue } = deps();
    const counts = async () => ({ ...(await queue.counts()), waiting: 1 });
    const busy = {
      ...queue,
      counts,
      add: async (_job: object, options: { priority?: number }) => void added.push(options),
    };
    await takeBackfillTurn(job, { ...deps(), queue: busy });
    expect(added).toEqual([expect.objectContaining({ priority: 10_000 })]);
    expect(await newest()).toMatchObject({ state: 'running', round: 2, heldUntil: 0 });
    // The job of the round before is none any more.
    await takeBackfillTurn(job, { ...deps(), queue: busy });
    expect(added).toHaveLength(1);
    await say('pause');
    await say('undo');
    await until('undone');
  });

  it('for what is left of GitHub’s limit', async () => {
    const job = await begun();
    const requestsLeft = () => ({ remaining: 900, limit: 5_000, resetAt: Date.now() + 600_000 });
    const scarce = { ...deps(), github: { ...deps().github, requestsLeft } };
    await expect(takeBackfillTurn(job, scarce)).rejects.toMatchObject({ retryAfterMs: expect.any(Number) });
    const { current } = await seen();
    expect(current?.waits?.why).toContain('left for new issues');
    expect(await labels()).toEqual([[], [], []]);
    await say('pause');
    await say('undo');
    await until('undone');
  });

  it('for the noise budget of the day', async () => {
    const policy = Policy.parse({ noise_budget: { labels_per_day: 5 } });
    const ref = { ...world.ref(1), repo: 'noise' };
    const spend = (number: number, canWait: boolean) => {
      const action = { kind: 'add-labels', key: `labels:${number}`, labels: [] } as const;
      return spendBudget({ actions: [action], reasons: [] }, ref, { policy, drafts: [], canWait }, deps());
    };
    for (const number of [1, 2, 3, 4]) await spend(number, true);
    await expect(spend(5, true)).rejects.toBeInstanceOf(RetryLater);
    await spend(6, false);
    await expect(spend(7, false)).rejects.toBeInstanceOf(RetryLater);
  });
});
