/** Which labels of known problems come and go: a person's label is never touched, one of ours goes when its problem is ruled out. */

import type { LabelSpec } from '../assessment.js';
import { modeFor } from '../rules/policy.js';
import type { Action } from './action.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { chosenProblem, ruledOut } from './judgement.js';
import type { PlannedProblem } from './planned-problem.js';
import { hasLabel, isOurs, isSetByPerson, sameName } from './precedence.js';
import type { TriageQuestion } from './triage-question.js';

/** Another known problem that a person labelled this issue with; null when there is none, or ours is among them. */
export function labelChosenByPeople(question: TriageQuestion, category: string): PlannedProblem | null {
  const { issue, botLogin, judgements } = question;
  const judged = chosenProblem(judgements);
  const chosen = question.problems.filter(
    ({ label }) =>
      isSetByPerson(issue, label, botLogin) && (judged === null || wasSetSince(issue, label, judged.at)),
  );
  if (chosen.some((problem) => problem.category === category)) return null;
  return chosen[0] ?? null;
}

/** Whether it is the label of a further known problem that the policy or its standing does not let act. */
export function isHeldBack(
  { problems, policy, demoted }: TriageQuestion,
  category: string,
  label: LabelSpec,
): boolean {
  const own = problems.find((problem) => sameName(problem.label, label.name));
  if (own === undefined || own.category === category) return false;
  const mode = modeFor(policy, own.category);
  return mode === 'off' || mode === 'dry-run' || demoted?.has(own.category) === true;
}

export function addLabels(question: TriageQuestion, labels: readonly LabelSpec[]): Action[] {
  if (labels.length === 0) return [];
  const names = labels.map((label) => label.name.toLowerCase()).sort();
  const key = `labels:${question.issue.number}${roundOfLabels(question, names)}:${names.join(',')}`;
  return [{ kind: 'add-labels', key, labels }];
}

/** Whether a label was set, last, after this time. */
function wasSetSince({ labelEvents }: IssueSnapshot, label: string, since: number): boolean {
  return labelEvents.some(
    ({ change, label: name, at }) => change === 'labeled' && sameName(name, label) && at > since,
  );
}

export function isRuledOut({ problems, judgements }: TriageQuestion, label: string): boolean {
  return problems.some(
    ({ category, label: own }) => sameName(own, label) && ruledOut(judgements, category) !== null,
  );
}

/** Whether a person took this label back together with a backfill. One that says since that it is this label's problem outranks that. */
export function isTakenBack(question: TriageQuestion, label: string): boolean {
  const { issue, judgements, problems, takenBack = [] } = question;
  if (hasLabel(issue, label)) return false;
  const judged = chosenProblem(judgements);
  const own = problems.find(({ category }) => category === judged?.category)?.label;
  const isJudged = own !== undefined && sameName(own, label);
  return takenBack.some((one) => sameName(one.label, label) && !(isJudged && (judged?.at ?? 0) > one.at));
}

/** For a plan's reasons; nothing where the label may be set. */
export function whyTakenBack(question: TriageQuestion, label: string): readonly string[] {
  if (!isTakenBack(question, label)) return [];
  return [`\`${label}\` was taken back together with a backfill; it is not set again.`];
}

/** Labels that we set for a known problem that a person has ruled out since. One that a person set is theirs. */
export function removeRuledOut(question: TriageQuestion): Action[] {
  const { issue, botLogin, judgements } = question;
  return question.problems.flatMap(({ category, label }) => {
    const verdict = ruledOut(judgements, category);
    if (verdict === null || !hasLabel(issue, label) || isSetByPerson(issue, label, botLogin)) return [];
    const key = `unlabel:${issue.number}${roundOfLabels(question, [label])}:${label.toLowerCase()}`;
    const because = `${verdict.by} ruled out \`${category}\`.`;
    return [{ kind: 'remove-labels', key, labels: [label], because } as const];
  });
}

/** Tells a label that comes or goes again, after we took it off, from the first time; empty the first time. */
function roundOfLabels({ issue, botLogin }: TriageQuestion, labels: readonly string[]): string {
  const removals = issue.labelEvents.filter(
    ({ change, label, actor }) =>
      change === 'unlabeled' && isOurs(actor, botLogin) && labels.some((name) => sameName(name, label)),
  );
  return removals.length === 0 ? '' : `~${removals.length + 1}`;
}
