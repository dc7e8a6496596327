/** A person says that it is another known problem: the reply is drawn anew for that one, or why that cannot be. */

import type { Assessment } from '../assessment.js';
import type { DraftContent } from './action.js';
import { contentFrom } from './draft-content.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import type { PlannedProblem } from './planned-problem.js';
import { whyUntouchable, whyVetoed } from './precedence.js';

export interface ChoiceQuestion {
  /** Null when it is gone or out of reach. */
  readonly issue: IssueSnapshot | null;
  readonly draft: HeldDraft;
  readonly category: string;
  /** As if it had been recognised as `category`; null where no rule has it. */
  readonly assessment: Assessment | null;
  /** Who chooses. */
  readonly by: string;
  readonly problems: readonly PlannedProblem[];
  readonly botLogin: string;
}

export type Choice =
  | {
      readonly kind: 'redrawn';
      readonly key: string;
      readonly content: DraftContent;
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly problem: string };

export function planChoice(question: ChoiceQuestion): Choice {
  const { issue, draft, category, assessment, by, problems, botLogin } = question;
  const label = problems.find((problem) => problem.category === category)?.label;
  if (assessment === null || assessment.reply === null || label === undefined)
    return refused(`There is no known problem \`${category}\`.`);
  if (purposeOf(draft) !== 'reply')
    return refused('Only a first reply can be about another known problem; reject this draft instead.');
  if (category === draft.category) return refused(`The draft is about \`${category}\` already.`);
  if (issue === null) return refused('The issue is gone, or the App has no access to it any more.');
  const left = whyUntouchable(issue);
  if (left !== null) return refused(left);
  const veto = whyVetoed(issue, label, botLogin);
  if (veto !== null) return refused(`${veto} If it is right after all, set it again on GitHub first.`);
  return {
    kind: 'redrawn',
    key: `chosen:${issue.number}:${category}:${draft.id}`,
    content: {
      ...contentFrom(assessment, category, assessment.reply),
      reason: `${by} says that it is ${category}; it had been taken for ${draft.category}.`,
      chosenBy: by,
    },
    reason: `${by} chose \`${category}\` instead.`,
  };
}

function refused(problem: string): Choice {
  return { kind: 'refused', problem };
}
