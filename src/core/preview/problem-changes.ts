/** Which known problems a change adds, takes away or alters, and what may be done about each. */

import type { PlannedProblem } from '../plan/planned-problem.js';
import { sameName } from '../plan/precedence.js';
import { modeFor, type Policy } from '../rules/policy.js';

export interface PolicySide {
  readonly policy: Policy;
  readonly problems: readonly PlannedProblem[];
}

/** How one known problem stands on one side; null where it is not looked for there. */
export interface Standing {
  readonly mode: string;
  readonly label: string;
}

export interface ProblemChange {
  readonly category: string;
  readonly before: Standing | null;
  readonly after: Standing | null;
  /** The rule itself says something else. */
  readonly isRuleChanged: boolean;
}

/** Those that differ, in the order of the rules. */
export function problemChanges(before: PolicySide | null, after: PolicySide): readonly ProblemChange[] {
  const earlier = new Map(before?.problems.map((problem) => [problem.category, problem]));
  const later = new Map(after.problems.map((problem) => [problem.category, problem]));
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((category): ProblemChange[] => {
    const old = earlier.get(category);
    const now = later.get(category);
    const change = {
      category,
      before: old === undefined || before === null ? null : standing(old, before.policy),
      after: now === undefined ? null : standing(now, after.policy),
      isRuleChanged: old !== undefined && now !== undefined && old.version !== now.version,
    };
    const isSame =
      change.before !== null &&
      change.after !== null &&
      change.before.mode === change.after.mode &&
      sameName(change.before.label, change.after.label);
    return isSame && !change.isRuleChanged ? [] : [change];
  });
}

function standing({ category, label }: PlannedProblem, policy: Policy): Standing {
  return { mode: modeFor(policy, category), label };
}
