/** Fits the softmax that turns a model's scores into probabilities, on scores of reports that it had not seen. */

import type { SoftmaxCalibration } from './model.js';

/** Offsets are held near 0 as if this many reports said so; few examples must not move them far. */
const offsetPenalty = 2;
const sweeps = 60;
const mostSlope = 60;

/**
 * Minimises the log loss by Newton steps, one parameter at a time.
 * @param scores `scores[row * labels + label]`
 * @param outcomes the right label's number, row by row
 */
export function fitSoftmax(scores: Float64Array, outcomes: Int32Array, labels: number): SoftmaxCalibration {
  const offsets = new Array<number>(labels).fill(0);
  let slope = 2;
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (let parameter = -1; parameter < labels; parameter += 1) {
      const step = newtonStep(scores, outcomes, { slope, offsets }, parameter);
      if (parameter < 0) slope = Math.min(mostSlope, Math.max(0.05, slope - clamp(step, slope / 2)));
      else offsets[parameter] = (offsets[parameter] ?? 0) - clamp(step, 1);
    }
  }
  return { slope, offsets };
}

/** Parameter -1 is the slope, others are offsets. */
function newtonStep(
  scores: Float64Array,
  outcomes: Int32Array,
  calibration: SoftmaxCalibration,
  parameter: number,
): number {
  const labels = calibration.offsets.length;
  const chances = new Float64Array(labels);
  const isSlope = parameter < 0;
  let gradient = isSlope ? 0 : offsetPenalty * (calibration.offsets[parameter] ?? 0);
  let curvature = isSlope ? 1e-6 : offsetPenalty;
  for (const [row, outcome] of outcomes.entries()) {
    softmax(scores, row * labels, calibration, chances);
    let mean = 0;
    let square = 0;
    for (let label = 0; label < labels; label += 1) {
      const lever = isSlope ? (scores[row * labels + label] ?? 0) : label === parameter ? 1 : 0;
      mean += (chances[label] ?? 0) * lever;
      square += (chances[label] ?? 0) * lever * lever;
    }
    const lever = isSlope ? (scores[row * labels + outcome] ?? 0) : outcome === parameter ? 1 : 0;
    gradient += mean - lever;
    curvature += square - mean * mean;
  }
  return gradient / curvature;
}

/** Writes the probabilities of the scores that begin at `base` into `chances`. */
export function softmax(
  scores: Float64Array,
  base: number,
  calibration: SoftmaxCalibration,
  chances: Float64Array,
): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < chances.length; label += 1) {
    const value = calibration.slope * (scores[base + label] ?? 0) + (calibration.offsets[label] ?? 0);
    chances[label] = value;
    highest = Math.max(highest, value);
  }
  let sum = 0;
  for (let label = 0; label < chances.length; label += 1) {
    const value = Math.exp((chances[label] ?? 0) - highest);
    chances[label] = value;
    sum += value;
  }
  for (let label = 0; label < chances.length; label += 1) chances[label] = (chances[label] ?? 0) / sum;
}

function clamp(step: number, most: number): number {
  return Math.max(-most, Math.min(most, step));
}
