/** What becomes of an approved draft, now that the issue was read again: posted once, or superseded with the reason. */

import { cleanReply } from '../reply/clean-reply.js';
import { modeFor, type Policy } from '../rules/policy.js';
import { type Standing, whyDemoted } from '../scorecard/standing.js';
import type { Action, Closing, Plan } from './action.js';
import { withTicks } from './checklist.js';
import { closesUnasked, expiryDue } from './expiry.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { type Freeze, inWordsOfFreeze, type Judgement } from './judgement.js';
import { commentKey, findMarked, seenMarker } from './marker.js';
import type { PlannedProblem } from './planned-problem.js';
import { whyExempt, whyUntouchable, whyVetoed } from './precedence.js';
import { turnOf } from './turn.js';

export interface ApprovalQuestion {
  /** The issue as it is now, null when it is gone or out of reach. */
  readonly issue: IssueSnapshot | null;
  readonly issueNumber: number;
  readonly draft: HeldDraft;
  readonly botLogin: string;
  readonly problems: readonly PlannedProblem[];
  /** The reporter's text as it was when the draft was made: what was edited out since is quoted no more either. */
  readonly report?: string;
  /** What reminders, last words and ticked boxes need to know besides; null where nobody asked. */
  readonly conversation: ApprovalConversation | null;
}

