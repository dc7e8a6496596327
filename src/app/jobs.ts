/** The jobs that use cases put on the queue, each with the id that makes adding it twice harmless. */

import type { Backfill } from './backfill-ports.js';
import type { TriageWish, Wakeup } from './inbox-ports.js';
import { asKept, type QueuedKept } from './kept-job.js';
import type { Draft, IssueRef, Job, JobOptions, RepositoryRef } from './ports.js';

type CheckJob = Extract<Job, { kind: 'check-policy' }>;

export interface QueuedJob {
  readonly job: Job;
  readonly options: JobOptions;
}

/** One webhook about one issue. */
export interface Delivery {
  /** GitHub's `X-GitHub-Delivery`. */
  readonly id: string;
  readonly event: string;
  readonly action: string;
  readonly issue: IssueRef;
}

/**
 * Key of a delivery. Issue and action belong to it because not every sender of signed webhooks gives each delivery an id of
 * its own: the emulator uses the millisecond, in which two things may happen.
 */
export function deliveryKey({ id, event, action, issue }: Delivery): string {
  return `${id} ${event}.${action} ${issue.owner}/${issue.repo}#${issue.number}`.toLowerCase();
}

/** What the inbox is told about a delivery. */
export function wishOf(delivery: Delivery): TriageWish {
  const { id, event, action, issue } = delivery;
  return { key: deliveryKey(delivery), deliveryId: id, event: `${event}.${action}`, issue };
}

/**
 * Wakes a worker for one round of an issue, once for all deliveries of that round. `attempt` names a further try, because the id
 * of a job that failed for good stays taken.
 */
export function triageJob(
  { deliveryId, event, issue }: Omit<TriageWish, 'key'>,
  { round, dueAt, ahead }: Omit<Wakeup, 'isRepeat'>,
  now: number,
  attempt = '',
): QueuedJob {
  const id = `triage-${issue.owner}/${issue.repo}#${issue.number}-${round}${attempt}`.toLowerCase();
  return {
    job: { kind: 'triage', deliveryId, event, issue },
    options: { id, delay: Math.max(0, dueAt - now), priority: ahead },
  };
}

/**
 * The job that posts an approved draft. Its id names the decision: one that was taken back and taken again is another job. The sweep
 * adds the same one, so it runs once. `delay` in milliseconds.
 */
export function postDraftJob({ id, decidedAt }: Pick<Draft, 'id' | 'decidedAt'>, delay = 0): QueuedJob {
  const decision = decidedAt === null ? '' : `-${decidedAt}`;
  return {
    job: { kind: 'post-draft', draftId: id },
    options: { id: `post-draft-${id}${decision}`, ...(delay > 0 && { delay }) },
  };
}

/** A further try under an id of its own, because the id of a job that failed for good stays taken. `at` names the try. */
export function postDraftAgain(draft: Pick<Draft, 'id' | 'decidedAt'>, at: number): QueuedJob {
  const { job, options } = postDraftJob(draft);
  return { job, options: { ...options, id: `${options.id}-again-${at}` } };
}

/** `delay` in milliseconds. */
export function followUpJob(followUpId: string, delay: number): QueuedJob {
  return { job: { kind: 'follow-up', followUpId }, options: { id: `follow-up-${followUpId}`, delay } };
}

/** A person's word on an issue. */
export function conversationJob({ id, event, action, issue }: Delivery): QueuedKept {
  return asKept({ kind: 'conversation', deliveryId: id, event: `${event}.${action}`, issue });
}

/** The commands in a person's comment. */
export function commandJob({ id, issue }: Delivery, commentId: number): QueuedKept {
  return asKept({ kind: 'command', deliveryId: id, issue, commentId });
}

/** A look that no delivery asks for, after the effect with this key. */
export function lookAgainJob(issue: IssueRef, effectKey: string): QueuedKept {
  return asKept({ kind: 'conversation', deliveryId: `after ${effectKey}`, event: 'dejabug.closed', issue });
}

/** `at` belongs to the id: the same release may be told again later, for issues that came meanwhile. */
export function releaseJob(release: Omit<Extract<Job, { kind: 'release' }>, 'kind'>): QueuedKept {
  return asKept({ kind: 'release', ...release });
}

/** `at` names the release job that asks. */
export function announceJob(batchId: string, issue: IssueRef, at: number): QueuedKept {
  return asKept({ kind: 'announce', batchId, issue, at });
}

/** Behind whatever waits for a worker: nobody waits for a backfill as for a new issue. */
const backfillPriority = 10_000;

/** A turn of a backfill. The same round is added once. */
export function backfillJob({ id, round, installationId, owner, repo }: Backfill): QueuedJob {
  const repository = { installationId, owner, repo };
  return {
    job: { kind: 'backfill', backfillId: id, round, repository },
    options: { id: `backfill-${id}-${round}`, priority: backfillPriority },
  };
}

export function policyChangedJob(deliveryId: string, repository: RepositoryRef): QueuedKept {
  return asKept({ kind: 'policy-changed', deliveryId, repository });
}

/** Key of a delivery about a commit. As for those about issues its third word begins with the repository, by which it is forgotten. */
export function checkKey(
  event: string,
  { deliveryId, repository, headSha, pull }: Pick<CheckJob, 'deliveryId' | 'repository' | 'headSha' | 'pull'>,
): string {
  const { owner, repo } = repository;
  return `${deliveryId} ${event} ${owner}/${repo}#${headSha}${pull === null ? '' : `-${pull}`}`.toLowerCase();
}

/** One for each delivery, because a commit may need a check again: what makes them one check is its run on GitHub. */
export function checkPolicyJob(check: Omit<CheckJob, 'kind'>): QueuedKept {
  return asKept({ kind: 'check-policy', ...check });
}
