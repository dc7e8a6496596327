/** How long things wait, as the policy says now, else the known problem, else the default. */

import { durationMs } from '../rules/duration.js';
import type { Policy } from '../rules/policy.js';
import type { FollowUpKind } from './action.js';
import { defaultFollowUp, type PlannedProblem } from './planned-problem.js';

/** How long an author has to answer before the reminder, in milliseconds. */
export function remindAfterMs(policy: Policy | null, problem: PlannedProblem | undefined): number {
  return durationMs(policy?.follow_up.after ?? problem?.followUp?.after ?? defaultFollowUp);
}

/** How long after the reminder the issue expires, in milliseconds; null where it never does. */
export function expireAfterMs(policy: Policy, problem: PlannedProblem | undefined): number | null {
  const { expire_after: after } = policy.follow_up;
  if (after !== undefined) return durationMs(after);
  return problem?.followUp?.kind === 'expire' ? remindAfterMs(policy, problem) : null;
}

/** When a follow-up counted from `since` is due. One that can no longer happen is due at once, to be told so. */
export function dueAt(
  kind: FollowUpKind,
  since: number,
  policy: Policy,
  problem: PlannedProblem | undefined,
): number {
  if (kind === 'expire') return since + (expireAfterMs(policy, problem) ?? 0);
  return since + remindAfterMs(policy, problem);
}
