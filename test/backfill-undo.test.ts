/** Undoing a backfill that did not run smoothly: what it set is taken back, whatever became of the process that set it. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackfillBusy, type BackfillRun, runBackfill, undoBackfill } from '../src/app/backfill.js';
import { backfillDelivery } from '../src/app/backfill-delivery.js';
import type { Deps } from '../src/app/deps.js';
import { wishOf } from '../src/app/jobs.js';
import { RetryLater } from '../src/app/retry-later.js';
import { takeUp } from '../src/app/take-up.js';
import { triageInTurn } from '../src/app/triage-in-turn.js';
import { triageIssue } from '../src/app/triage-issue.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
const label = 'known: xen-platform-pci';

let world: World;
let number: number;
/** Jobs of the worker that runs beside are none of these tests. */
let deps: Deps;
beforeAll(async () => {
  world = await startWorld();
  deps = { ...world.dejabug.deps, claimMs: 1_000, holdMs: 500 };
});
afterAll(() => world?.close());
beforeEach(async () => {
  await world.setPolicy('mode: off\n');
  number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
  await world.decision(number);
  await world.setPolicy('mode: suggest\n');
});

afterEach(async () => {
  await world.editIssue(number, { state: 'closed' });
});

const run: BackfillRun = {
  since: null,
  signal: new AbortController().signal,
  onProgress: () => {},
  sleep: async () => {},
};
/** When what a dead process held is nobody's any more. */
const afterwards = (): Deps => ({ ...deps, clock: { now: () => Date.now() + 10_000 } });
const apply = (given: Deps) => runBackfill(world.ref(0), given, run);
const undo = (given = deps, sleep = run.sleep) =>
  undoBackfill(world.ref(0), given, { signal: run.signal, sleep });

describe('labels that a backfill set', () => {
  it('are taken back though its process died after setting them', async () => {
    let set = () => {};
    const wasSet = new Promise<void>((resolve) => {
      set = resolve;
    });
    const addLabels: Deps['github']['addLabels'] = async (...asked) => {
      await deps.github.addLabels(...asked);
      set();
      return new Promise(() => {});
    };
    void apply({ ...deps, github: { ...deps.github, addLabels } });
    await wasSet;
    expect(await world.labelsOf(number)).toEqual([label]);
    const stop = new AbortController();
    const waits = { signal: stop.signal, sleep: async () => stop.abort() };
    expect(await undoBackfill(world.ref(0), deps, waits)).toMatchObject({
      removed: 0,
      paused: 'It was stopped.',
    });
    expect(await deps.store.lastBackfill(world.ref(0))).toMatchObject({
      state: 'paused',
      pausedIn: 'undoing',
    });
    expect(await undo(afterwards())).toMatchObject({ removed: 1, paused: null });
    expect(await world.labelsOf(number)).toEqual([]);
  });

  it('are taken back though nothing is known of how that ended', async () => {
    const addLabels: Deps['github']['addLabels'] = async (...asked) => {
      await deps.github.addLabels(...asked);
      throw new Error('The answer was lost.');
    };
    expect(await apply({ ...deps, github: { ...deps.github, addLabels } })).toMatchObject({ failed: 1 });
    expect(await world.labelsOf(number)).toEqual([label]);
    expect(await undo()).toMatchObject({ removed: 1 });
    expect(await world.labelsOf(number)).toEqual([]);
  });

  it('are taken back though a later try found them set', async () => {
    let failures = 1;
    const saveDraft: Deps['store']['saveDraft'] = async (...asked) => {
      failures -= 1;
      if (failures >= 0) throw new RetryLater('Not now.', 1);
      return deps.store.saveDraft(...asked);
    };
    expect(await apply({ ...deps, store: { ...deps.store, saveDraft } })).toMatchObject({ failed: 0 });
    expect(failures).toBe(-1);
    expect(await undo()).toMatchObject({ removed: 1 });
    expect(await world.labelsOf(number)).toEqual([]);
  });

  it('are waited for where they may yet arrive', async () => {
    const addLabels: Deps['github']['addLabels'] = () => new Promise(() => {});
    void apply({ ...deps, github: { ...deps.github, addLabels } });
    const opened = async () => (await deps.store.openEffects(world.ref(number))).length === 1;
    await world.until('the intent', opened);
    let ahead = 10_000;
    const later = { ...deps, claimMs: 60_000, clock: { now: () => Date.now() + ahead } };
    const sleep = async (ms: number) => {
      ahead += ms;
    };
    expect(await undo(later, sleep)).toMatchObject({ removed: 0, left: 1, paused: null });
    expect(ahead).toBeGreaterThan(55_000);
  });

  it('are not set again by an edit after they were taken back, but are by another backfill', async () => {
    await apply(deps);
    expect(await undo()).toMatchObject({ removed: 1 });
    const job = {
      kind: 'triage',
      deliveryId: 'd',
      event: 'issues.edited',
      issue: world.ref(number),
    } as const;
    await triageIssue(job, deps);
    expect(await world.labelsOf(number)).toEqual([]);
    expect((await deps.store.lastDecision(world.ref(number)))?.reason).toContain('was taken back');
    await apply(deps);
    expect(await world.labelsOf(number)).toEqual([label]);
  });
});

