/** What to do about an issue that was just read: labels, then the draft, then the follow-up, or nothing and why. */

import type { Assessment, LabelSpec } from '../assessment.js';
import type { Decision } from '../classify/classification.js';
import { type Mode, modeFor, type Policy } from '../rules/policy.js';
import { type Standing, whyDemoted } from '../scorecard/standing.js';
import type { Action, DraftContent, DraftPurpose, Plan } from './action.js';
import { contentFrom } from './draft-content.js';
import { remindAfterMs } from './follow-up-times.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import { chosenProblem, inWordsOfFreeze, ruledOut } from './judgement.js';
import { hasForgottenReply } from './marker.js';
import { needsHumanLabel, type PlannedProblem } from './planned-problem.js';
import { hasLabel, sameName, vetoOf, whyExempt, whyUntouchable } from './precedence.js';
import {
  addLabels,
  isHeldBack,
  isRuledOut,
  isTakenBack,
  labelChosenByPeople,
  removeRuledOut,
  whyTakenBack,
} from './problem-labels.js';
import type { TriageQuestion } from './triage-question.js';

export type { TriageQuestion } from './triage-question.js';

/** `off`: the policy turns Dejabug off; `exempt`: the policy, a person or GitHub takes the issue out of triage. */
export type LeftAlone = 'off' | 'exempt';

export interface TriagePlan extends Plan {
  /** What is left of the recognised decision after people and policy had their say. */
  readonly decision: Decision;
  /** Labels of ours that the issue has once the plan is performed. */
  readonly labels: readonly string[];
  /** True where the plan is to be shown and not performed. */
  readonly dryRun: boolean;
  /** Set where the report was not to be looked at: the reasons say why, and what was recognised in it is nobody's business. */
  readonly leftAlone?: LeftAlone;
}

/** Plans the triage of one issue. The same question always gives the same plan. */
export function planTriage(question: TriageQuestion): TriagePlan {
  const { issue, assessment, policy, frozen } = question;
  const { category, decision, reason } = assessment.classification;
  const mode = modeFor(policy, category);
  if (mode === 'off')
    return { ...nothing('abstain', ['The policy turns Dejabug off here.']), leftAlone: 'off' };
  const frost = frozen === null ? null : inWordsOfFreeze(frozen);
  const left = whyUntouchable(issue) ?? whyExempt(issue, policy) ?? frost;
  if (left !== null) return { ...nothing('abstain', [left]), leftAlone: 'exempt' };

  const plan =
    decision === 'abstain' || category === null
      ? planAbstention(question, reason)
      : planRecognised(question, category, mode);
  if (mode !== 'dry-run') return plan;
  return { ...plan, labels: [], dryRun: true, reasons: [...plan.reasons, ...wouldDo(plan.actions)] };
}

function nothing(decision: Decision, reasons: readonly string[]): TriagePlan {
  return { decision, actions: [], labels: [], reasons, dryRun: false };
}

/**
 * Nothing was recognised (any more): a reply that still waits for approval answers a report that has changed. Reminders and the news of
 * a release go with the reply or the label that stands on the issue, which an edit takes away no more than we do.
 */
function planAbstention(question: TriageQuestion, reason: string): TriagePlan {
  const actions = [
    ...removeRuledOut(question),
    ...supersede(question, null, 'The edited report is no longer recognised.', 'reply'),
  ];
  return { decision: 'abstain', actions, labels: [], reasons: [reason], dryRun: false };
}

function planRecognised(asked: TriageQuestion, category: string, mode: Mode): TriagePlan {
  const demotion = demotionIn(asked, category);
  const question = demotion === null ? asked : { ...asked, assessment: suggestionOf(asked.assessment) };
  const { issue, assessment, botLogin, judgements } = question;
  const demoted = demotion === null ? [] : [whyDemoted(category, demotion)];
  const reason = assessment.classification.reason;
  const verdict = ruledOut(judgements, category);
  if (verdict !== null) {
    const why = `${verdict.by} ruled out \`${category}\`.`;
    return {
      ...nothing('abstain', [reason, why]),
      actions: [...removeRuledOut(question), ...supersede(question, null, why)],
    };
  }
  const own = question.problems.find((problem) => problem.category === category);

  const veto = own === undefined ? null : vetoOf(issue, own.label, botLogin);
  if (veto !== null && own !== undefined) {
    const why = `${veto.actor.login} removed the label \`${own.label}\`; it is not set again.`;
    return {
      ...nothing('abstain', [reason, why]),
      actions: supersede(question, null, why),
    };
  }
  const chosen = labelChosenByPeople(question, category);
  if (chosen !== null) {
    const why = `A person labelled it \`${chosen.label}\`; their judgement stands.`;
    return {
      ...nothing('abstain', [reason, why]),
      actions: [...removeRuledOut(question), ...supersede(question, chosen.category, why)],
    };
  }

  const wanted = assessment.labels.map((label) => renamed(label, question.policy));
  const allowed = wanted.filter(
    (label) =>
      vetoOf(issue, label.name, botLogin) === null &&
      !isHeldBack(question, category, label) &&
      !isRuledOut(question, label.name) &&
      !isTakenBack(question, label.name),
  );
  const missing = allowed.filter((label) => !hasLabel(issue, label.name));
  return {
    decision: assessment.classification.decision,
    actions: [
      ...removeRuledOut(question),
      ...addLabels(question, missing),
      ...supersede(question, category, whyNow(question, category), 'reply'),
      ...saveDraft(question, category, mode, own),
      ...scheduleFollowUp(question, category, own),
    ],
    labels: allowed.map((label) => label.name),
    reasons: [reason, ...demoted, ...wanted.flatMap(({ name }) => whyTakenBack(question, name))],
    dryRun: false,
  };
}

