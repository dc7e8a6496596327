/** Jobs that were made before their repository had its present name run under that. */

import type { Deps } from './deps.js';
import type { Job, RepositoryRef } from './ports.js';

/** The same job about the repository as it is called now. A triage is wished for under that name; the old one waits for nothing more. */
export async function underPresentName(
  job: Job,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
): Promise<Job> {
  const ref = 'issue' in job ? job.issue : 'repository' in job ? job.repository : null;
  const now = ref === null ? null : await store.presentName(ref);
  if (now === null) return job;
  if (!('issue' in job)) return { ...job, repository: now } as Job;
  const moved = { ...job, issue: at(job.issue, now) };
  if (job.kind === 'triage') {
    const { deliveryId, event } = job;
    const key = `${deliveryId}-moved ${event} ${now.owner}/${now.repo}#${job.issue.number}`.toLowerCase();
    await store.receive({ key, deliveryId, event, issue: moved.issue }, 0, clock.now());
    await store.giveUpIssue(job.issue, `It goes on as ${now.owner}/${now.repo}.`, clock.now());
  }
  return moved;
}

function at<T extends RepositoryRef>(ref: T, { installationId, owner, repo }: RepositoryRef): T {
  return { ...ref, installationId, owner, repo };
}
