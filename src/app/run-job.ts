/** One job through the use case that it is for. */

import { announceRelease, announceToIssue } from './announce-release.js';
import { applyPolicyChange } from './apply-policy-change.js';
import { takeBackfillTurn } from './backfill-turn.js';
import { checkPolicy } from './check-policy.js';
import { converse } from './converse.js';
import type { Deps } from './deps.js';
import { makeFirstReport } from './first-report.js';
import { followRepository } from './follow-repository.js';
import { forget } from './forget.js';
import type { Job } from './ports.js';
import { postDraft } from './post-draft.js';
import { underPresentName } from './present-name.js';
import { runCommands } from './run-commands.js';
import { runFollowUp } from './run-follow-up.js';
import { triageInTurn } from './triage-in-turn.js';
import type { Triaged } from './triage-issue.js';

/** What a triage decided, null for any other job. Rejects when a port fails, so that the queue tries again. */
export async function runJob(queued: Job, deps: Deps): Promise<Triaged | null> {
  const job = await underPresentName(queued, deps);
  switch (job.kind) {
    case 'triage':
      return triageInTurn(job, deps);
    case 'post-draft':
      await postDraft(job.draftId, deps);
      return null;
    case 'follow-up':
      await runFollowUp(job.followUpId, deps);
      return null;
    case 'conversation':
      await converse(job.issue, { ...deps, log: deps.log.child({ delivery: job.deliveryId }) }, job.event);
      return null;
    case 'command':
      await runCommands(job.issue, job.commentId, {
        ...deps,
        log: deps.log.child({ delivery: job.deliveryId }),
      });
      return null;
    case 'release':
      await announceRelease(job, deps);
      return null;
    case 'announce':
      await announceToIssue(job.batchId, job.issue, deps);
      return null;
    case 'policy-changed':
      await applyPolicyChange(job.repository, deps);
      return null;
    case 'check-policy':
      await checkPolicy(job, { ...deps, log: deps.log.child({ delivery: job.deliveryId }) });
      return null;
    case 'first-report':
      await makeFirstReport(job.repository, { ...deps, log: deps.log.child({ delivery: job.deliveryId }) });
      return null;
    case 'backfill':
      await takeBackfillTurn(job, deps);
      return null;
    case 'moved':
      await followRepository(job, deps);
      return null;
    case 'forget':
      await forget(job, deps);
      return null;
  }
}
