/** Jobs that webhooks ask for besides triage, and the id that follows from what each holds. */

import type { Job, JobOptions } from './queue-ports.js';
import type { IssueRef, RepositoryRef } from './refs.js';

/** Jobs that are kept in the store until a worker has run them. */
export type KeptKind = Extract<
  Job,
  {
    kind:
      | 'conversation'
      | 'command'
      | 'release'
      | 'announce'
      | 'policy-changed'
      | 'check-policy'
      | 'first-report'
      | 'moved'
      | 'forget';
  }
>;

export interface QueuedKept {
  readonly job: KeptKind;
  readonly options: JobOptions;
}

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
    case 'announce':
      return `announce-${job.batchId}-${job.issue.number}-${job.at}`;
    case 'policy-changed':
      return `policy-${job.deliveryId} ${nameOf(job.repository)}`.toLowerCase();
    case 'check-policy': {
      const { deliveryId, repository, headSha, pull } = job;
      return `check-policy-${deliveryId} ${nameOf(repository)}-${headSha}-${pull ?? 'all'}`.toLowerCase();
    }
    case 'first-report':
      return `first-report-${job.deliveryId} ${nameOf(job.repository)}`.toLowerCase();
    case 'moved':
      return `moved-${job.deliveryId} ${nameOf(job.from)}`.toLowerCase();
    case 'forget':
      return `forget-${job.deliveryId}`;
  }
}

const unkept: ReadonlySet<Job['kind']> = new Set(['triage', 'post-draft', 'follow-up', 'backfill']);

export function isKept(job: Job): job is KeptKind {
  return !unkept.has(job.kind);
}

function nameOf({ owner, repo }: Pick<RepositoryRef, 'owner' | 'repo'>): string {
  return `${owner}/${repo}`;
}

function issueName(issue: IssueRef): string {
  return `${nameOf(issue)}#${issue.number}`;
}

/** A check computes for seconds; whatever reads an issue goes first. */
const checkPriority = 10_000;

/** Such a job as it is queued, also when it is read back. */
export function asKept(job: KeptKind): QueuedKept {
  const id = keptId(job);
  return { job, options: job.kind === 'check-policy' ? { id, priority: checkPriority } : { id } };
}
