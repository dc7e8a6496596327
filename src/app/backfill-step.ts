/** A backfill goes on by one step: the survey, the triage of one issue, or the taking back of its labels; whoever does the work. */

import { backfillDelivery } from './backfill-delivery.js';
import type { Backfill, BackfillRunner, BusyState } from './backfill-ports.js';
import { roomFor } from './backfill-room.js';
import { concernsAll, isLater, isShutOut } from './concerns-all.js';
import type { Deps } from './deps.js';
import { wishOf } from './jobs.js';
import { RetryLater } from './retry-later.js';
import { PolicyUnusable, surveyIssues } from './survey-issues.js';
import { triageInTurn } from './triage-in-turn.js';
import { undoNext } from './undo-backfill.js';

/** The process that does the work. */
export interface Hand {
  /** Nobody else has it. */
  readonly holder: string;
  readonly runner: BackfillRunner;
  readonly signal?: AbortSignal | undefined;
}

/** A step takes a few requests; one of a page of issues tells in between that somebody is at it. In milliseconds, as often as a claim. */
const holdsPerStep = 4;
const usualHoldMs = 30_000;
/** How soon to look again while another process has it, in milliseconds. */
const heldPauseMs = 5_000;

/**
 * Does one step under the hold of `hand`; false when there is none to do: it came to an end, somebody paused it, or another runner has it.
 * Rejects with `RetryLater` while another process has it or GitHub's limits ask to wait, and with the error of a port that failed; what is
 * not done by then is done by the next step. What only a person can mend pauses it, with the reason.
 */
export async function advance(id: string, hand: Hand, deps: Deps): Promise<boolean> {
  const { store, clock } = deps;
  const answer = await hold(id, hand, deps);
  if (answer.kind === 'gone') return false;
  if (answer.kind === 'busy') {
    const left = answer.until - clock.now();
    throw new RetryLater('Another process is at it.', Math.min(left, heldPauseMs));
  }
  const { backfill } = answer;
  if (backfill.runner !== hand.runner) {
    await store.releaseBackfill(id, hand.holder, 0, backfill.note);
    return false;
  }
  try {
    return await step(backfill, hand, deps);
  } catch (error) {
    const isStopped = await stopped(backfill, error, deps);
    const wakeAt = isLater(error) ? clock.now() + error.retryAfterMs : 0;
    await store.releaseBackfill(
      id,
      hand.holder,
      wakeAt,
      error instanceof Error ? error.message : String(error),
    );
    if (isStopped) return false;
    throw error;
  }
}

function hold(id: string, { holder }: Hand, { store, clock, holdMs = usualHoldMs }: Deps) {
  return store.holdBackfill(id, holder, holdsPerStep * holdMs, clock.now());
}

async function step(backfill: Backfill, hand: Hand, deps: Deps): Promise<boolean> {
  switch (backfill.state) {
    case 'surveying':
    case 'collecting':
      return survey(backfill, hand, deps);
    case 'running':
      return triageNext(backfill, deps);
    case 'undoing':
      return undoNext(backfill, deps);
    default:
      await deps.store.releaseBackfill(backfill.id, hand.holder, 0, backfill.note);
      return false;
  }
}

/** Begun anew after an interruption: what is known already is not added twice. */
async function survey(backfill: Backfill, hand: Hand, deps: Deps): Promise<boolean> {
  const { store, clock } = deps;
  const { id, since } = backfill;
  const report = await surveyIssues(backfill, deps, {
    since,
    signal: hand.signal,
    async onPage(looked, acting) {
      await store.addBackfillIssues(backfill, acting);
      await store.noteBackfillLooked(id, looked);
      await hold(id, hand, deps);
    },
  });
  if (hand.signal?.aborted) return true;
  const { waiting } = await store.backfillCounts(id);
  const now = clock.now();
  if (backfill.state === 'surveying')
    await store.moveBackfill(id, 'surveying', 'surveyed', { report, note: null }, now);
  else {
    const begun = { at: now, waiting };
    await store.moveBackfill(id, 'collecting', 'running', { report, begun, note: null }, now);
  }
  return true;
}

async function triageNext(backfill: Backfill, deps: Deps): Promise<boolean> {
  const { store, clock } = deps;
  const number = await store.waitingBackfillIssue(backfill.id);
  if (number === null) {
    await store.moveBackfill(backfill.id, 'running', 'done', { note: null }, clock.now());
    return true;
  }
  await roomFor(backfill, deps);
  const delivery = backfillDelivery(backfill, number);
  const wish = wishOf(delivery);
  await store.receive(wish, 0, clock.now());
  const job = { kind: 'triage', deliveryId: delivery.id, event: wish.event, issue: delivery.issue } as const;
  try {
    const triaged = await triageInTurn(job, deps);
    const outcome = triaged === null ? 'It was triaged meanwhile.' : (triaged.decision ?? 'It is gone.');
    await store.settleBackfillIssue(backfill.id, number, 'done', outcome);
  } catch (error) {
    if (concernsAll(error)) throw error;
    await store.settleBackfillIssue(
      backfill.id,
      number,
      'failed',
      error instanceof Error ? error.message : String(error),
    );
  }
  return true;
}

/** True when it is paused or has failed now, with the reason. */
async function stopped(
  { id, state }: Backfill,
  error: unknown,
  { store, clock, log }: Deps,
): Promise<boolean> {
  if (!(error instanceof PolicyUnusable || isShutOut(error))) return false;
  const note = error.message;
  log.warn({ backfill: id, err: error }, 'a backfill was stopped');
  if (state === 'surveying') return store.moveBackfill(id, state, 'failed', { note }, clock.now());
  return store.moveBackfill(id, state, 'paused', { note, pausedIn: state as BusyState }, clock.now());
}
