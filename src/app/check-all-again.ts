/** Everything that was checked of a commit, again: a job for each pull request. */

import { checkName, pullOf } from '../core/check/check-run.js';
import type { Deps } from './deps.js';
import { checkKey, checkPolicyJob } from './jobs.js';
import { keepJob } from './keep-job.js';
import type { Job } from './ports.js';
import { ownRunIn } from './show-check.js';

/** Safe to repeat. Rejects when GitHub, the store or the queue fails. */
export async function checkAllAgain(
  job: Extract<Job, { kind: 'check-policy' }>,
  deps: Pick<Deps, 'github' | 'store' | 'queue' | 'clock'>,
): Promise<void> {
  const runs = await deps.github.checkRuns(job.repository, job.headSha, checkName);
  const pulls = new Set(runs.map(({ externalId }) => pullOf(externalId)).filter((pull) => pull !== null));
  for (const pull of pulls) {
    const one = { ...job, pull, runId: ownRunIn(runs, pull)?.id ?? null };
    const event = 'check_suite.rerequested';
    await keepJob({ key: checkKey(event, one), event, queued: checkPolicyJob(one) }, deps);
  }
}
