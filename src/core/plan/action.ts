/** Intended effects as data. A plan is a list of them; only `app/execute` performs one. */

import type { LabelSpec, MissingItem } from '../assessment.js';
import type { Evidence } from '../classify/classification.js';
import type { FixStatus } from '../reply/fix-status.js';
import type { Fact } from '../report/report.js';

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
}

/**
 * Every action has a `key`, unique per repository and stable across retries and redeliveries: the effect is recorded under it
 * before it runs and settled after, so a retry can tell what is left.
 */
export type Action =
  | { readonly kind: 'add-labels'; readonly key: string; readonly labels: readonly LabelSpec[] }
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
      /** The comment is on the issue already: only the books are behind. */
      readonly kind: 'mark-posted';
      readonly key: string;
      readonly draftId: string;
      readonly commentUrl: string;
    }
  | {
      readonly kind: 'post-comment';
      readonly key: string;
      readonly draftId: string;
      /** Markdown, without the hidden marker; `execute` appends the marker made from `key`. */
      readonly body: string;
    }
  | {
      readonly kind: 'schedule-follow-up';
      readonly key: string;
      readonly followUp: FollowUpIntent;
    };

export type FollowUpKind = 'ask' | 'remind' | 'expire' | 'fixed-in-release' | 'verify';

export interface FollowUpIntent {
  readonly kind: FollowUpKind;
  readonly category: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

export interface Plan {
  readonly actions: readonly Action[];
  /** Why the plan is what it is, one sentence each: shown by dry runs, logs and the review desk. */
  readonly reasons: readonly string[];
}
