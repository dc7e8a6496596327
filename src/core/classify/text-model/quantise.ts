/** Weights as signed bytes with one scale per view and label, and back. */

import { views } from './extract.js';
import type { WeightBlock } from './model.js';

const largest = 127;

export function quantise(weights: Float64Array, viewOf: Uint8Array, labels: number): WeightBlock {
  const scales = new Float32Array(views.length * labels);
  for (const [at, weight] of weights.entries()) {
    const place = scaleAt(viewOf, at, labels);
    scales[place] = Math.max(scales[place] ?? 0, Math.abs(weight) / largest);
  }
  const bytes = Int8Array.from(weights, (weight, at) => {
    const scale = scales[scaleAt(viewOf, at, labels)] ?? 0;
    return scale > 0 ? Math.max(-largest, Math.min(largest, Math.round(weight / scale))) : 0;
  });
  return { bytes, scales };
}

/** Adds the block's weights to `weights`. */
export function addWeights(
  block: WeightBlock,
  viewOf: Uint8Array,
  labels: number,
  weights: Float32Array,
): void {
  for (const [at, byte] of block.bytes.entries())
    weights[at] = (weights[at] ?? 0) + byte * (block.scales[scaleAt(viewOf, at, labels)] ?? 0);
}

function scaleAt(viewOf: Uint8Array, at: number, labels: number): number {
  return (viewOf[Math.floor(at / labels)] ?? 0) * labels + (at % labels);
}
