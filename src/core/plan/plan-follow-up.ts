/** What to do when a follow-up is due: remind the author, propose to close, wait on, or let it rest. */

import { durationMs } from '../rules/duration.js';
import { modeFor, type Policy } from '../rules/policy.js';
import { type Standing, whyDemoted } from '../scorecard/standing.js';
import type { Action, FollowUpIntent, FollowUpKind, Plan } from './action.js';
import { closesUnasked, expiryDraft, expiryDue, reminderDraft, reminderOf } from './expiry.js';
import { dueAt, expireAfterMs, remindAfterMs } from './follow-up-times.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import type { PlannedProblem } from './planned-problem.js';
import { type ConversationView, type OwnComment, ownComments, type TurnState, turnOf } from './turn.js';

export interface FollowUpQuestion {
  /** The issue as it is now, null when it is gone or out of reach. */
  readonly issue: IssueSnapshot | null;
  readonly followUp: FollowUpIntent & { readonly id: string };
  /** Null where the issue is. */
  readonly policy: Policy | null;
  readonly botLogin: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly drafts: readonly HeldDraft[];
  readonly problems: readonly PlannedProblem[];
  /** See `ConversationView`. */
  readonly maintainers: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
  /** The known problem may only suggest here now; null where it may act. */
  readonly demotion?: Standing | null;
}

export interface FollowUpPlan extends Plan {
  /** `cancelled`: the follow-up lost its reason to exist; `done`: it did what it was for, or handed over to a later one. */
  readonly outcome: 'done' | 'cancelled';
}

interface Due {
  readonly question: FollowUpQuestion;
  readonly view: ConversationView;
  readonly state: TurnState;
  readonly anchor: OwnComment;
  readonly problem: PlannedProblem | undefined;
}

/** Plans one follow-up. Nothing is said or closed here: that is up to drafts, which are read against the world again when posted. */
export function planFollowUp(question: FollowUpQuestion): FollowUpPlan {
  const { issue, followUp, policy, now } = question;
  if (issue === null || policy === null)
    return cancelled('The issue is gone, or the App has no access to it any more.');
  const mode = modeFor(policy, followUp.category);
  if (mode === 'off' || mode === 'dry-run') return cancelled(`The policy sets the mode \`${mode}\` here.`);
  const problem = question.problems.find(({ category }) => category === followUp.category);
  const drafts = question.drafts.filter((draft) => draft.category === followUp.category);
  const { botLogin, maintainers, answered } = question;
  const view = { issue, policy, botLogin, label: problem?.label, drafts, maintainers, answered };
  const state = turnOf(view);
  if (state.turn === 'nobody') return cancelled(state.why);

  if (isWaiting(drafts, ['reply', 'release']))
    return again(question, now, "The reply waits for a maintainer: it is not the author's turn.");
  const { anchor } = state;
  if (anchor === null) {
    const isDeleted = drafts.some((draft) => draft.state === 'posted' && purposeOf(draft) !== 'reminder');
    return cancelled(
      isDeleted ? 'Our reply was deleted.' : 'No reply was posted, so there is nothing to come back to.',
    );
  }
  const due = { question, view, state, anchor, problem };
  if (state.turn === 'release' || followUp.kind === 'fixed-in-release') return awaitRelease(due);
  if (state.turn !== 'author') return cancelled(state.why);
  if (followUp.kind === 'verify' && state.asked !== 'test' && problem?.followUp?.kind !== 'verify')
    return cancelled('The news of the release is not on the issue.');
  return followUp.kind === 'expire' && reminderOf(view, state) !== null ? expire(due) : remind(due);
}

/** A follow-up that lost its reason to exist. */
export function endFollowUp(reason: string): FollowUpPlan {
  return cancelled(reason);
}

/** Puts a follow-up off by a day, for as long as the issue is frozen. */
export function postponeFollowUp(
  followUp: FollowUpIntent & { readonly id: string },
  now: number,
  reason: string,
): FollowUpPlan {
  const intent = { kind: followUp.kind, category: followUp.category, dueAt: now + durationMs('1d') };
  return { outcome: 'done', actions: [next(followUp.id, intent)], reasons: [reason] };
}

