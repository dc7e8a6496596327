/** Recovery: follow-ups whose job was lost with the queue are queued again shortly before they are due. */

import type { Deps } from './deps.js';
import { followUpJob } from './jobs.js';

/**
 * Queues every follow-up that is due before `aheadMs` milliseconds from now; returns how many. Harmless for one that is queued: its
 * job is known by its id. `failed` also tries those again whose job was given up, right once at start.
 */
export async function sweepFollowUps(
  { store, queue, clock }: Pick<Deps, 'store' | 'queue' | 'clock'>,
  options: { readonly failed: boolean; readonly aheadMs: number },
): Promise<number> {
  const now = clock.now();
  const due = await store.followUpsDue(now + options.aheadMs);
  for (const { id, dueAt } of due) {
    const { job, options: jobOptions } = followUpJob(id, Math.max(0, dueAt - now));
    await queue.add(job, jobOptions);
    if (options.failed && dueAt < now)
      await queue.add(job, { ...jobOptions, id: `${jobOptions.id}-again-${now}` });
  }
  return due.length;
}