describe('a backfill that was taken back', () => {
  const swept = async (given: Deps) => {
    for (const { issue, deliveryId, event } of await given.store.overdueIssues(given.clock.now(), 10))
      await triageInTurn({ kind: 'triage', deliveryId, event, issue }, given);
  };
  const later = (): Deps => ({ ...deps, clock: { now: () => Date.now() + 2 * 86_400_000 } });

  it('sets nothing that was put off to another day, and makes no draft', async () => {
    const spendNoise: Deps['store']['spendNoise'] = async () => false;
    const end = await apply({ ...deps, store: { ...deps.store, spendNoise } });
    expect(end).toMatchObject({ waiting: 1, paused: expect.stringContaining('tomorrow') });
    expect(await undo()).toMatchObject({ removed: 0, left: 0, paused: null });
    const waiting = await deps.store.overdueIssues(later().clock.now(), 10);
    expect(waiting.map(({ issue }) => issue.number)).toContain(number);
    await swept(later());
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await world.draftsOf(number)).toEqual([]);
    const left = await deps.store.overdueIssues(later().clock.now(), 10);
    expect(left.map(({ issue }) => issue.number)).not.toContain(number);
    expect(await deps.store.backfillCounts(end.id)).toMatchObject({ waiting: 0, undone: 1, left: 0 });
  });

  it('sets nothing that waited for a policy to be repaired', async () => {
    await deps.store.dropPolicy(world.ref(0));
    let breaks = async () => world.setPolicy('mode: sugest\n');
    const receive: Deps['store']['receive'] = async (...asked) => {
      await breaks();
      breaks = async () => {};
      await deps.store.dropPolicy(world.ref(0));
      return deps.store.receive(...asked);
    };
    await apply({ ...deps, store: { ...deps.store, receive } });
    expect(await deps.store.waitingForPolicy(world.ref(0), Date.now(), 10)).toHaveLength(1);
    await undo();
    await world.setPolicy('mode: suggest\n');
    const ran: string[] = [];
    const queue = { ...deps.queue, add: async (job: { kind: string }) => void ran.push(job.kind) };
    expect(await takeUp(world.ref(0), { ...deps, queue })).toBe(1);
    expect(ran).toEqual(['triage']);
    await swept(later());
    expect(await world.labelsOf(number)).toEqual([]);
  });

  it('still leaves what a webhook asked for to be triaged', async () => {
    const spendNoise: Deps['store']['spendNoise'] = async () => false;
    await apply({ ...deps, store: { ...deps.store, spendNoise } });
    const backfill = await deps.store.lastBackfill(world.ref(0));
    if (backfill === null) throw new Error('no backfill');
    const delivery = { ...backfillDelivery(backfill, number), event: 'issues', action: 'edited' };
    // The webhook came first, so that the newest delivery is the backfill's.
    await deps.store.receive({ ...wishOf(delivery), key: `webhook ${backfill.id}` }, 0, Date.now());
    await undo();
    await swept(later());
    expect(await world.labelsOf(number)).toEqual([label]);
  });

  it('is refused the labels of a worker that had planned them before', async () => {
    const intendEffect: Deps['store']['intendEffect'] = async (...asked) => {
      const answer = await deps.store.intendEffect(...asked);
      const backfill = await deps.store.lastBackfill(world.ref(0));
      if (backfill === null) throw new Error('no backfill');
      await deps.store.moveBackfill(backfill.id, 'running', 'undoing', { runner: 'worker' }, Date.now());
      return answer;
    };
    const end = await apply({ ...deps, store: { ...deps.store, intendEffect } });
    expect(end).toMatchObject({ takenBack: true, paused: expect.stringContaining('taken back') });
    expect(await deps.store.openEffects(world.ref(number))).toEqual([]);
    expect(await undo()).toMatchObject({ removed: 0, paused: null });
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await world.draftsOf(number)).toEqual([]);
  });
});

