/** Another policy: follow-ups are moved to when they are due now, what waited for a repair goes on, labels are created where it wants that. */

import { dueAt } from '../core/plan/follow-up-times.js';
import type { Deps } from './deps.js';
import { createLabels } from './execute-new-labels.js';
import { followUpJob } from './jobs.js';
import type { RepositoryRef } from './ports.js';
import { currentPolicy } from './read-policy.js';
import { takeUp } from './take-up.js';

/**
 * Moves the repository's follow-ups; returns how many. A broken policy moves nothing: what it concerns waits for its repair. What is
 * missed here is found when a follow-up runs, for it asks the policy again. Rejects when GitHub, store or queue fails.
 */
export async function applyPolicyChange(ref: RepositoryRef, deps: Deps): Promise<number> {
  const scheduled = await deps.store.scheduledFollowUps(ref);
  // Read even where nothing is to be moved: whether it can be followed shall be seen now, not with the next issue.
  const reading = await currentPolicy(ref, deps);
  if (!reading.ok) {
    deps.log.warn({ repository: ref, reasons: reading.reasons }, 'the changed policy cannot be followed');
    return 0;
  }
  const taken = await takeUp(ref, deps);
  if (taken > 0) deps.log.info({ repository: ref, taken }, 'the policy is repaired; what waited goes on');
  await createLabels(ref, reading, deps);
  let moved = 0;
  for (const followUp of scheduled) {
    if (followUp.since === undefined) continue;
    const problem = reading.pack.problems.find(({ category }) => category === followUp.category);
    const time = dueAt(followUp.kind, followUp.since, reading.policy, problem);
    if (time === followUp.dueAt) continue;
    const now = deps.clock.now();
    await deps.store.moveFollowUp(followUp.id, time, now);
    const { job, options } = followUpJob(followUp.id, Math.max(0, time - now));
    await deps.queue.move(job, options);
    moved += 1;
  }
  deps.log.info(
    { repository: ref, moved, scheduled: scheduled.length },
    'follow-ups moved to a changed policy',
  );
  return moved;
}
