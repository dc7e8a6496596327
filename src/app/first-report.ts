/** A new installation: what Dejabug would do about the newest open issues, for the review desk; nothing is touched. */

import type { Deps } from './deps.js';
import { createLabels } from './execute-new-labels.js';
import { keptId, type QueuedKept } from './kept-job.js';
import type { RepositoryRef } from './ports.js';
import { currentPolicy } from './read-policy.js';
import { PolicyUnusable, surveyIssues } from './survey-issues.js';

/** Open issues that a first report looks at. */
export const firstIssues = 100;

/** `deliveryId` is that of the webhook that told of the installation. */
export function firstReportJob(deliveryId: string, repository: RepositoryRef): QueuedKept {
  const job = { kind: 'first-report', deliveryId, repository } as const;
  return { job, options: { id: keptId(job) } };
}

/**
 * Makes the report and keeps it. Only where the policy asks for labels to be created, that is done: its owner wrote so before installing.
 * Rejects when GitHub or the store fails, so that the queue tries again.
 */
export async function makeFirstReport(ref: RepositoryRef, deps: Deps): Promise<void> {
  try {
    const report = await surveyIssues(ref, deps, { since: null, most: firstIssues });
    await deps.store.saveFirstReport(ref, report, deps.clock.now());
    deps.log.info({ repository: ref, issues: report.issues }, 'a first report was made');
    await createLabels(ref, await currentPolicy(ref, deps), deps);
  } catch (error) {
    if (!(error instanceof PolicyUnusable)) throw error;
    deps.log.warn({ err: error, repository: ref }, 'no first report: the policy cannot be followed');
  }
}
