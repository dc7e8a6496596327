/** Reminding an author and, at the very end, closing an issue that waits on nobody else: when, and in which words. */

import { modeFor, type Policy } from '../rules/policy.js';
import type { DraftContent, FollowUpKind } from './action.js';
import { expireAfterMs, remindAfterMs } from './follow-up-times.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import { optOutWords } from './opt-out.js';
import type { PlannedProblem } from './planned-problem.js';
import { type ConversationView, type OwnComment, ownComments, type TurnState } from './turn.js';

/** Our reminder in this turn, in whatever state; null when there was none. One that a newer question has overtaken does not count. */
export function reminderOf(view: ConversationView, state: TurnState): HeldDraft | null {
  const { anchor } = state;
  if (anchor === null) return null;
  return (
    view.drafts.find(
      (draft) =>
        purposeOf(draft) === 'reminder' &&
        draft.state !== 'superseded' &&
        draft.comesBackTo === anchor.draft.id,
    ) ?? null
  );
}

/**
 * When an issue whose author has the turn may be closed, in milliseconds since the epoch: both waits counted from the last word of
 * any person, and the second one again from the reminder. Null where it may not: nothing was asked, or nobody was reminded.
 */
export function expiryDue(
  view: ConversationView,
  state: TurnState,
  problem: PlannedProblem | undefined,
): number | null {
  const wait = expireAfterMs(view.policy, problem);
  if (wait === null || state.turn !== 'author' || state.asked !== 'questions') return null;
  const reminder = reminderOf(view, state);
  const posted = ownComments(view, ['reminder']).find(({ draft }) => draft.id === reminder?.id);
  if (posted === undefined) return null;
  return Math.max(state.since + remindAfterMs(view.policy, problem) + wait, posted.comment.at + wait);
}

/** Whether this policy lets issues be closed without review. */
export function closesUnasked(policy: Policy, category: string): boolean {
  const { expire: how } = policy.follow_up;
  return how === undefined ? modeFor(policy, category) === 'auto' : how === 'auto';
}

/** The reminder, with what is still open. */
export function reminderDraft(anchor: OwnComment, state: TurnState, kind: FollowUpKind): DraftContent {
  return {
    ...contentOf(anchor.draft),
    purpose: 'reminder',
    reason: `${state.why} There was no answer since.`,
    missing: state.open,
    comesBackTo: anchor.draft.id,
    reply: [reminderText(state, kind), footer].join('\n\n'),
  };
}

const footer = `<sub>Write "${optOutWords}" and this issue is left alone.</sub>`;

function reminderText({ asked, open }: TurnState, kind: FollowUpKind): string {
  if (asked === 'test')
    return 'Did the fix above work for you? A short "works" closes this issue; "still broken", with the version that you run now, brings it back to the maintainers.';
  if (asked === 'questions')
    return [
      'To go on, this is still needed from you:',
      '',
      ...open.map((item) => `- [ ] ${item.question}`),
    ].join('\n');
  if (kind === 'verify')
    return 'Did the fix above work for you? A short answer, with the versions that you run now, tells us what is left to do.';
  return 'Did the reply above help? If the problem is still there, please say what you tried and what happened; if it is solved, a short note helps the next person.';
}

/** The last words before closing. */
export function expiryDraft(anchor: OwnComment): DraftContent {
  return {
    ...contentOf(anchor.draft),
    purpose: 'expiry',
    comesBackTo: anchor.draft.id,
    reason:
      'The author was asked, was reminded, and did not answer. Posting this also closes the issue as not planned.',
    missing: [],
    reply:
      'This waits for answers that only its author can give, and there were none, so it is closed for now. That is no judgement about the problem: answer here at any time, and it is opened again.',
  };
}

function contentOf(draft: HeldDraft): DraftContent {
  const { category, confidence, decision, reason, evidence, against, runnerUp, facts, fix, missing, reply } =
    draft;
  return { category, confidence, decision, reason, evidence, against, runnerUp, facts, fix, missing, reply };
}
