/** The numbers that turn weights into a probability and a probability into a decision, with where they come from. */

import type { Thresholds } from './classification.js';

export interface Calibration {
  /** Log-odds of a report before any signal: most reports are none of the known problems. */
  readonly prior: number;
  /** Factor on the sum of what speaks for a problem. */
  readonly pro: number;
  /** Factor on the sum of what speaks against it. */
  readonly con: number;
  /** Added once where a needed role was not proven. */
  readonly unproven: number;
  /**
   * Added for each time that the report's text is e times as long as 1,000 characters, up to 8,000: the longer a text, the more of its words
   * meet a signal by chance.
   */
  readonly length: number;
  /** Factor on the text model's log-odds, which are held between -4 and 4. */
  readonly model: number;
  /** A sum of more weight than this is no surer; the signals of one problem are not independent. */
  readonly mostPro: number;
  readonly thresholds: Thresholds;
}

/**
 * Chosen by hand on 2026-11-22 between two results of `dejabug rules calibrate`, a logistic regression with a penalty over every pair of a
 * report and a known problem for which something spoke. 327 real reports, which the rules' authors had seen, give bold numbers (0.94 for `pro`,
 * -4.3 for `unproven`); those and 358 that were retold from public threads give timid ones (0.66, -3.5). The reports are not part of this project.
 *
 * The numbers before these were bold (0.88, -6) and labelled 39 of 47 rightly among the 358 before the rules had learned from them; the timid
 * ones label a quarter less than those did. Ten-fold on all 685 the timid ones labelled 58, all rightly, and were off by 0.036 on average; by then the rules had learned from every
 * report, so that says how well the numbers fit the rules and not what to expect of new reports: docs/how-it-decides.md has that.
 *
 * `unproven` is lower than either, so that a missing role is hardly ever outweighed. `label` is 0.94 where 0.93 was learned, because one label
 * among the 685 was wrong at 0.93; `suggest` is 0.35 where 0.3 was.
 */
export const calibration: Calibration = {
  prior: -2.1,
  pro: 0.75,
  con: 0.85,
  unproven: -5,
  length: -1.25,
  model: 0.4,
  mostPro: 10,
  thresholds: { label: 0.94, suggest: 0.35, margin: 0.15 },
};
