/** Ridge regression over a kernel, by conjugate gradients, one label after the other. */

import type { Kernel } from './kernel.js';

const mostSteps = 80;
/** Stopping early changes no decision, and is a penalty of its own. */
const precision = 0.03;

/**
 * Solves (K + penalty) a = target over the rows of which `isIn` is 1; the others get 0. Each row has its penalty: a
 * large one lets the row be wrong.
 */
export function solveRidge(
  kernel: Kernel,
  penalties: Float64Array,
  target: Float64Array,
  isIn: Uint8Array,
): Float64Array {
  const size = target.length;
  const dual = new Float64Array(size);
  const product = new Float64Array(size);
  const residual = target.map((value, row) => (isIn[row] === 1 ? value : 0));
  const direction = Float64Array.from(residual);
  let current = dot(residual, 0, residual, size);
  const enough = current * precision * precision;
  for (let step = 0; step < mostSteps && current > enough; step += 1) {
    multiplyKernel(kernel, direction, isIn, product);
    for (let row = 0; row < size; row += 1)
      product[row] = (product[row] ?? 0) + (penalties[row] ?? 0) * (direction[row] ?? 0);
    const stride = current / dot(direction, 0, product, size);
    for (let row = 0; row < size; row += 1) {
      dual[row] = (dual[row] ?? 0) + stride * (direction[row] ?? 0);
      residual[row] = (residual[row] ?? 0) - stride * (product[row] ?? 0);
    }
    const next = dot(residual, 0, residual, size);
    const turn = next / current;
    for (let row = 0; row < size; row += 1)
      direction[row] = (residual[row] ?? 0) + turn * (direction[row] ?? 0);
    current = next;
  }
  return dual;
}

/** Writes K times `vector` for the rows of which `wanted` is 1, and 0 for the others. */
export function multiplyKernel(
  { size, products }: Kernel,
  vector: Float64Array,
  wanted: Uint8Array,
  product: Float64Array,
): void {
  for (let row = 0; row < size; row += 1)
    product[row] = wanted[row] === 1 ? dot(products, row * size, vector, size) : 0;
}

/** Inner product of a stretch that begins at `start` with `right`; four sums side by side keep the processor busy. */
function dot(left: Float64Array, start: number, right: Float64Array, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    const i = start + at;
    a += (left[i] ?? 0) * (right[at] ?? 0);
    b += (left[i + 1] ?? 0) * (right[at + 1] ?? 0);
    c += (left[i + 2] ?? 0) * (right[at + 2] ?? 0);
    d += (left[i + 3] ?? 0) * (right[at + 3] ?? 0);
  }
  for (; at < length; at += 1) a += (left[start + at] ?? 0) * (right[at] ?? 0);
  return a + b + c + d;
}