export interface ApprovalConversation {
  readonly policy: Policy;
  readonly approvedBy: 'person' | 'policy';
  /** The known problem may only suggest here now; null where it may act. */
  readonly demotion?: Standing | null;
  /** Every draft of the issue. */
  readonly drafts: readonly HeldDraft[];
  /** See `ConversationView`. */
  readonly maintainers: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
  /** Who ruled the draft's problem out, null where nobody did. */
  readonly ruledOut: Judgement | null;
  /** Null unless somebody froze the issue. */
  readonly frozen: Freeze | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** GitHub takes 65,536 characters; the markers need a few. */
const longestReply = 65_000;

/** Plans the posting of one approved draft. */
export function planApproval(question: ApprovalQuestion): Plan {
  const { issue, draft } = question;
  const key = commentKey(question.issueNumber, draft.id);
  if (issue === null)
    return supersede(question, 'The issue is gone, or the App has no access to it any more.');

  const label = question.problems.find((problem) => problem.category === draft.category)?.label;
  const refusal =
    whyUntouchable(issue) ??
    whyVetoed(issue, label, question.botLogin) ??
    whyRuledOut(question) ??
    whyForbidden(question, issue) ??
    whyOutdated(question, issue);
  const closing = purposeOf(draft) === 'expiry' && refusal === null ? { thenClose: closingOf(question) } : {};
  const posted = findMarked(issue, key, question.botLogin);
  if (posted !== null) {
    const commentUrl = `${issue.url}#issuecomment-${posted.id}`;
    return {
      actions: [{ kind: 'mark-posted', key, draftId: draft.id, commentUrl, ...closing }],
      reasons: ['The reply is on the issue already.'],
    };
  }
  if (refusal !== null) return supersede(question, refusal);

  const held = whyHeld(question);
  if (held !== null) return planHold(question, held);
  const frozen = question.conversation?.frozen ?? null;
  if (frozen !== null) return planHold(question, inWordsOfFreeze(frozen));

  const written = draft.editedReply ?? draft.reply;
  if (written.trim() === '') return supersede(question, 'The reply is empty.');
  if (written.length > longestReply)
    return supersede(question, `The reply is longer than GitHub's limit of ${longestReply} characters.`);
  const { text } = cleanReply(written, draft.reply, reportersTexts(question.report, issue));
  const { body } = withTicks(text, draft.missing, question.conversation?.answered ?? new Set());
  const note = asksForMore(draft) ? { note: seenMarker(issue) } : {};
  return {
    actions: [{ kind: 'post-comment', key, draftId: draft.id, body, ...note, ...closing }],
    reasons: ['A maintainer or the policy approved the reply.'],
  };
}

function whyRuledOut({ conversation, draft }: ApprovalQuestion): string | null {
  const verdict = conversation?.ruledOut ?? null;
  return verdict === null ? null : `${verdict.by} ruled out \`${draft.category}\`.`;
}

/** Everything on the issue counts: who else pasted something there did not mean it to be repeated either. */
function reportersTexts(report: string | undefined, issue: IssueSnapshot): readonly string[] {
  return [report ?? '', issue.title, issue.body, ...issue.comments.map(({ body }) => body)];
}

/** Whether the comment begins the author's turn, so that it matters which report it answers. */
function asksForMore(draft: HeldDraft): boolean {
  return purposeOf(draft) === 'reply' || purposeOf(draft) === 'release';
}

/** Why the policy, as it is now, keeps even approved words back: a long line may have waited while a maintainer turned Dejabug off. */
function whyForbidden({ draft, conversation }: ApprovalQuestion, issue: IssueSnapshot): string | null {
  if (conversation === null) return null;
  const { policy, approvedBy } = conversation;
  const mode = modeFor(policy, draft.category);
  if (mode === 'off' || mode === 'dry-run') return `The policy sets the mode \`${mode}\` here.`;
  return approvedBy === 'policy' ? whyExempt(issue, policy) : null;
}

/** Why a draft that nobody but the policy approved goes to a person after all, null when it does not. */
function whyHeld({ draft, conversation }: ApprovalQuestion): string | null {
  if (conversation === null || conversation.approvedBy === 'person') return null;
  const { policy, demotion } = conversation;
  if (demotion !== undefined && demotion !== null) return whyDemoted(draft.category, demotion);
  const isAllowed =
    purposeOf(draft) === 'expiry'
      ? closesUnasked(policy, draft.category)
      : modeFor(policy, draft.category) === 'auto';
  return isAllowed ? null : 'The policy does not let it be posted without review any more.';
}

/** Gives an approved draft back to a person, who sees the reason. */
export function planHold(
  { draft, issueNumber }: Pick<ApprovalQuestion, 'draft' | 'issueNumber'>,
  reason: string,
): Plan {
  return {
    actions: [
      { kind: 'hold-draft', key: `hold-draft:${issueNumber}:${draft.id}`, draftId: draft.id, reason },
    ],
    reasons: [reason],
  };
}

/** Why a reminder or last words came too late, null for everything else. */
function whyOutdated(question: ApprovalQuestion, issue: IssueSnapshot): string | null {
  const { draft, conversation, botLogin } = question;
  const purpose = purposeOf(draft);
  if (purpose !== 'reminder' && purpose !== 'expiry') return null;
  if (conversation === null) return 'It is not known whose turn it is.';
  const problem = question.problems.find(({ category }) => category === draft.category);
  const drafts = conversation.drafts.filter(({ category }) => category === draft.category);
  const view = { ...conversation, issue, botLogin, label: problem?.label, drafts };
  const state = turnOf(view);
  if (state.turn !== 'author') return state.why;
  if (state.anchor?.draft.id !== draft.comesBackTo) return 'The author was asked something newer since.';
  if (purpose === 'reminder') return null;
  const due = expiryDue(view, state, problem);
  if (due === null) return 'Nothing expires here any more.';
  return conversation.now < due ? 'People have been here since; the author has time again.' : null;
}

function closingOf({ draft, issueNumber }: ApprovalQuestion): Closing {
  return {
    key: `expired:${issueNumber}:${draft.id}`,
    as: 'not_planned',
    because: 'The author was asked, was reminded, and did not answer.',
  };
}

function supersede(question: ApprovalQuestion, reason: string): Plan {
  const { draft, issueNumber, conversation } = question;
  const key = `${issueNumber}:${draft.id}`;
  const actions: Action[] = [
    { kind: 'supersede-draft', key: `supersede-draft:${key}`, draftId: draft.id, reason },
  ];
  // Last words that came too early are thought about again; the follow-up finds out by itself when there is no reason to.
  if (purposeOf(draft) === 'expiry' && question.issue?.state === 'open' && conversation !== null) {
    const { now } = conversation;
    actions.unshift({
      kind: 'schedule-follow-up',
      key: `expire-again:${key}`,
      followUp: { kind: 'expire', category: draft.category, dueAt: now + 3_600_000, since: now },
    });
  }
  return { actions, reasons: [reason] };
}
