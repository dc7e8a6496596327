/** The jobs that use cases put on the queue, each with the id that makes adding it twice harmless. */

import type { IssueRef, Job, JobOptions, JobQueue } from './ports.js';

interface QueuedJob {
  readonly job: Job;
  readonly options: JobOptions;
}

/** Name of a delivery in store and queue. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly action: string;
  readonly issue: IssueRef;
}

/**
 * Key of a delivery. Issue and action belong to it because not every sender of signed webhooks gives each delivery an id of
 * its own: the emulator uses the millisecond, in which two things may happen.
 */
export function deliveryKey(delivery: Delivery): string {
  const { owner, repo, number } = delivery.issue;
  return `${delivery.id} ${delivery.event}.${delivery.action} ${owner}/${repo}#${number}`.toLowerCase();
}

export function triageJob(delivery: Delivery, delay: number): QueuedJob {
  return {
    job: {
      kind: 'triage',
      deliveryId: delivery.id,
      event: `${delivery.event}.${delivery.action}`,
      issue: delivery.issue,
    },
    options: { id: jobId('triage', deliveryKey(delivery)), delay },
  };
}

/** `again` names a further try: the id of a job that failed for good stays taken. */
export function postDraftJob(draftId: string, again?: number): QueuedJob {
  const suffix = again === undefined ? '' : `-again-${again}`;
  return { job: { kind: 'post-draft', draftId }, options: { id: jobId('post-draft', draftId) + suffix } };
}

export function followUpJob(followUpId: string, delay: number): QueuedJob {
  return { job: { kind: 'follow-up', followUpId }, options: { id: jobId('follow-up', followUpId), delay } };
}

export async function enqueue(queue: JobQueue, { job, options }: QueuedJob): Promise<void> {
  await queue.add(job, options);
}

/** BullMQ takes no colon in an id; everything else outside a safe alphabet goes with it, unambiguously. */
function jobId(kind: Job['kind'], name: string): string {
  const safe = name.replace(
    /[^a-z0-9.#/_-]/gi,
    (character) => `=${(character.codePointAt(0) ?? 0).toString(16)}=`,
  );
  return `${kind}-${safe}`;
}
