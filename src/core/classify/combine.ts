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

/** What the log-odds of a candidate are made of; each is multiplied by its number of the calibration. */
export interface Share {
  /** Weight that speaks for it, at most `mostPro`. */
  readonly pro: number;
  /** Weight that speaks against it, not positive. */
  readonly con: number;
  /** 1 where a needed role was not proven, else 0. */
  readonly unproven: number;
  /** How long the text is, from 0 for a short one; see `Calibration.length`. */
  readonly length: number;
}

/** The shares of signals and facts in the log-odds, for a text of `textLength` characters. */
export function shareOf(weighed: Weighed, textLength: number, mostPro: number): Share {
  return {
    pro: Math.min(weighed.proSum, mostPro),
    con: weighed.conSum,
    unproven: weighed.unproven.length > 0 ? 1 : 0,
    length: Math.log(Math.min(longText, Math.max(shortText, textLength)) / shortText),
  };
}

/** Log-odds that a report of `textLength` characters is about this known problem, from signals and facts alone. */
export function signalLogOdds(weighed: Weighed, textLength: number, numbers: Calibration): number {
  const share = shareOf(weighed, textLength, numbers.mostPro);
  const { prior, pro, con, unproven, length } = numbers;
  return prior + pro * share.pro + con * share.con + unproven * share.unproven + length * share.length;
}

/** Log-odds by which the text model is surer of this problem than of any other, bounded: its share, before its number. */
export function modelShare(id: string, model: ModelProbabilities): number {
  const probability = model[id];
  if (probability === undefined) return 0;
  const even = 1 / Math.max(2, Object.keys(model).length);
  const surer = logit(probability) - logit(even);
  return Math.max(-mostModel, Math.min(mostModel, surer));
}

/**
 * Whether the text model could change the decision: carry the best candidate over a threshold or below one, or another one into the reach
 * of a label. Where it cannot, it is not asked: it would cost more than everything else. `logOdds` are those of all candidates, `labelAt` the
 * confidences from which they are labelled.
 */
export function isOpen(
  logOdds: readonly number[],
  numbers: Calibration,
  labelAt: readonly number[] = [numbers.thresholds.label],
): boolean {
  const reach = numbers.model * mostModel;
  const best = Math.max(...logOdds);
  return (
    labelAt.some((label) => logOdds.some((one) => Math.abs(one - logit(label)) <= reach)) ||
    Math.abs(best - logit(numbers.thresholds.suggest)) <= reach
  );
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function logit(probability: number): number {
  const safe = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(safe / (1 - safe));
}
