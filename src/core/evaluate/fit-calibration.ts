/** Learns to turn a score into a probability from scores whose outcome is known: Platt, beta or isotonic. */

import { fitLogistic } from './logistic.js';

/** Data, so that it can be stored beside a model; `calibrated` applies it. */
export type ScoreCalibration =
  | { readonly kind: 'platt'; readonly slope: number; readonly offset: number }
  | { readonly kind: 'beta'; readonly low: number; readonly high: number; readonly offset: number }
  | { readonly kind: 'isotonic'; readonly scores: readonly number[]; readonly chances: readonly number[] };

export type CalibrationKind = ScoreCalibration['kind'];

/** Keeps the logarithms of a beta calibration finite. */
const edge = 1e-6;

/**
 * Fits a calibration; `beta` takes scores that are probabilities already, the others any number.
 * @throws RangeError when there is no score, or not one outcome for each.
 */
export function fitCalibration(
  scores: readonly number[],
  outcomes: readonly boolean[],
  kind: CalibrationKind = 'platt',
): ScoreCalibration {
  if (scores.length === 0 || scores.length !== outcomes.length)
    throw new RangeError(
      `Calibration needs one outcome per score; got ${scores.length} and ${outcomes.length}.`,
    );
  if (kind === 'isotonic') return fitIsotonic(scores, outcomes);
  const targets = plattTargets(outcomes);
  if (kind === 'platt') {
    const [offset = 0, slope = 0] = fitLogistic(
      scores.map((score) => [1, score]),
      targets,
    );
    return { kind, slope, offset };
  }
  const [offset = 0, low = 0, high = 0] = fitLogistic(
    scores.map((score) => [1, Math.log(inside(score)), -Math.log(1 - inside(score))]),
    targets,
  );
  return { kind, low, high, offset };
}

/** The probability that a score stands for, between 0 and 1. */
export function calibrated(calibration: ScoreCalibration, score: number): number {
  if (calibration.kind === 'platt') return logistic(calibration.slope * score + calibration.offset);
  if (calibration.kind === 'beta') {
    const { low, high, offset } = calibration;
    return logistic(offset + low * Math.log(inside(score)) - high * Math.log(1 - inside(score)));
  }
  return between(calibration.scores, calibration.chances, score);
}

/** Platt's targets: a little short of 0 and 1, by how few outcomes of each kind there are. */
function plattTargets(outcomes: readonly boolean[]): number[] {
  const positive = outcomes.filter(Boolean).length;
  const high = (positive + 1) / (positive + 2);
  const low = 1 / (outcomes.length - positive + 2);
  return outcomes.map((outcome) => (outcome ? high : low));
}

/** Pool adjacent violators: the non-decreasing steps nearest to the outcomes, one knot at each pool's mean score. */
function fitIsotonic(scores: readonly number[], outcomes: readonly boolean[]): ScoreCalibration {
  const order = scores.map((_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b);
  const pools: { score: number; right: number; count: number }[] = [];
  for (const index of order) {
    let pool = { score: scores[index] ?? 0, right: outcomes[index] ? 1 : 0, count: 1 };
    for (
      let last = pools.at(-1);
      last && last.right * pool.count >= pool.right * last.count;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = {
        score: last.score + pool.score,
        right: last.right + pool.right,
        count: last.count + pool.count,
      };
    }
    pools.push(pool);
  }
  return {
    kind: 'isotonic',
    scores: pools.map(({ score, count }) => score / count),
    chances: pools.map(({ right, count }) => right / count),
  };
}

/** Straight lines between knots, flat beyond the ends. */
function between(knots: readonly number[], values: readonly number[], score: number): number {
  const above = knots.findIndex((knot) => knot >= score);
  if (above < 0) return values.at(-1) ?? 0;
  const [right = 0, left = right] = [values[above], values[above - 1]];
  const [to = 0, from = to] = [knots[above], knots[above - 1]];
  return to === from ? right : left + ((right - left) * (score - from)) / (to - from);
}

function inside(score: number): number {
  return Math.min(1 - edge, Math.max(edge, score));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
