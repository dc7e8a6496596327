/** What to do when a follow-up is due: ask the author once more, by a draft that a person approves, or let it rest. */

import { durationMs } from '../rules/duration.js';
import type { Policy } from '../rules/policy.js';
import type { Action, FollowUpIntent, FollowUpKind, Plan } from './action.js';
import type { HeldDraft } from './held-draft.js';
import type { IssueComment, IssueSnapshot } from './issue-snapshot.js';
import { commentKey, findMarked } from './marker.js';
import { defaultFollowUp, type PlannedProblem } from './planned-problem.js';
import { whyExempt, whyUntouchable, whyVetoed } from './precedence.js';

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
}

export interface FollowUpPlan extends Plan {
  /** `cancelled`: the follow-up lost its reason to exist; `done`: it did what it was for, or handed over to a later one. */
  readonly outcome: 'done' | 'cancelled';
}

/** Plans one follow-up. An issue is never closed, and nothing is said without approval. */
export function planFollowUp(question: FollowUpQuestion): FollowUpPlan {
  const { issue, followUp, policy, now } = question;
  if (issue === null || policy === null)
    return cancelled('The issue is gone, or the App has no access to it any more.');
  const own = question.problems.find((problem) => problem.category === followUp.category);
  const left =
    whyUntouchable(issue) ?? whyExempt(issue, policy) ?? whyVetoed(issue, own?.label, question.botLogin);
  if (left !== null) return cancelled(left);

  const drafts = question.drafts.filter((draft) => draft.category === followUp.category);
  if (drafts.some((draft) => draft.state === 'pending' || draft.state === 'approved'))
    return again(question, now, "The reply waits for a maintainer: it is not the author's turn.");
  const replies = drafts.filter((draft) => draft.state === 'posted');
  const first = replies[0];
  if (first === undefined) return cancelled('No reply was posted, so there is nothing to come back to.');
  if (replies.length > 1) return cancelled('The author was reminded already.');

  const comment = findMarked(issue, commentKey(issue.number, first.id), question.botLogin);
  if (comment === null) return cancelled('Our reply was deleted.');
  if (issue.comments.some((other) => !other.author.isBot && isLater(other, comment)))
    return cancelled('People have talked since our reply.');
  const reminder = reminderText(followUp.kind, first);
  if (reminder === null) return cancelled(`Nothing is said by itself when \`${followUp.kind}\` is due.`);
  if (now < comment.at + waitMs(question))
    return again(question, comment.at, 'The author has had less time than promised.');
  return {
    outcome: 'done',
    actions: [
      {
        kind: 'save-draft',
        key: `reminder:${issue.number}:${followUp.category}`,
        draft: { ...contentOf(first), reply: reminder },
        approved: false,
      },
    ],
    reasons: ['The author has not answered since our reply.'],
  };
}

/** Puts a follow-up off by a day, for instance until a broken policy is repaired. */
export function postponeFollowUp(
  followUp: FollowUpIntent & { readonly id: string },
  now: number,
  reason: string,
): FollowUpPlan {
  const next: Action = {
    kind: 'schedule-follow-up',
    key: `follow-up-after:${followUp.id}`,
    followUp: { kind: followUp.kind, category: followUp.category, dueAt: now + durationMs('1d') },
  };
  return { outcome: 'done', actions: [next], reasons: [reason] };
}

function cancelled(reason: string): FollowUpPlan {
  return { outcome: 'cancelled', actions: [], reasons: [reason] };
}

/** Comes back later, counted from `since`; the key names this follow-up, so that a retry schedules the same one. */
function again(question: FollowUpQuestion, since: number, reason: string): FollowUpPlan {
  const { followUp } = question;
  const next: Action = {
    kind: 'schedule-follow-up',
    key: `follow-up-after:${followUp.id}`,
    followUp: { kind: followUp.kind, category: followUp.category, dueAt: since + waitMs(question) },
  };
  return { outcome: 'done', actions: [next], reasons: [reason] };
}

/** How long the author has to answer, in milliseconds. */
function waitMs(question: FollowUpQuestion): number {
  const own = question.problems.find((problem) => problem.category === question.followUp.category);
  return durationMs(question.policy?.follow_up.after ?? own?.followUp?.after ?? defaultFollowUp);
}

function isLater(one: IssueComment, other: IssueComment): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id);
}

/** The reminder's text, null for a kind that is no question to the author. */
function reminderText(kind: FollowUpKind, replied: HeldDraft): string | null {
  if (kind === 'expire' || kind === 'fixed-in-release') return null;
  if (kind === 'verify')
    return 'Did the fix above work for you? A short "works" or "still broken", with the versions you run now, tells us what is left to do.';
  const asked = replied.missing.map((item) => `- [ ] ${item.question}`);
  if (asked.length === 0)
    return 'Did the reply above help? If the problem is still there, please say what you tried and what happened; if it is solved, a short note helps the next person.';
  return ['To go on, this is still needed from you:', '', ...asked].join('\n');
}

function contentOf(draft: HeldDraft): Omit<HeldDraft, 'id' | 'state' | 'editedReply'> {
  const { category, confidence, decision, reason, evidence, against, runnerUp, facts, fix, missing, reply } =
    draft;
  return { category, confidence, decision, reason, evidence, against, runnerUp, facts, fix, missing, reply };
}
