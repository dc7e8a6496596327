/** What was counted for a scorecard: by repository, so that a person's figures are the sum of those they may see. */

import type { FeedbackKind, RejectionId, Verdict } from './feedback.js';

/** Judgements that stand, by the week in which they were made. `repository` is `owner/repo` in lower case, everywhere here. */
export interface JudgedWeek {
  readonly repository: string;
  readonly category: string;
  /** Monday 00:00 UTC, milliseconds since the epoch. */
  readonly week: number;
  readonly right: number;
  readonly wrong: number;
}

/** How often something was said and not taken back; `note` tells reactions apart. */
export interface SaidCount {
  readonly repository: string;
  readonly category: string;
  readonly kind: FeedbackKind;
  readonly reason: RejectionId | null;
  readonly note: string | null;
  readonly count: number;
}

/** Median milliseconds from a first reply's draft to its approval; `repository` null over all that were asked for. */
export interface ApprovalTime {
  readonly repository: string | null;
  readonly category: string;
  readonly medianMs: number;
}

/** Issues by their newest decision; `category` null where nothing was recognised. */
export interface DecidedCount {
  readonly repository: string;
  readonly category: string | null;
  readonly decision: 'label' | 'suggest' | 'abstain';
  readonly count: number;
}

export interface ScoreCounts {
  readonly judged: readonly JudgedWeek[];
  readonly said: readonly SaidCount[];
  readonly approvalTimes: readonly ApprovalTime[];
  readonly decided: readonly DecidedCount[];
}

/** The last judgements of a known problem in a repository since its last reset, newest first. */
export interface LastVerdicts {
  readonly repository: string;
  readonly category: string;
  readonly verdicts: readonly Verdict[];
}
