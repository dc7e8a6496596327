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

export const calibration: Calibration = {
  prior: -1.65,
  pro: 0.81,
  con: 1.07,
  unproven: -4,
  model: 0.15,
  mostPro: 10,
  thresholds: { label: 0.88, suggest: 0.5, margin: 0.15 },
};
