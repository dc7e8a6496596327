/** A private reply as the store keeps it, and what the review desk asks about many of them at once. */

import type { DraftContent, FollowUpKind } from '../core/plan/action.js';
import type { DraftState } from '../core/plan/held-draft.js';
import type { IssueSight } from '../core/plan/issue-sight.js';
import type { Feedback } from './feedback-ports.js';
import type { IssueRef, RepositoryRef } from './refs.js';

export interface Draft extends DraftContent, IssueRef {
  /** Opaque, not guessable. */
  readonly id: string;
  readonly title: string;
  readonly issueUrl: string;
  /** Report as it was when the draft was made: what the desk shows beside the evidence. */
  readonly body: string;
  readonly state: DraftState;
  /** Who decided (login), and why for a rejection or supersession. */
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  /** The reply that was posted or is to be posted, where a person edited it. */
  readonly editedReply: string | null;
  readonly commentUrl: string | null;
  /** When it was decided, by the clock of the process that took the decision; null while it is pending. Milliseconds since the epoch. */
  readonly decidedAt: number | null;
  /** A pending draft is out of the list until then; null where nobody snoozed it. Milliseconds since the epoch. */
  readonly snoozedUntil: number | null;
  /** Id of the draft that took its place, null where none did. */
  readonly replacedBy: string | null;
  /** The issue as it was read when the draft was made; null where that is not known any more. */
  readonly seen: IssueSight | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewDraft extends IssueRef {
  /** The action's key: saving twice under one key is one draft. */
  readonly key: string;
  readonly title: string;
  readonly issueUrl: string;
  readonly body: string;
  readonly content: DraftContent;
  /** The issue as it was read for the draft. */
  readonly seen?: IssueSight;
}

/** What is not named stays as it is. */
export interface DraftChange {
  /** Only where the draft was last changed at this time: what another worker did since is left alone. */
  readonly unchangedSince?: number;
  /** The decision is dated with the move's `now`; null takes it back. */
  readonly decidedBy?: string | null;
  readonly reason?: string | null;
  readonly editedReply?: string | null;
  readonly commentUrl?: string;
  /** Milliseconds since the epoch. */
  readonly snoozedUntil?: number | null;
  /** Kept in the same transaction, where the draft moved. */
  readonly feedback?: Feedback;
}

/** A draft in a list: without the issue's texts, with what is still to come on it. */
export interface ListedDraft extends Omit<Draft, 'body' | 'seen'> {
  /** Kind of the follow-up that is scheduled for this known problem on this issue, null for none. */
  readonly followUp: FollowUpKind | null;
}

/** All that is named must hold. */
export interface DraftFilter {
  /** Only drafts of these repositories, `owner/repo` in lower case. */
  readonly repositories: readonly string[];
  readonly category?: string | undefined;
  /** 0 to 1. */
  readonly leastConfidence?: number | undefined;
  /** Drafted at this time or later, and before that one: milliseconds since the epoch. */
  readonly from?: number | undefined;
  readonly before?: number | undefined;
  readonly number?: number | undefined;
  /** Pending drafts that are snoozed beyond a time (milliseconds since the epoch) are left out, or are all that is wanted. */
  readonly snoozed?: { readonly beyond: number; readonly are: 'left-out' | 'wanted' } | undefined;
  /** Words, or beginnings of words, that title, report, reply, known problem or issue number contain. */
  readonly words?: readonly string[] | undefined;
}

export interface DraftQuery extends DraftFilter {
  readonly states: readonly DraftState[];
  /** Opaque cursor from the previous page. Another text rejects with an error for the person. */
  readonly after?: string | undefined;
  /** At most 100. */
  readonly limit: number;
}

export interface DraftCount {
  readonly state: DraftState;
  readonly category: string;
  readonly isSnoozed: boolean;
  readonly count: number;
}

export interface DraftLists {
  /** Newest first, keyset paging. */
  drafts(
    query: DraftQuery,
  ): Promise<{ readonly drafts: readonly ListedDraft[]; readonly next: string | null }>;
  /** How many there are of each state and known problem, snoozed at this time or not; what has none is left out. */
  draftCounts(filter: Omit<DraftFilter, 'snoozed'>, at: number): Promise<readonly DraftCount[]>;
  /** Ids of the drafts beside this one in the list that the query describes, whether it is in it or not; null at an end. */
  draftNeighbours(
    query: Omit<DraftQuery, 'after' | 'limit'>,
    of: Pick<Draft, 'id' | 'createdAt'>,
  ): Promise<{ readonly newer: string | null; readonly older: string | null }>;
  /** Newest drafts of this known problem on other issues of the repository, at most `limit`. */
  similarDrafts(ref: IssueRef, category: string, limit: number): Promise<readonly ListedDraft[]>;
  /** Repositories that have drafts in one of these states, with their installation; the one with the newest draft first. */
  repositoriesWithDrafts(states: readonly DraftState[]): Promise<readonly RepositoryRef[]>;
}
