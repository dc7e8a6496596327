/** One report whose truth is known, and what was said about it. */

import type { Decision } from '../classify/classification.js';

/** The label of a report that is none of the known problems, and what an abstention says. */
export const noneLabel = 'none';

export interface Outcome {
  readonly truth: string;
  readonly decision: Decision;
  /** What was labelled or suggested; null for an abstention. */
  readonly said: string | null;
  /** The likeliest candidate, also when abstaining; null where there was none. */
  readonly best: string | null;
  /** Claimed probability that `best` is right. */
  readonly confidence: number;
  /** What results are averaged over: a repository. */
  readonly group?: string;
  /** What kind of report it is, where the file says so: near misses are counted apart. */
  readonly kind?: string;
}
