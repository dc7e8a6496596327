/** A backfill as a person is shown it: how far it is, how long it will take, what they may do. */

import { minutesFor } from '../core/backfill/report.js';
import { type Backfill, type BackfillCounts, busyStates } from './backfill-ports.js';
import { type BackfillVerb, mayDirect, reportLifetime } from './direct-backfill.js';
import type { Permission, RepositoryRef } from './ports.js';
import type { ReviewWorld } from './review-world.js';

export interface BackfillView {
  readonly backfill: Backfill;
  readonly counts: BackfillCounts;
  /** True while something is done without anybody asking again. */
  readonly isBusy: boolean;
  /** True where the command line that did it has stopped without a word. */
  readonly isLeft: boolean;
  /** Minutes that are left at the pace of the last issues, null where nothing is under way. */
  readonly minutesLeft: number | null;
  /** Why it waits, and until when, in milliseconds since the epoch; null where it does not. */
  readonly waits: { readonly why: string; readonly until: number } | null;
}

export interface BackfillsView {
  /** The newest; null where there never was one. */
  readonly current: BackfillView | null;
  /** The newest that may have set labels. */
  readonly applied: BackfillView | null;
  readonly verbs: readonly BackfillVerb[];
}

/** The pace of fewer issues than this says nothing. */
const enoughToMeasure = 5;

export async function viewBackfills(
  { store, clock }: Pick<ReviewWorld, 'store' | 'clock'>,
  ref: RepositoryRef,
  permission: Permission,
): Promise<BackfillsView> {
  const [last, applied] = await Promise.all([store.lastBackfill(ref), store.appliedBackfill(ref)]);
  const now = clock.now();
  const view = async (backfill: Backfill | null) =>
    backfill === null ? null : viewOf(backfill, await store.backfillCounts(backfill.id), now);
  const current = await view(last);
  const undoable = applied?.id === last?.id ? current : await view(applied);
  const verbs = (['report', 'apply', 'pause', 'resume', 'undo'] as const).filter(
    (verb) => mayDirect(verb, permission) && isPossible(verb, current, undoable, now),
  );
  return { current, applied: undoable, verbs };
}

function viewOf(backfill: Backfill, counts: BackfillCounts, now: number): BackfillView {
  const isOpen = busyStates.some((state) => state === backfill.state);
  const isLeft =
    isOpen && backfill.runner === 'command' && backfill.heldUntil <= now && backfill.wakeAt <= now;
  const isBusy = isOpen && !isLeft;
  const waits = isBusy && backfill.wakeAt > now ? { why: backfill.note ?? '', until: backfill.wakeAt } : null;
  return {
    backfill,
    counts,
    isBusy,
    isLeft,
    minutesLeft: isBusy ? minutesLeft(backfill, counts, now) : null,
    waits,
  };
}

function minutesLeft(
  { state, begun, report, wakeAt }: Backfill,
  counts: BackfillCounts,
  now: number,
): number | null {
  if (state === 'undoing') return minutesFor(counts.labelled, counts.labelled);
  if (state !== 'running') return null;
  const pause = Math.max(0, wakeAt - now) / 60_000;
  const settled = (begun?.waiting ?? 0) - counts.waiting;
  if (begun !== null && settled >= enoughToMeasure)
    return Math.ceil((((now - begun.at) / settled) * counts.waiting) / 60_000 + pause);
  const all = counts.waiting + counts.done + counts.failed;
  const writes = all === 0 ? 0 : ((report?.cost.writes ?? all) / all) * counts.waiting;
  return Math.ceil(minutesFor(counts.waiting, writes) + pause);
}

function isPossible(
  verb: BackfillVerb,
  current: BackfillView | null,
  applied: BackfillView | null,
  now: number,
): boolean {
  const state = current?.backfill.state;
  switch (verb) {
    case 'report':
      return (
        state === undefined ||
        state === 'surveyed' ||
        state === 'done' ||
        state === 'undone' ||
        state === 'failed'
      );
    case 'apply':
      return (
        state === 'surveyed' &&
        now - (current?.backfill.updatedAt ?? 0) <= reportLifetime &&
        (current?.counts.waiting ?? 0) > 0
      );
    case 'pause':
      return current?.isBusy === true && state !== 'surveying';
    case 'resume':
      return state === 'paused' || current?.isLeft === true;
    case 'undo': {
      const of = applied?.backfill;
      if (
        of === undefined ||
        state === 'surveying' ||
        of.state === 'undone' ||
        applied?.counts.labelled === 0
      )
        return false;
      return of.state !== 'undoing' && of.pausedIn !== 'undoing';
    }
  }
}
