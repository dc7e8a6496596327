/** Work that a broken policy keeps waiting is put aside, with the reason. */

import type { Deps } from './deps.js';
import type { Job } from './ports.js';
import type { PolicyBroken } from './read-policy.js';

/** Keeps the job until the policy is repaired. The operator is told once for each repository, however much waits. */
export async function putAside(
  job: Job,
  { ref, message: reason }: PolicyBroken,
  { store, clock, log }: Pick<Deps, 'store' | 'clock' | 'log'>,
): Promise<void> {
  const isFirst = await store.awaitPolicy(ref, nameOf(job), job, reason, clock.now());
  const fields = { repository: `${ref.owner}/${ref.repo}`, reason };
  if (isFirst) log.warn(fields, 'the policy cannot be followed; work waits until it is repaired');
  else log.debug(fields, 'more waits until the policy is repaired');
}

/** What is about the same thing waits once. */
function nameOf(job: Job): string {
  switch (job.kind) {
    case 'triage':
    case 'conversation':
      return `${job.kind} #${job.issue.number}`;
    case 'command':
      return `${job.kind} ${job.commentId}`;
    case 'announce':
      return `${job.kind} ${job.batchId} #${job.issue.number}`;
    case 'post-draft':
      return `${job.kind} ${job.draftId}`;
    case 'follow-up':
      return `${job.kind} ${job.followUpId}`;
    case 'release':
      return `${job.kind} ${job.component} ${job.tag} ${job.distribution} ${job.problem}`;
    case 'check-policy':
      return `${job.kind} ${job.headSha} ${job.pull ?? 'all'}`;
    case 'policy-changed':
    case 'first-report':
    case 'backfill':
    case 'moved':
    case 'forget':
      return job.kind;
  }
}
