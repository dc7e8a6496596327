/** Asking for an issue's triage where no webhook does: kept in the inbox, so that a lost queue loses nothing. */

import { type QueuedJob, triageJob } from './jobs.js';
import type { Clock, IssueRef, JobQueue, Log, Store } from './ports.js';

interface TriageWorld {
  readonly store: Pick<Store, 'receive'>;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly log: Log;
}

/** A wish that is kept, and the job that nobody was told of yet. */
export interface KeptWish {
  readonly key: string;
  /** Null when the same wish was finished before. */
  readonly queued: QueuedJob | null;
}

/** `id` names the wish: the same one again is the same. Not before `graceMs`, so that what it is about can be stored first. */
export async function keepWish(
  { store, clock }: Pick<TriageWorld, 'store' | 'clock'>,
  issue: IssueRef,
  id: string,
  event: string,
  graceMs: number,
): Promise<KeptWish> {
  const key = `${id} ${event} ${issue.owner}/${issue.repo}#${issue.number}`.toLowerCase();
  const wish = { key, deliveryId: id, event, issue };
  const wakeup = await store.receive(wish, graceMs, clock.now());
  return { key, queued: wakeup === null ? null : triageJob(wish, wakeup, clock.now()) };
}

/** Without an answer of the queue the sweep finds the wish. */
export async function queueWish(
  { queue, log }: Pick<TriageWorld, 'queue' | 'log'>,
  { key, queued }: KeptWish,
): Promise<void> {
  if (queued === null) return;
  try {
    await queue.add(queued.job, queued.options);
  } catch (cause) {
    log.warn({ wish: key, err: cause }, 'the queue did not take a triage, the sweep will enqueue it');
  }
}

export async function wishTriage(
  world: TriageWorld,
  issue: IssueRef,
  id: string,
  event: string,
): Promise<void> {
  await queueWish(world, await keepWish(world, issue, id, event, 0));
}
