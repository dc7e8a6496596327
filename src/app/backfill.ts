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
}

export interface Undone {
  /** Null where there was no backfill. */
  readonly id: string | null;
  /** Labels that were taken off. */
  readonly removed: number;
  /** Issues on which somebody changed the label since, or that are gone. */
  readonly left: number;
  /** Why it stopped before its end, as a sentence; null where it is done. */
  readonly paused: string | null;
}

/** Somebody else is at the backfill of this repository. */
export class BackfillBusy extends Error {
  constructor({ owner, repo }: RepositoryRef, why: string) {
    super(`${why} Look at the page of ${owner}/${repo} on the review desk, or try again later.`);
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
  const paused = await work(backfill, run, deps);
  return { id: backfill.id, ...progressOf(await store.backfillCounts(backfill.id)), paused };
}

/** Takes back what the last backfill set, where nobody touched it. Rejects like `runBackfill`. */
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
  const paused = await work(backfill, { ...run, since: null, onProgress: () => {} }, deps);
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

/** Moves it on under the command line's hand, unless a process is at it now. */
async function takeOver(last: Backfill, to: BackfillState, deps: Deps): Promise<Backfill> {
  const { store, clock } = deps;
  const now = clock.now();
  if (last.heldUntil > now) throw new BackfillBusy(last, 'Another process is at it.');
  const { waiting } = await store.backfillCounts(last.id);
  const change = { runner: 'command', pausedIn: null, note: null, begun: { at: now, waiting } } as const;
  const moved = await store.moveBackfill(last.id, last.state, to, change, now);
  if (!moved) throw new BackfillBusy(last, 'Somebody changed it just now.');
  return { ...last, ...change, state: to };
}

/** Null when it came to its end; else why it stopped, and then it is paused. */
async function work({ id }: Backfill, run: BackfillRun, deps: Deps): Promise<string | null> {
  const { store } = deps;
  const hand: Hand = { holder: store.newHolder(), runner: 'command', signal: run.signal };
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
