/** A worker's turn at a backfill: a few issues, fewer where others wait, then the next turn goes to the end of the queue. */

import type { Backfill } from './backfill-ports.js';
import { advance, type Hand } from './backfill-step.js';
import type { Deps } from './deps.js';
import { backfillJob } from './jobs.js';
import type { Job } from './ports.js';

/** A worker's place is taken for so long by one turn, in milliseconds. */
const turnMs = 20_000;
/** A job that is on its way is this late at most, in milliseconds. */
const slackMs = 60_000;
const mostAtOnce = 1_000;

/** The steps of one turn. Rejects like `advance`; a job that a later round took the place of does nothing. */
export async function takeBackfillTurn(
  { backfillId, round }: Extract<Job, { kind: 'backfill' }>,
  deps: Deps,
): Promise<void> {
  const { store, queue, clock } = deps;
  const hand: Hand = { holder: store.newHolder(), runner: 'worker' };
  const end = clock.now() + turnMs;
  if ((await store.backfill(backfillId))?.round !== round) return;
  for (;;) {
    if (!(await advance(backfillId, hand, deps))) return;
    if (clock.now() >= end) break;
    // Whoever waits goes first, new issues before all.
    if ((await queue.counts()).waiting > 0) break;
  }
  await store.releaseBackfill(backfillId, hand.holder, 0, null);
  const backfill = await store.backfill(backfillId);
  if (backfill !== null) await queueTurn(backfill, deps);
}

/** Queues the turn after this one; of two that ask at once one does. */
export async function queueTurn(
  backfill: Backfill,
  { store, queue }: Pick<Deps, 'store' | 'queue'>,
): Promise<void> {
  if (!(await store.nextBackfillRound(backfill.id, backfill.round))) return;
  const { job, options } = backfillJob({ ...backfill, round: backfill.round + 1 });
  await queue.add(job, options);
}

/** Backfills whose job was lost with the queue, or given up, get another; returns how many. */
export async function sweepBackfills(deps: Pick<Deps, 'store' | 'queue' | 'clock'>): Promise<number> {
  const idle = await deps.store.idleBackfills(deps.clock.now() - slackMs, mostAtOnce);
  for (const backfill of idle) await queueTurn(backfill, deps);
  return idle.length;
}