/** The news of a release comes with the release; until then the follow-up only keeps watch. */
function awaitRelease({ question, view, state }: Due): FollowUpPlan {
  if (ownComments(view, ['release']).length > 0) return cancelled('The author was told of the release.');
  if (state.turn === 'maintainer') return cancelled(state.why);
  return again(question, question.now, 'It waits for a release that has the fix.');
}

function remind({ question, view, state, anchor, problem }: Due): FollowUpPlan {
  const { now, followUp } = question;
  const reminder = reminderOf(view, state);
  if (reminder !== null) return cancelled('The author was reminded already.');
  const time = state.since + remindAfterMs(view.policy, problem);
  if (now < time) return again(question, state.since, 'The author has had less time than promised.');
  const { issue, policy } = view;
  const key = `${issue.number}:${followUp.category}:${anchor.draft.id}`;
  // What was answered without review may be asked for again without review.
  const approved =
    modeFor(policy, followUp.category) === 'auto' &&
    anchor.draft.decision === 'label' &&
    !isDemoted(question);
  const wait = state.asked === 'questions' ? expireAfterMs(policy, problem) : null;
  const expiry: Action[] =
    wait === null
      ? []
      : [
          {
            kind: 'schedule-follow-up',
            key: `expire:${key}`,
            followUp: { kind: 'expire', category: followUp.category, dueAt: now + wait, since: now },
          },
        ];
  return {
    outcome: 'done',
    actions: [
      {
        kind: 'save-draft',
        key: `reminder:${key}`,
        draft: reminderDraft(anchor, state, followUp.kind),
        approved,
      },
      ...expiry,
    ],
    reasons: ['The author has not answered since our comment.', ...demotionOf(question)],
  };
}

function expire({ question, view, state, anchor, problem }: Due): FollowUpPlan {
  const { now, followUp } = question;
  const reminder = reminderOf(view, state);
  if (reminder?.state === 'pending' || reminder?.state === 'approved')
    return again(question, now, 'The reminder waits for a maintainer.');
  const time = expiryDue(view, state, problem);
  if (time === null)
    return cancelled('Nothing expires here: nothing was asked, nobody was reminded, or the policy says so.');
  if (now < time) return later(question, time, 'The author has had less time than promised.');
  if (isWaiting(view.drafts, ['expiry'])) return cancelled('Closing it waits for a maintainer already.');
  return {
    outcome: 'done',
    actions: [
      {
        kind: 'save-draft',
        key: `expiry:${view.issue.number}:${followUp.category}:${anchor.draft.id}:${state.since}`,
        draft: expiryDraft(anchor),
        approved: closesUnasked(view.policy, followUp.category) && !isDemoted(question),
      },
    ],
    reasons: ['The author was reminded and has not answered.', ...demotionOf(question)],
  };
}

function isDemoted({ demotion }: FollowUpQuestion): boolean {
  return demotion !== undefined && demotion !== null;
}

function demotionOf({ demotion, followUp }: FollowUpQuestion): string[] {
  return demotion === undefined || demotion === null ? [] : [whyDemoted(followUp.category, demotion)];
}

function isWaiting(drafts: readonly HeldDraft[], purposes: readonly string[]): boolean {
  return drafts.some(
    (draft) =>
      (draft.state === 'pending' || draft.state === 'approved') && purposes.includes(purposeOf(draft)),
  );
}

function cancelled(reason: string): FollowUpPlan {
  return { outcome: 'cancelled', actions: [], reasons: [reason] };
}

/** Comes back later, counted from `since` as the policy says now. */
function again(question: FollowUpQuestion, since: number, reason: string): FollowUpPlan {
  const { followUp, policy, problems } = question;
  const problem = problems.find(({ category }) => category === followUp.category);
  const kind: FollowUpKind = followUp.kind;
  const time = policy === null ? since + durationMs('1d') : dueAt(kind, since, policy, problem);
  return later(question, Math.max(time, question.now + durationMs('1h')), reason, since);
}

function later(question: FollowUpQuestion, time: number, reason: string, since?: number): FollowUpPlan {
  const { id, kind, category } = question.followUp;
  const intent = { kind, category, dueAt: time, ...(since !== undefined && { since }) };
  return { outcome: 'done', actions: [next(id, intent)], reasons: [reason] };
}

/** The key names this follow-up, so that a retry schedules the same one. */
function next(id: string, followUp: FollowUpIntent): Action {
  return { kind: 'schedule-follow-up', key: `follow-up-after:${id}`, followUp };
}
