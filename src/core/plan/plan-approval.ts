/** What becomes of an approved draft, now that the issue was read again: posted once, or superseded with the reason. */

import type { Plan } from './action.js';
import type { HeldDraft } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { commentKey, findMarked } from './marker.js';
import type { PlannedProblem } from './planned-problem.js';
import { whyUntouchable, whyVetoed } from './precedence.js';

export interface ApprovalQuestion {
  /** The issue as it is now, null when it is gone or out of reach. */
  readonly issue: IssueSnapshot | null;
  readonly issueNumber: number;
  readonly draft: HeldDraft;
  readonly botLogin: string;
  readonly problems: readonly PlannedProblem[];
}

/** GitHub takes 65,536 characters; the marker needs a few. */
const longestReply = 65_000;

/** Plans the posting of one approved draft. */
export function planApproval(question: ApprovalQuestion): Plan {
  const { issue, draft } = question;
  const key = commentKey(question.issueNumber, draft.id);
  if (issue === null)
    return supersede(question, 'The issue is gone, or the App has no access to it any more.');

  const posted = findMarked(issue, key, question.botLogin);
  if (posted !== null) {
    const commentUrl = `${issue.url}#issuecomment-${posted.id}`;
    return {
      actions: [{ kind: 'mark-posted', key, draftId: draft.id, commentUrl }],
      reasons: ['The reply is on the issue already.'],
    };
  }
  const label = question.problems.find((problem) => problem.category === draft.category)?.label;
  const refusal = whyUntouchable(issue) ?? whyVetoed(issue, label, question.botLogin);
  if (refusal !== null) return supersede(question, refusal);

  const body = draft.editedReply ?? draft.reply;
  if (body.trim() === '') return supersede(question, 'The reply is empty.');
  if (body.length > longestReply)
    return supersede(question, `The reply is longer than GitHub's limit of ${longestReply} characters.`);
  return {
    actions: [{ kind: 'post-comment', key, draftId: draft.id, body }],
    reasons: ['A maintainer or the policy approved the reply.'],
  };
}

function supersede(question: ApprovalQuestion, reason: string): Plan {
  const { draft, issueNumber } = question;
  return {
    actions: [
      {
        kind: 'supersede-draft',
        key: `supersede-draft:${issueNumber}:${draft.id}`,
        draftId: draft.id,
        reason,
      },
    ],
    reasons: [reason],
  };
}
