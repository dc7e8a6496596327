/** The jobs that use cases put on the queue, each with the id that makes adding it twice harmless. */

import type { TriageWish, Wakeup } from './inbox-ports.js';
import type { Draft, IssueRef, Job, JobOptions, RepositoryRef } from './ports.js';

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

/** Jobs that are kept in the store until a worker has run them. */
export type KeptKind = Extract<
  Job,
  { kind: 'conversation' | 'command' | 'release' | 'policy-changed' | 'first-report' | 'forget' }
>;

/** The id of such a job, on the queue and in the store: the same for a job that is read back. */
export function keptId(job: KeptKind): string {
  switch (job.kind) {
    case 'conversation':
      return `conversation-${job.deliveryId} ${job.event} ${issueName(job.issue)}`.toLowerCase();
    case 'command':
      return `command-${job.deliveryId} ${issueName(job.issue)}-${job.commentId}`.toLowerCase();
    case 'release': {
      const { component, tag, isPrerelease, distribution, problem, at } = job;
      const parts = [component, tag, isPrerelease, distribution, problem, at];
      return `release-${nameOf(job.repository)}-${parts.join('-')}`.toLowerCase();
    }
    case 'policy-changed':
      return `policy-${job.deliveryId} ${nameOf(job.repository)}`.toLowerCase();
    case 'first-report':
      return `first-report-${job.deliveryId} ${nameOf(job.repository)}`.toLowerCase();
    case 'forget':
      return `forget-${job.deliveryId}`;
  }
}

export function isKept(job: Job): job is KeptKind {
  return (
    job.kind !== 'triage' && job.kind !== 'post-draft' && job.kind !== 'follow-up' && job.kind !== 'announce'
  );
}

function nameOf({ owner, repo }: RepositoryRef): string {
  return `${owner}/${repo}`;
}

function issueName(issue: IssueRef): string {
  return `${nameOf(issue)}#${issue.number}`;
}

function asKept(job: KeptKind): QueuedJob {
  return { job, options: { id: keptId(job) } };
}

/** A person's word on an issue. */
export function conversationJob({ id, event, action, issue }: Delivery): QueuedJob {
  return asKept({ kind: 'conversation', deliveryId: id, event: `${event}.${action}`, issue });
}

/** The commands in a person's comment. */
export function commandJob({ id, issue }: Delivery, commentId: number): QueuedJob {
  return asKept({ kind: 'command', deliveryId: id, issue, commentId });
}

/** A look that no delivery asks for, after the effect with this key. */
export function lookAgainJob(issue: IssueRef, effectKey: string): QueuedJob {
  return asKept({ kind: 'conversation', deliveryId: `after ${effectKey}`, event: 'dejabug.closed', issue });
}

/** `at` belongs to the id: the same release may be told again later, for issues that came meanwhile. */
export function releaseJob(release: Omit<Extract<Job, { kind: 'release' }>, 'kind'>): QueuedJob {
  return asKept({ kind: 'release', ...release });
}

/** `at` names the release job that asks. */
export function announceJob(batchId: string, issue: IssueRef, at: number): QueuedJob {
  return {
    job: { kind: 'announce', batchId, issue },
    options: { id: `announce-${batchId}-${issue.number}-${at}` },
  };
}

export function policyChangedJob(deliveryId: string, repository: RepositoryRef): QueuedJob {
  return asKept({ kind: 'policy-changed', deliveryId, repository });
}
