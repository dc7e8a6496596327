/** What recognition returns: a decision with everything that a maintainer needs to check it. */

import type { Fact, Place } from '../report/report.js';

/** `label`: sure enough to label; `suggest`: shown and drafted for a person, no label; `abstain`: nothing is said. */
export type Decision = 'label' | 'suggest' | 'abstain';

/** A signal that was found, for or against a known problem, with the reporter's own words. */
export interface Evidence extends Place {
  /** Id of the signal within its known problem. */
  readonly signal: string;
  /** The sentence that the signal proves. */
  readonly says: string;
  readonly quote: string;
  /** Log-odds weight; negative speaks against. */
  readonly weight: number;
}

/** One known problem as a candidate explanation of the report. */
export interface Candidate {
  readonly category: string;
  /** Calibrated probability between 0 and 1. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly against: readonly Evidence[];
  /** Signals of this problem that did not fire, by their sentence. */
  readonly unmet: readonly string[];
  /** The text model's strongest features for this problem, positive and negative, strongest first. */
  readonly words: readonly { readonly word: string; readonly weight: number }[];
}

export interface Thresholds {
  /** At or above this confidence the issue is labelled. */
  readonly label: number;
  /** At or above this confidence a person is shown the suggestion. */
  readonly suggest: number;
  /** The runner-up must be at least this far below the winner for a label. */
  readonly margin: number;
}

export interface Classification {
  readonly decision: Decision;
  /** The winner; null when nothing reached the suggest threshold. */
  readonly category: string | null;
  /** Confidence of the best candidate, also when abstaining. */
  readonly confidence: number;
  readonly runnerUp: { readonly category: string; readonly confidence: number } | null;
  /** Further known problems that reach the label threshold by themselves. */
  readonly also: readonly string[];
  /** Evidence for the winner (for the best candidate when abstaining), strongest first. */
  readonly evidence: readonly Evidence[];
  readonly against: readonly Evidence[];
  readonly facts: readonly Fact[];
  /** One sentence: why this decision, in words a maintainer can check. */
  readonly reason: string;
  readonly thresholds: Thresholds;
  /** The best candidates with any evidence, best first, at most four: the material of `explain`. */
  readonly candidates: readonly Candidate[];
}