/** Why a recognised problem may only suggest, null where it may act. A person who says that it is this problem outranks its record. */
function demotionIn({ demoted, judgements }: TriageQuestion, category: string): Standing | null {
  return chosenProblem(judgements) === null ? (demoted?.get(category) ?? null) : null;
}

/** What was recognised, for a maintainer to judge: no label, and nothing that is posted unasked. */
function suggestionOf(assessment: Assessment): Assessment {
  return {
    ...assessment,
    classification: { ...assessment.classification, decision: 'suggest' },
    labels: [],
  };
}

function whyNow({ judgements }: TriageQuestion, category: string): string {
  const judged = chosenProblem(judgements);
  if (judged !== null) return `${judged.by} says that it is \`${category}\`.`;
  return `The edited report is recognised as \`${category}\` now.`;
}

function renamed(label: LabelSpec, policy: Policy): LabelSpec {
  const name = policy.labels.needs_human;
  if (name === undefined || !sameName(label.name, needsHumanLabel)) return label;
  return { ...label, name };
}

function supersede(
  question: TriageQuestion,
  keepCategory: string | null,
  reason: string,
  purpose?: DraftPurpose,
): Action[] {
  const outdated = question.drafts.some(
    (draft) =>
      draft.state === 'pending' &&
      draft.category !== keepCategory &&
      (purpose === undefined || purposeOf(draft) === purpose),
  );
  if (!outdated) return [];
  const key = `supersede:${question.issue.number}:${keepCategory ?? 'all'}`;
  return [{ kind: 'supersede-drafts', key, keepCategory, reason, ...(purpose !== undefined && { purpose }) }];
}

/**
 * One draft per known problem, for ever: a person who rejected it or a reply that was posted is not followed by another.
 * One that still waits is saved again under its key, which changes nothing, so that a retry finishes what it began.
 */
function saveDraft(
  question: TriageQuestion,
  category: string,
  mode: Mode,
  own: PlannedProblem | undefined,
): Action[] {
  const { issue, assessment, drafts, botLogin, judgements } = question;
  const { classification, reply } = assessment;
  if (reply === null || classification.decision === 'abstain') return [];
  const isSettled = question.drafts.some(
    (draft) => isReply(draft, category) && (draft.state === 'posted' || draft.state === 'rejected'),
  );
  // The one that a person asked for has a key of its own.
  const isHeld = drafts.some(
    (draft) => isReply(draft, category) && draft.chosenBy !== undefined && isLive(draft),
  );
  if (isSettled || isHeld) return [];
  const judged = chosenProblem(judgements);
  const ids = drafts.map(({ id }) => id);
  if (hasForgottenReply(issue, ids, botLogin)) return [];
  const draft: DraftContent = {
    ...contentFrom(assessment, category, reply),
    ...(judged !== null && { chosenBy: judged.by }),
    ...(own?.version !== undefined && { ruleVersion: own.version }),
  };
  // A suggestion, a person's choice and a suspected regression always go to a person, whatever the policy allows.
  const approved =
    mode === 'auto' &&
    judged === null &&
    classification.decision === 'label' &&
    assessment.fix?.status !== 'regression?';
  return [
    {
      kind: 'save-draft',
      key: `draft:${issue.number}:${category}${roundOf(question, category)}`,
      draft,
      approved,
    },
  ];
}

function scheduleFollowUp(
  question: TriageQuestion,
  category: string,
  own: PlannedProblem | undefined,
): Action[] {
  if (question.assessment.reply === null) return [];
  if (question.drafts.some((draft) => isReply(draft, category) && draft.state === 'rejected')) return [];
  const kind = own?.followUp?.kind ?? 'remind';
  return [
    {
      kind: 'schedule-follow-up',
      key: `follow-up:${question.issue.number}:${category}${roundOf(question, category)}`,
      followUp: {
        // What can expire is reminded of first.
        kind: kind === 'expire' ? 'remind' : kind,
        category,
        dueAt: question.now + remindAfterMs(question.policy, own),
        since: question.now,
      },
    },
  ];
}

function isLive({ state }: HeldDraft): boolean {
  return state === 'pending' || state === 'approved';
}

/** A draft of the first reply, not a reminder or the news of a release. */
function isReply(draft: HeldDraft, category: string): boolean {
  return draft.category === category && purposeOf(draft) === 'reply';
}

/** Tells what comes back after an edit had superseded it from what was there before; empty the first time. */
function roundOf({ drafts }: TriageQuestion, category: string): string {
  const earlier = drafts.filter(
    (draft) => isReply(draft, category) && (draft.state === 'superseded' || draft.state === 'expired'),
  );
  return earlier.length === 0 ? '' : `:${earlier.length + 1}`;
}

/** What a dry run says of these actions, a sentence each. */
export function wouldDo(actions: readonly Action[]): string[] {
  return actions.map((action) => {
    if (action.kind === 'add-labels')
      return `Dry run: would add ${action.labels.map((label) => `\`${label.name}\``).join(', ')}.`;
    if (action.kind === 'save-draft')
      return `Dry run: would draft a reply about \`${action.draft.category}\`.`;
    return `Dry run: would perform ${action.kind}.`;
  });
}
