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
  /** Factor on the text model's log-odds, which are held between -4 and 4. */
  readonly model: number;
  /** A sum of more weight than this is no surer; the signals of one problem are not independent. */
  readonly mostPro: number;
  readonly thresholds: Thresholds;
}

/**
 * Learned 2026-11-22 by logistic regression with a penalty, over every pair of a report and a known problem for which something spoke:
 * 943 pairs of 202 real reports, which are not part of this project, and 576 pairs of the 90 reports in `test/golden`. Fitted on the
 * first set alone and judged ten-fold, the best candidate's probability is off by 0.034 on average (expected calibration error). The
 * text model's factor is what the same regression gave it; with the few hundred examples that rules have, it moves little.
 *
 * `label` is the lowest threshold at which at least 97 % of the labels on the real reports were right; below `suggest` a
 * suggestion was wrong more often than right.
 */
export const calibration: Calibration = {
  prior: -1.6,
  pro: 0.79,
  con: 1.1,
  unproven: -6,
  model: 0.15,
  mostPro: 10,
  thresholds: { label: 0.88, suggest: 0.5, margin: 0.15 },
};
