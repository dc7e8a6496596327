/** What maintainers had decided about an issue, and whether a change of the rules goes against it. */

import type { IssueSnapshot } from '../plan/issue-snapshot.js';
import { chosenProblem, type Judgement } from '../plan/judgement.js';
import type { PlannedProblem } from '../plan/planned-problem.js';
import { hasLabel, sameName } from '../plan/precedence.js';
import { type FeedbackKind, type Judging, undoable, verdictOf } from '../scorecard/feedback.js';
import type { Outcome } from './outcome.js';

/** Which known problem they say it is, and which it is not. Never who, or in what words: a check is as public as its repository. */
export interface MaintainersWord {
  readonly is: string | null;
  readonly isNot: ReadonlySet<string>;
}

export interface SaidFeedback extends Judging {
  readonly draftId: string | null;
}

export interface Said {
  readonly judgements: readonly Judgement[];
  /** In the order in which it was given. */
  readonly feedback: readonly SaidFeedback[];
  /** Labels that we set, as far as is known. */
  readonly ourLabels: readonly string[];
}

/** `problems` with the labels that they have now. Null where nobody said anything. */
export function maintainersWord(
  issue: IssueSnapshot,
  { judgements, feedback, ourLabels }: Said,
  problems: readonly PlannedProblem[],
): MaintainersWord | null {
  const isNot = new Set<string>();
  let is: string | null = null;
  const byPeople = problems.find(
    ({ label }) => hasLabel(issue, label) && !ourLabels.some((ours) => sameName(ours, label)),
  );
  if (byPeople !== undefined) is = byPeople.category;
  for (const one of standing(feedback)) {
    const verdict = verdictOf(one);
    if (verdict === null) continue;
    if (verdict === 'right') {
      is = one.category;
      isNot.delete(one.category);
    } else {
      isNot.add(one.category);
      if (is === one.category) is = null;
    }
    const chosen = one.chosen ?? null;
    if (chosen !== null) is = chosen;
  }
  for (const { category, verdict } of judgements) if (verdict === 'is-not') isNot.add(category);
  is = chosenProblem(judgements)?.category ?? (is !== null && isNot.has(is) ? null : is);
  if (is !== null) isNot.delete(is);
  return is === null && isNot.size === 0 ? null : { is, isNot };
}

/** Without what was taken back. */
function standing(feedback: readonly SaidFeedback[]): readonly SaidFeedback[] {
  const kept: SaidFeedback[] = [];
  for (const one of feedback) {
    if (one.kind !== 'undone') kept.push(one);
    else {
      const at = kept.findLastIndex((other) => other.draftId === one.draftId && isUndoable(other.kind));
      if (at >= 0) kept.splice(at, 1);
    }
  }
  return kept;
}

function isUndoable(kind: FeedbackKind): boolean {
  return undoable.some((one) => one === kind);
}

/** `collides`: it is recognised as what they said it is not, or not as what they said it is. */
export type Agreement = 'agrees' | 'collides';

/** Null where they said nothing about it. */
export function agreementOf({ is, isNot }: MaintainersWord, after: Outcome | null): Agreement | null {
  if (is !== null) return after?.category === is || after?.also.includes(is) === true ? 'agrees' : 'collides';
  if (after === null) return 'agrees';
  return isNot.has(after.category) ? 'collides' : null;
}
