/** Keeps what people say about a decision, with the decision that it judges. */

import { editDiff } from '../core/scorecard/edit-diff.js';
import type { FeedbackKind, RejectionId } from '../core/scorecard/feedback.js';
import type { Feedback } from './feedback-ports.js';
import type { DecisionRecord, Draft, IssueRef, Store } from './ports.js';

/** What was said, by whom and when. */
export interface Said {
  readonly kind: FeedbackKind;
  /** Login. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /**
   * Tells this from everything else that is said in the repository, stable across retries: name here the comment or the event that said
   * it. Without it kind, draft and time do, which is right where compare-and-set lets one through.
   */
  readonly key?: string;
  readonly reason?: RejectionId;
  /** The known problem that the person chose or labelled. */
  readonly chosen?: string;
  readonly note?: string;
  /** The reply as the person edited it. */
  readonly edited?: string;
}

/**
 * Feedback about a draft. Give it to `moveDraft` where it comes with a move, which keeps both or neither; to `recordFeedback`
 * everywhere else.
 */
export function feedbackOnDraft(draft: Draft, said: Said): Feedback {
  const { installationId, owner, repo, number } = draft;
  return {
    installationId,
    owner,
    repo,
    number,
    ...wordsOf(draft.chosenBy === undefined ? said : { chosen: draft.category, ...said }, draft.id),
    category: draft.category,
    draftId: draft.id,
    purpose: draft.purpose ?? 'reply',
    decision: draft.chosenBy === undefined ? draft.decision : null,
    confidence: draft.confidence,
    ruleVersion: draft.ruleVersion ?? null,
    draftedAt: draft.createdAt,
    diff: said.edited === undefined ? null : editDiff(draft.reply, said.edited),
  };
}

/** Feedback about a known problem on an issue where no draft is known; `decision` is the newest of the issue, null without one. */
export function feedbackOnIssue(
  ref: IssueRef,
  category: string,
  decision: Pick<DecisionRecord, 'category' | 'decision' | 'confidence'> | null,
  said: Said,
): Feedback {
  const { installationId, owner, repo, number } = ref;
  const own = decision?.category === category ? decision : null;
  return {
    installationId,
    owner,
    repo,
    number,
    ...wordsOf(said, `${number}:${category}`),
    category,
    draftId: null,
    purpose: null,
    decision: own === null || own.decision === 'abstain' ? null : own.decision,
    confidence: own?.confidence ?? null,
    ruleVersion: null,
    draftedAt: null,
    diff: null,
  };
}

/** Keeps it; false where it was kept before. Rejects when the store fails: the caller's job is tried again. */
export function recordFeedback(
  { store }: { readonly store: Pick<Store, 'saveFeedback'> },
  feedback: Feedback,
): Promise<boolean> {
  return store.saveFeedback(feedback);
}

function wordsOf({ kind, by, at, key, reason, chosen, note }: Said, about: string) {
  return {
    key: key ?? `${kind}:${about}:${at}`,
    kind,
    by,
    at,
    reason: reason ?? null,
    chosen: chosen ?? null,
    note: note ?? null,
  };
}
