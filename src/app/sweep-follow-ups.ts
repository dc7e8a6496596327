/** Recovery: follow-ups whose job was lost with the queue are queued again shortly before they are due. */

import type { Deps } from './deps.js';
import { followUpJob } from './jobs.js';
import type { FollowUp } from './ports.js';

/**
 * Queues every follow-up that is due before `aheadMs` milliseconds from now; returns how many. Harmless for one that is queued: its
 * job is known by its id. `failed` also tries those again whose job was given up, right once at start.
 */
export async function sweepFollowUps(
  { store, queue, clock }: Pick<Deps, 'store' | 'queue' | 'clock'>,
  options: { readonly failed: boolean; readonly aheadMs: number },
): Promise<number> {
  const now = clock.now();
  let found = 0;
  // To the end: those that nothing helps any more are the most overdue, and must not hide the others.
  for (let last: FollowUp | undefined; ; ) {
    const page: readonly FollowUp[] = await store.followUpsDue(now + options.aheadMs, last);
    for (const { id, dueAt } of page) {
      const { job, options: jobOptions } = followUpJob(id, Math.max(0, dueAt - now));
      await queue.add(job, jobOptions);
      if (options.failed && dueAt < now)
        await queue.add(job, { ...jobOptions, id: `${jobOptions.id}-again-${now}` });
    }
    found += page.length;
    last = page.at(-1);
    if (last === undefined) return found;
  }
}
