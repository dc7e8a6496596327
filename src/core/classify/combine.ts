/** Signals, facts and the text model -> one calibrated probability for each known problem. */

import type { Calibration } from './calibration.js';
import type { Weighed } from './weigh-problems.js';

/** What the text model says, by known problem; `none` is one of its categories. */
export type ModelProbabilities = Readonly<Record<string, number>>;

/** The model's log-odds are held between these, so that it never outweighs a strong signal. */
const mostModel = 4;

/** Below this many characters a text is as good as short, above that many no longer than long. */
const shortText = 1000;
const longText = 8000;

/** Log-odds that a report of `textLength` characters is about this known problem, from signals and facts alone. */
export function signalLogOdds(weighed: Weighed, textLength: number, numbers: Calibration): number {
  const { prior, pro, con, unproven, mostPro } = numbers;
  const length = numbers.length * Math.log(Math.min(longText, Math.max(shortText, textLength)) / shortText);
  const missing = weighed.unproven.length > 0 ? unproven : 0;
  return prior + pro * Math.min(weighed.proSum, mostPro) + con * weighed.conSum + missing + length;
}

/** Log-odds that the text model adds: 0 where it is no surer of this problem than of any other. */
export function modelLogOdds(id: string, model: ModelProbabilities, numbers: Calibration): number {
  const probability = model[id];
  if (probability === undefined) return 0;
  const even = 1 / Math.max(2, Object.keys(model).length);
  const surer = logit(probability) - logit(even);
  return numbers.model * Math.max(-mostModel, Math.min(mostModel, surer));
}

/**
 * Whether the text model could carry a candidate over a threshold, or below one. Where it cannot, it is not asked: it would cost more
 * than everything else.
 */
export function isOpen(logOdds: number, numbers: Calibration): boolean {
  const reach = numbers.model * mostModel;
  return [numbers.thresholds.suggest, numbers.thresholds.label].some(
    (edge) => Math.abs(logOdds - logit(edge)) <= reach,
  );
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function logit(probability: number): number {
  const safe = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(safe / (1 - safe));
}
