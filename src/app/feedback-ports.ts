/** What the use cases need to know about feedback: kept for ever as it was given, never changed. */

import type { DraftPurpose } from '../core/plan/action.js';
import type { Person } from '../core/plan/issue-snapshot.js';
import type { FeedbackKind, RejectionId } from '../core/scorecard/feedback.js';
import type { IssueRef, RepositoryRef } from './refs.js';

/** What somebody said about one decision. `verdictOf` in core says what it judges. */
export interface Feedback extends IssueRef {
  /** Unique within the repository: the same feedback told twice is kept once. */
  readonly key: string;
  readonly kind: FeedbackKind;
  /** The known problem that the decision was for. */
  readonly category: string;
  /** Login. */
  readonly by: string;
  /** When it was given, milliseconds since the epoch. */
  readonly at: number;
  /** The draft that it is about, null where there was none. */
  readonly draftId: string | null;
  readonly purpose: DraftPurpose | null;
  /** What was decided, how sure, and by which text of the rule; null where it is not known any more. */
  readonly decision: 'label' | 'suggest' | null;
  readonly confidence: number | null;
  readonly ruleVersion: string | null;
  /** When the draft was made, milliseconds since the epoch. */
  readonly draftedAt: number | null;
  /** Of a rejection. */
  readonly reason: RejectionId | null;
  /** The known problem that the person chose or labelled. */
  readonly chosen: string | null;
  /** The person's own words, or the reaction. */
  readonly note: string | null;
  /** Of an edited reply: a unified diff against the drafted one. */
  readonly diff: string | null;
}

export interface FeedbackStore {
  /** Keeps it unless its key is known in the repository; true the first time. */
  saveFeedback(feedback: Feedback): Promise<boolean>;
  /** All that was said about an issue, in the order in which it was given. */
  feedbackOfIssue(ref: IssueRef): Promise<readonly Feedback[]>;
  /**
   * Drafts that became a comment at or after `postedSince` and whose reactions were never looked at, or not since `lookedBefore`: those
   * first that were not looked at for longest, with the etag of the last look. Times in milliseconds since the epoch.
   */
  repliesToWatch(
    postedSince: number,
    lookedBefore: number,
    limit: number,
  ): Promise<readonly { readonly draftId: string; readonly etag: string | null }[]>;
  watchedReply(draft: IssueRef & { readonly id: string }, etag: string | null, now: number): Promise<void>;
}

export interface CommentReaction {
  readonly id: number;
  readonly by: Person;
  /** GitHub's name of it: `+1`, `-1`, `laugh`, `hooray`, `confused`, `heart`, `rocket`, `eyes`. */
  readonly content: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type CommentReactions =
  | { readonly kind: 'unchanged' }
  /** The comment is gone, or out of reach. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'read'; readonly reactions: readonly CommentReaction[]; readonly etag: string | null };

export interface GitHubReactions {
  /** A hundred at most, the oldest. The etag of an equal question makes an unchanged answer free. */
  reactionsOn(ref: RepositoryRef, commentId: number, etag: string | null): Promise<CommentReactions>;
}
