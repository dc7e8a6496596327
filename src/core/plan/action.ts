/** Intended effects as data. A plan is a list of them; only `app/execute` performs one. */

import type { LabelSpec, MissingItem } from '../assessment.js';
import type { Candidate, Evidence, Thresholds } from '../classify/classification.js';
import type { FixStatus } from '../reply/fix-status.js';
import type { Fact } from '../report/report.js';

/**
 * What a draft is for: the first reply; a reminder to its author; the last words before the issue is closed as not planned;
 * the news that a release has the fix.
 */
export type DraftPurpose = 'reply' | 'reminder' | 'expiry' | 'release';

/** Signals of the known problem that were not found, the text model's strongest words, and what a label needs. */
export interface Weighed extends Pick<Candidate, 'unmet' | 'words'> {
  readonly thresholds: Thresholds;
}

/** What a draft carries to the review desk besides its reply. */
export interface DraftContent {
  readonly category: string;
  readonly confidence: number;
  readonly decision: 'label' | 'suggest';
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly against: readonly Evidence[];
  readonly runnerUp: { readonly category: string; readonly confidence: number } | null;
  readonly facts: readonly Fact[];
  readonly fix: FixStatus | null;
  readonly missing: readonly MissingItem[];
  readonly reply: string;
  /** What else was weighed; absent in drafts that were made before it was kept. */
  readonly weighed?: Weighed;
  /** Login of the person who says that it is this known problem; absent where it was recognised. */
  readonly chosenBy?: string;
  /** Which text of the rule decided; absent in drafts that were made before it was kept. */
  readonly ruleVersion?: string;
  /** Absent for the first reply. */
  readonly purpose?: DraftPurpose;
  /** Of the news of a release: id of the batch that is approved together. */
  readonly batch?: string;
  /** Of a reminder and of last words: id of the draft whose comment they come back to. */
  readonly comesBackTo?: string;
}

/**
 * Every action has a `key`, unique per repository and stable across retries and redeliveries: the effect is recorded under it
 * before it runs and settled after, so a retry can tell what is left.
 */
export type Action =
  | { readonly kind: 'add-labels'; readonly key: string; readonly labels: readonly LabelSpec[] }
  | {
      /** Labels of ours that nobody wants: a person ruled the known problem out, or takes a backfill back. */
      readonly kind: 'remove-labels';
      readonly key: string;
      readonly labels: readonly string[];
      /** Why, with the person's name: kept as the effect's outcome. */
      readonly because: string;
    }
  | {
      readonly kind: 'save-draft';
      readonly key: string;
      readonly draft: DraftContent;
      /** True where the repository's policy lets this known problem be answered without review. */
      readonly approved: boolean;
    }
  | {
      readonly kind: 'supersede-drafts';
      readonly key: string;
      /** Pending drafts of the issue other than this category (null: all of them) are superseded. */
      readonly keepCategory: string | null;
      /** Of these, only drafts for this. */
      readonly purpose?: DraftPurpose;
      readonly reason: string;
    }
  | {
      /** An approved draft that must not be posted any more. */
      readonly kind: 'supersede-draft';
      readonly key: string;
      readonly draftId: string;
      readonly reason: string;
    }
  | {
      /** An approved draft that goes back to the review desk: it may not be posted unasked any more, GitHub does not take it, or the issue is frozen. */
      readonly kind: 'hold-draft';
      readonly key: string;
      readonly draftId: string;
      readonly reason: string;
    }
  | {
      /** The comment is on the issue already: only the books are behind. */
      readonly kind: 'mark-posted';
      readonly key: string;
      readonly draftId: string;
      readonly commentUrl: string;
      readonly thenClose?: Closing;
    }
  | {
      readonly kind: 'post-comment';
      readonly key: string;
      readonly draftId: string;
      /** Markdown, without the hidden marker; `execute` appends the marker made from `key`. */
      readonly body: string;
      /** A further hidden marker. */
      readonly note?: string;
      readonly thenClose?: Closing;
    }
  | {
      /** A pending draft that nobody needs to decide about any more. */
      readonly kind: 'withdraw-draft';
      readonly key: string;
      readonly draftId: string;
      readonly reason: string;
    }
  | {
      /** Our own comment gets another text. */
      readonly kind: 'edit-comment';
      readonly key: string;
      readonly commentId: number;
      /** Markdown, markers included. */
      readonly body: string;
    }
  | {
      /** A comment of ours that no draft becomes: an answer to a command. */
      readonly kind: 'say';
      readonly key: string;
      /** Markdown, without the hidden marker. */
      readonly body: string;
    }
  | ({ readonly kind: 'close-issue' } & Closing)
  | {
      readonly kind: 'reopen-issue';
      readonly key: string;
      /** Why, with the person's words: kept as the effect's outcome. */
      readonly because: string;
    }
  | {
      readonly kind: 'schedule-follow-up';
      readonly key: string;
      readonly followUp: FollowUpIntent;
    };

/** Closing the issue, once for ever under its key. */
export interface Closing {
  readonly key: string;
  readonly as: 'completed' | 'not_planned' | 'duplicate';
  /** Why, with the person's words where there are any: kept as the effect's outcome. */
  readonly because: string;
}

export type FollowUpKind = 'ask' | 'remind' | 'expire' | 'fixed-in-release' | 'verify';

export interface FollowUpIntent {
  readonly kind: FollowUpKind;
  readonly category: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** From when the wait is counted, so that another policy can move it. Milliseconds since the epoch. */
  readonly since?: number;
}

export interface Plan {
  readonly actions: readonly Action[];
  /** Why the plan is what it is, one sentence each: shown by dry runs, logs and the review desk. */
  readonly reasons: readonly string[];
}
