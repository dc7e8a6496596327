/** One job in a worker: through its use case, or put aside until its repository's policy is repaired. */

import { putAside } from './await-policy.js';
import type { Deps } from './deps.js';
import { dropKept } from './keep-job.js';
import type { Job } from './ports.js';
import { PolicyBroken } from './read-policy.js';
import { runJob } from './run-job.js';
import type { Triaged } from './triage-issue.js';

/**
 * Runs a job, or puts it aside where the policy cannot be followed; one that was kept until now is dropped then. Rejects otherwise like
 * `runJob`.
 */
export async function runOrAwaitPolicy(job: Job, deps: Deps): Promise<Triaged | null> {
  const triaged = await runOrPutAside(job, deps);
  await dropKept(job, deps.store);
  return triaged;
}

async function runOrPutAside(job: Job, deps: Deps): Promise<Triaged | null> {
  try {
    return await runJob(job, deps);
  } catch (error) {
    if (!(error instanceof PolicyBroken)) throw error;
    await putAside(job, error, deps);
    return null;
  }
}
