/** Undoing a backfill that did not run smoothly: what it set is taken back, whatever became of the process that set it. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackfillBusy, type BackfillRun, runBackfill, undoBackfill } from '../src/app/backfill.js';
import type { Deps } from '../src/app/deps.js';
import { RetryLater } from '../src/app/retry-later.js';
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
    await expect(undo()).rejects.toBeInstanceOf(BackfillBusy);
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
