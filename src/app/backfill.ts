/** Backfill from the command line: the process that was asked does the work itself, in the same state as the desk and the workers. */

import type { Backfill, BackfillCounts, BackfillState } from './backfill-ports.js';
import { advance, type Hand } from './backfill-step.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';

export type Progress = Pick<BackfillCounts, 'done' | 'failed' | 'waiting'>;

export interface BackfillRun {
  readonly since: number | null;
  /** Aborted: it stops after the issue that is under way and can be taken up again. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Waits for GitHub's limits; rejects or resolves early when aborted. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Waiting for longer than this is left to the next run. */
const longestWaitMs = 15 * 60_000;

export interface BackfillEnd extends Progress {
  readonly id: string;
  /** Why it stopped before its end, as a sentence; null where it is done. */
  readonly paused: string | null;
  /** Whether somebody takes it back meanwhile: it is not gone on with. */
  readonly takenBack: boolean;
}

export interface Undone {
  /** Null where there was no backfill. */
  readonly id: string | null;
  /** Labels that were taken off. */
  readonly removed: number;
  /** Issues from which nothing was taken: somebody changed the label since, it was never set, or the issue is gone. */
  readonly left: number;
  /** Why it stopped before its end, as a sentence; null where it is done. */
  readonly paused: string | null;
}

/** Somebody else is at the backfill of this repository. */
export class BackfillBusy extends Error {
  /** `until`: when it is free at the latest, unless that process lives and goes on; milliseconds since the epoch. */
  constructor({ owner, repo }: RepositoryRef, why: string, until?: number) {
    const when = until === undefined ? 'later' : `after ${timeInWords(until)}, if that process was killed`;
    super(`${why} Look at the page of ${owner}/${repo} on the review desk, or try again ${when}.`);
    this.name = 'BackfillBusy';
  }
}

/** Begins a backfill, or takes up the last one that did not come to its end. Rejects like `surveyIssues`, and with `BackfillBusy`. */
export async function runBackfill(ref: RepositoryRef, deps: Deps, run: BackfillRun): Promise<BackfillEnd> {
  const { store, clock } = deps;
  const last = await store.lastBackfill(ref);
  let backfill: Backfill;
  if (last?.state === 'surveying') throw new BackfillBusy(ref, 'A dry report is being made.');
  if (last !== null && goesOnIn(last) === 'undoing')
    throw new BackfillBusy(ref, 'The last backfill is being taken back; finish that with --undo.');
  if (last !== null && isOpen(last.state)) backfill = await takeOver(last, goesOnIn(last), deps);
  else {
    const how = { since: run.since, runner: 'command', askedBy: null, state: 'collecting' } as const;
    const begun = await store.beginBackfill(ref, how, clock.now());
    if (begun === null) throw new BackfillBusy(ref, 'Somebody began a backfill just now.');
    backfill = begun;
  }
  const paused = await work(backfill, { ...run, only: ['collecting', 'running'] }, deps);
  const end = await store.backfill(backfill.id);
  const takenBack = end !== null && isTakenBack(end);
  return { id: backfill.id, ...progressOf(await store.backfillCounts(backfill.id)), paused, takenBack };
}

/**
 * Takes back what the last backfill set, where nobody touched it. One that is being applied stops after the issue that is under way, and
 * this waits for it. Rejects with `BackfillBusy` where another process takes it back already.
 */
export async function undoBackfill(
  ref: RepositoryRef,
  deps: Deps,
  run: Pick<BackfillRun, 'signal' | 'sleep'>,
): Promise<Undone> {
  const { store } = deps;
  const last = await store.appliedBackfill(ref);
  if (last === null) return { id: null, removed: 0, left: 0, paused: null };
  const before = await store.backfillCounts(last.id);
  if (last.state === 'undone') return { id: last.id, removed: 0, left: 0, paused: null };
  const backfill = await takeOver(last, 'undoing', deps);
  const paused = await work(backfill, { ...run, since: null, onProgress: () => {}, only: ['undoing'] }, deps);
  const { taken, left } = await store.backfillCounts(last.id);
  return { id: last.id, removed: taken - before.taken, left: left - before.left, paused };
}

function isOpen(state: BackfillState): boolean {
  return state === 'collecting' || state === 'running' || state === 'undoing' || state === 'paused';
}

/** Where one that is open goes on. */
export function goesOnIn({ state, pausedIn }: Backfill): BackfillState {
  return state === 'paused' ? (pausedIn ?? 'running') : state;
}

function isTakenBack(backfill: Backfill): boolean {
  return backfill.state === 'undone' || goesOnIn(backfill) === 'undoing';
}

/** In UTC, to the second. */
function timeInWords(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

/** Moves it on under the command line's hand; where a process is at it now, only from doing to taking back, which stops that process. */
async function takeOver(last: Backfill, to: BackfillState, deps: Deps): Promise<Backfill> {
  const { store, clock } = deps;
  const now = clock.now();
  const stops = to === 'undoing' && last.state !== 'undoing';
  if (last.heldUntil > now && !stops)
    throw new BackfillBusy(last, 'Another process is at it.', last.heldUntil);
  const { waiting } = await store.backfillCounts(last.id);
  const change = { runner: 'command', pausedIn: null, note: null, begun: { at: now, waiting } } as const;
  const moved = await store.moveBackfill(last.id, last.state, to, change, now);
  if (!moved) throw new BackfillBusy(last, 'Somebody changed it just now.');
  return { ...last, ...change, state: to };
}

/** Null when it came to its end; else why it stopped, and then it is paused. */
async function work(
  { id }: Backfill,
  run: BackfillRun & Pick<Hand, 'only'>,
  deps: Deps,
): Promise<string | null> {
  const { store } = deps;
  const { signal, only } = run;
  const hand: Hand = { holder: store.newHolder(), runner: 'command', only, signal };
  let settled = 0;
  try {
    for (;;) {
      if (run.signal.aborted) return await pause(id, 'It was stopped.', deps);
      try {
        if (!(await advance(id, hand, deps))) break;
        const progress = progressOf(await store.backfillCounts(id));
        if (progress.done + progress.failed > settled) run.onProgress(progress);
        settled = progress.done + progress.failed;
      } catch (error) {
        if (!(error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'))
          throw error;
        if (error.retryAfterMs > longestWaitMs) return await pause(id, error.message, deps);
        await run.sleep(error.retryAfterMs);
      }
    }
  } finally {
    const now = await store.backfill(id);
    await store.releaseBackfill(id, hand.holder, 0, now?.note ?? null);
  }
  const end = await store.backfill(id);
  if (end !== null && isTakenBack(end) && only?.includes('undoing') === false)
    return 'It is being taken back; nothing more is set for it.';
  if (end !== null && end.runner !== hand.runner) return 'Somebody goes on with it on the review desk.';
  return end?.state === 'paused' ? (end.note ?? 'It was paused.') : null;
}

async function pause(id: string, note: string, { store, clock }: Deps): Promise<string> {
  const backfill = await store.backfill(id);
  const { state } = backfill ?? {};
  if (state === 'collecting' || state === 'running' || state === 'undoing')
    await store.moveBackfill(id, state, 'paused', { pausedIn: state, note }, clock.now());
  return note;
}

function progressOf({ done, failed, waiting }: BackfillCounts): Progress {
  return { done, failed, waiting };
}
