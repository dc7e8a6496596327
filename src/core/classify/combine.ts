/** Signals, facts and the text model -> one calibrated probability for each known problem. */

import type { Calibration } from './calibration.js';
import type { Weighed } from './weigh-problems.js';

/** What the text model says, by known problem; `none` is one of its categories. */
export type ModelProbabilities = ReadonlyMap<string, number>;

/** Probability that the report is about this known problem. */
export function confidenceOf(
  weighed: Weighed,
  model: ModelProbabilities | null,
  numbers: Calibration,
): number {
  const { prior, pro, con, unproven, mostPro } = numbers;
  let logOdds = prior + pro * Math.min(weighed.proSum, mostPro) + con * weighed.conSum;
  if (weighed.unproven.length > 0) logOdds += unproven;
  if (model !== null) logOdds += numbers.model * modelLogOdds(weighed.problem.id, model);
  return sigmoid(logOdds);
}

/** How much surer the model is than it would be of any category: 0 says nothing, and it can never outweigh a strong signal. */
function modelLogOdds(id: string, model: ModelProbabilities): number {
  const probability = model.get(id);
  if (probability === undefined) return 0;
  const even = 1 / Math.max(2, model.size);
  return Math.max(-4, Math.min(4, logit(probability) - logit(even)));
}

function logit(probability: number): number {
  const safe = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(safe / (1 - safe));
}

function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
