/** Everything that looks for work that fell out somewhere, one after the other; none of them stops the next. */

import { sweepBackfills } from './backfill-turn.js';
import type { Deps } from './deps.js';
import { findMissed } from './find-missed.js';
import { sweepReactions } from './read-reactions.js';
import { redeliverFailed } from './redeliver.js';
import { sweepEffects } from './settle-effects.js';
import { sweep } from './sweep.js';
import { sweepFollowUps } from './sweep-follow-ups.js';
import { sweepInbox } from './sweep-inbox.js';
import { sweepKeptJobs } from './sweep-kept-jobs.js';
import { recheckPolicies } from './take-up.js';

interface Part {
  readonly name: string;
  /** Returns how much was found. */
  run(): Promise<number>;
}

export interface RecoverOptions {
  /** Also tries again at once what failed. */
  readonly atStart: boolean;
  /** Milliseconds between two sweeps; what asks GitHub runs once in this time, however many workers there are. */
  readonly sweepMs: number;
  /** Aborted when the process ends: what is not begun yet is left to the next one. */
  readonly signal: AbortSignal;
}

/** Runs every part; one that fails is tried again at the next time, and nothing is lost by it. */
export async function recover(deps: Deps, options: RecoverOptions): Promise<void> {
  const { atStart: failed, signal } = options;
  // A little less than the pause between two sweeps, so that the next one of the same process is not too early.
  const periodMs = options.sweepMs * 0.9;
  const parts: readonly Part[] = [
    { name: 'approved drafts queued again', run: () => sweep(deps, { failed }) },
    { name: 'overdue issues queued again', run: () => sweepInbox(deps, { failed }) },
    { name: 'kept jobs queued again', run: () => sweepKeptJobs(deps) },
    {
      name: 'follow-ups queued again',
      run: () => sweepFollowUps(deps, { failed, aheadMs: 2 * options.sweepMs }),
    },
    { name: 'effects settled afterwards', run: () => sweepEffects(deps, { periodMs }) },
    { name: 'backfills queued again', run: () => sweepBackfills(deps) },
    { name: 'broken policies to be read again', run: () => recheckPolicies(deps) },
    { name: 'rows of the past removed', run: () => deps.store.forgetPast(deps.clock.now()) },
    { name: 'failed deliveries asked for again', run: () => redeliverFailed(deps, { periodMs }) },
    { name: 'reactions kept', run: () => sweepReactions(deps, { periodMs, signal }) },
    { name: 'missed issues queued', run: () => findMissed(deps, { periodMs, signal }) },
  ];
  for (const { name, run } of parts) {
    if (signal.aborted) return;
    try {
      const found = await run();
      if (found > 0) deps.log.info({ found }, name);
    } catch (err) {
      deps.log.warn({ err, part: name }, 'a sweep failed and is tried again later');
    }
  }
}