describe('taking back beside the process that applies it', () => {
  it('stops that after the issue under way, and is overwritten by nothing', async () => {
    await world.setPolicy('mode: off\n');
    const second = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.decision(second);
    await world.setPolicy('mode: suggest\n');
    let undone: Promise<unknown> | undefined;
    const settleBackfillIssue: Deps['store']['settleBackfillIssue'] = async (...asked) => {
      await deps.store.settleBackfillIssue(...asked);
      undone ??= undo(deps, (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 50))));
      const state = async () => (await deps.store.lastBackfill(world.ref(0)))?.state === 'undoing';
      await world.until('the undo', state);
    };
    const end = await apply({ ...deps, store: { ...deps.store, settleBackfillIssue } });
    expect(end).toMatchObject({ takenBack: true });
    expect(await undone).toMatchObject({ removed: 1, left: 0, paused: null });
    expect([await world.labelsOf(number), await world.labelsOf(second)]).toEqual([[], []]);
    expect(await deps.store.lastBackfill(world.ref(0))).toMatchObject({ state: 'undone' });
    await world.editIssue(second, { state: 'closed' });
  });

  it('waits for a worker that is at the issue', async () => {
    await apply(deps);
    let asked = 0;
    const issueHeldUntil = async () => {
      asked += 1;
      return asked === 1 ? Date.now() + 60_000 : 0;
    };
    const waits: number[] = [];
    const held = { ...deps, store: { ...deps.store, issueHeldUntil } };
    expect(await undo(held, async (ms) => void waits.push(ms))).toMatchObject({ removed: 1 });
    expect(waits).toEqual([1_000]);
  });

  it('leaves an issue undone whose triage is settled later', async () => {
    const { id } = await apply(deps);
    await undo();
    await deps.store.settleBackfillIssue(id, number, 'done', 'late');
    expect(await deps.store.labelsTakenBack(world.ref(number))).toMatchObject([{ label }]);
    expect(await deps.store.noteBackfillLabels(id, number, ['other'])).toBe(false);
  });

  it('says until when a process that may be dead is waited for', async () => {
    const { id } = await apply(deps);
    await deps.store.moveBackfill(id, 'done', 'running', {}, Date.now());
    const until = Date.parse('2026-11-23T10:20:30Z');
    await deps.store.holdBackfill(id, deps.store.newHolder(), 60_000, until - 60_000);
    const then = { ...deps, clock: { now: () => until - 30_000 } };
    const refusal = await apply(then).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BackfillBusy);
    expect(String(refusal)).toContain('try again after 10:20:30 UTC, if that process was killed');
    await undo({ ...deps, clock: { now: () => until + 1 } });
  });
});
