/** What a run without a store does of a triage plan: nobody can approve a draft later, and only GitHub remembers what was done. */

import type { Action, DraftContent, Plan } from './action.js';
import type { HeldDraft } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { type LeftAlone, type TriagePlan, wouldDo } from './plan-triage.js';
import type { PlannedProblem } from './planned-problem.js';
import { hasLabel, sameName } from './precedence.js';

export interface RunPlan extends Plan {
  readonly decision: TriagePlan['decision'];
  /** Labels of ours that the issue has once the plan is performed. */
  readonly labels: readonly string[];
  readonly dryRun: boolean;
  /** As in the plan of the triage. */
  readonly leftAlone?: LeftAlone;
  /** The reply, for a person to read and send; null where there is none to draft. */
  readonly draft: DraftContent | null;
  /** The reply as it is to be posted without review, null where it is not. */
  readonly posted: HeldDraft | null;
}

/**
 * Keeps the labels and the draft, and drops follow-ups, which need somebody who comes back. The label is the memory of a reply: only the
 * run that sets it may post one, so that a comment that a person deleted does not come back.
 */
export function planRun(plan: TriagePlan, problems: readonly PlannedProblem[]): RunPlan {
  const { decision, dryRun, labels, leftAlone } = plan;
  const told = { decision, dryRun, labels, ...(leftAlone !== undefined && { leftAlone }) };
  const kept = plan.actions.filter(({ kind }) => kind === 'add-labels' || kind === 'save-draft');
  const said = new Set(dryRun ? wouldDo(plan.actions) : []);
  const reasons = plan.reasons.filter((reason) => !said.has(reason));
  const saved = kept.find((action) => action.kind === 'save-draft');
  const draft = saved?.draft ?? null;
  if (dryRun)
    return {
      ...{ ...told, draft, posted: null, actions: [] },
      reasons: [...reasons, ...wouldDo(kept)],
    };
  const actions = kept.filter(({ kind }) => kind === 'add-labels');
  const isAllowed = saved?.approved === true;
  const isOurs = draft !== null && setsLabelOf(draft.category, actions, problems);
  if (isAllowed && !isOurs) reasons.push(notPosted);
  return {
    ...{ ...told, draft, actions, reasons },
    posted:
      isAllowed && isOurs && draft !== null
        ? { ...draft, id: `run-${draft.category}`, state: 'approved', editedReply: null }
        : null,
  };
}

/**
 * Labels of known problems, and of what this run sets, that the issue has after it, whoever set them; none where the issue was left alone.
 */
export function labelsAfter(
  issue: Pick<IssueSnapshot, 'labels'>,
  plan: Pick<RunPlan, 'actions' | 'labels' | 'leftAlone'>,
  problems: readonly PlannedProblem[],
): readonly string[] {
  if (plan.leftAlone !== undefined) return [];
  const added = plan.actions.flatMap((action) =>
    action.kind === 'add-labels' ? action.labels.map(({ name }) => name) : [],
  );
  const ours = [...problems.map(({ label }) => label), ...plan.labels];
  const kept = issue.labels.filter((name) => ours.some((own) => sameName(own, name)));
  return [...kept, ...added.filter((name) => !hasLabel(issue, name))];
}

const notPosted =
  'The reply is not posted: its label was there before this run, and whoever set it may have said what was to be said. It is for a person to send.';

function setsLabelOf(
  category: string,
  actions: readonly Action[],
  problems: readonly PlannedProblem[],
): boolean {
  const own = problems.find((problem) => problem.category === category)?.label;
  return (
    own !== undefined &&
    actions.some(
      (action) => action.kind === 'add-labels' && action.labels.some(({ name }) => sameName(name, own)),
    )
  );
}
