/** Jobs other than triage: kept when a webhook asks for them, dropped when they were run. */

import { isKept, keptId, type QueuedKept } from './kept-job.js';
import type { Clock, Job, JobQueue, Store } from './ports.js';

export interface AskedJob {
  /** Key of the delivery. */
  readonly key: string;
  /** Event and action. */
  readonly event: string;
  readonly queued: QueuedKept;
}

/**
 * Keeps the job until a worker has run it, and queues it. Rejects while database or queue is away; the same delivery again goes on where
 * that one stopped.
 */
export async function keepJob(
  { key, event, queued }: AskedJob,
  {
    store,
    queue,
    clock,
  }: { readonly store: Pick<Store, 'keepJob'>; readonly queue: JobQueue; readonly clock: Clock },
): Promise<'accepted' | 'duplicate'> {
  const { job, options } = queued;
  const kept = await store.keepJob({ key, event, id: options.id, job }, clock.now());
  if (kept === 'over') return 'duplicate';
  await queue.add(job, options);
  return kept === 'new' ? 'accepted' : 'duplicate';
}

/** Says that a job was run to its end; nothing for those that are not kept. */
export async function dropKept(job: Job, store: Pick<Store, 'dropJob'>): Promise<void> {
  if (isKept(job)) await store.dropJob(keptId(job));
}
