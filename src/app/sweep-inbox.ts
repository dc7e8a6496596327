/** Recovery of triage: issues whose job never came, was lost with the queue, or failed, are queued again; nothing is dropped unsaid. */

import type { Deps } from './deps.js';
import type { OverdueIssue } from './inbox-ports.js';
import { triageJob } from './jobs.js';

/** A job that is on its way is this late at most, in milliseconds; queueing it again would do nothing but cost. */
const slackMs = 60_000;
/** Longer than all tries of one job together: a further job does not meet the one before it. */
const tryEveryMs = 4 * 60 * 60_000;
/** As long as GitHub would let the delivery be sent again. */
const giveUpMs = 3 * 24 * 60 * 60_000;
const mostAtOnce = 5_000;

/**
 * Queues every overdue issue; returns how many. Adding a job that is there does nothing, so an emptied queue is rebuilt by this and
 * a full one stays as it is. `failed` also tries those again at once whose last try failed: right at start, when the operator may
 * have repaired what was wrong.
 */
export async function sweepInbox(
  deps: Pick<Deps, 'store' | 'queue' | 'clock' | 'log'>,
  options: { readonly failed: boolean },
): Promise<number> {
  const { store, queue, clock, log } = deps;
  const now = clock.now();
  let queued = 0;
  for (const overdue of await store.overdueIssues(now - slackMs, mostAtOnce)) {
    if (now - overdue.dueAt > giveUpMs) {
      const reason = `Given up after three days: ${overdue.reason ?? 'no worker came to it.'}`;
      await store.giveUpIssue(overdue.issue, reason, now);
      log.error({ issue: overdue.issue, delivery: overdue.deliveryId, reason }, 'an issue was given up');
      continue;
    }
    const { job, options: jobOptions } = triageJob(
      overdue,
      { ...overdue, ahead: 0 },
      now,
      attemptOf(overdue, now, options.failed),
    );
    await queue.add(job, jobOptions);
    queued += 1;
  }
  return queued;
}

/** Empty for the job that the delivery made; a further one every few hours. */
function attemptOf({ dueAt, reason }: OverdueIssue, now: number, failed: boolean): string {
  if (failed && reason !== null) return `-start-${now}`;
  const tries = Math.floor((now - dueAt) / tryEveryMs);
  return tries === 0 ? '' : `-try-${tries}`;
}
