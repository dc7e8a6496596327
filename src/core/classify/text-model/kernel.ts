/** Inner products of all reports with each other: small enough to write out, and quick to walk over again and again. */

import type { SparseRows } from './sparse-rows.js';

export interface Kernel {
  readonly size: number;
  /** `products[row * size + column]`, symmetric. */
  readonly products: Float64Array;
}

/** Walks each row's features and, for each, the earlier rows that have it too. */
export function kernelOf({ starts, features, values }: SparseRows, featureCount: number): Kernel {
  const size = starts.length - 1;
  const { heads, rows, parts } = postings({ starts, features, values }, featureCount);
  const products = new Float64Array(size * size);
  const filled = Int32Array.from(heads);
  for (let row = 0; row < size; row += 1) {
    const line = products.subarray(row * size, (row + 1) * size);
    const stop = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < stop; at += 1) {
      const feature = features[at] ?? 0;
      const value = values[at] ?? 0;
      const first = heads[feature] ?? 0;
      const end = (filled[feature] ?? 0) + 1;
      filled[feature] = end;
      for (let post = first; post < end; post += 1) {
        const other = rows[post] ?? 0;
        line[other] = (line[other] ?? 0) + value * (parts[post] ?? 0);
      }
    }
    for (let column = 0; column < row; column += 1) products[column * size + row] = line[column] ?? 0;
  }
  return { size, products };
}

/** By feature, the rows that have it, ascending, and its value there. */
function postings({ starts, features, values }: SparseRows, featureCount: number) {
  const heads = new Int32Array(featureCount + 1);
  for (const feature of features) heads[feature + 1] = (heads[feature + 1] ?? 0) + 1;
  for (let feature = 0; feature < featureCount; feature += 1)
    heads[feature + 1] = (heads[feature + 1] ?? 0) + (heads[feature] ?? 0);
  const rows = new Int32Array(features.length);
  const parts = new Float32Array(features.length);
  const next = Int32Array.from(heads);
  for (let row = 0; row + 1 < starts.length; row += 1) {
    const stop = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < stop; at += 1) {
      const place = next[features[at] ?? 0] ?? 0;
      rows[place] = row;
      parts[place] = values[at] ?? 0;
      next[features[at] ?? 0] = place + 1;
    }
  }
  return { heads, rows, parts };
}

/** Adds `factor` times another kernel of the same reports. */
export function addKernel(sum: Kernel, more: Kernel, factor: number): void {
  for (let at = 0; at < sum.products.length; at += 1)
    sum.products[at] = (sum.products[at] ?? 0) + factor * (more.products[at] ?? 0);
}

/** Makes reports of one group more alike by the given factor; each group ends before the row in `groupEnds`. */
export function bindGroups({ size, products }: Kernel, groupEnds: readonly number[], factor: number): void {
  let start = 0;
  for (const end of groupEnds) {
    for (let row = start; row < end; row += 1)
      for (let at = row * size + start; at < row * size + end; at += 1)
        products[at] = factor * (products[at] ?? 0);
    start = end;
  }
}
