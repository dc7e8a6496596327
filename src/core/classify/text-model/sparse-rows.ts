/** Sparse rows in flat columns: what the solver walks over some hundred times. */

/** Row r holds entries `starts[r]` to `starts[r + 1]` of `features` and `values`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
}

/** Adds vector[r] * row r, over rows `first` to `last`, to `sums[feature * labels + label]`. */
export function addRows(
  rows: SparseRows,
  first: number,
  last: number,
  vector: Float64Array,
  labels: number,
  sums: Float64Array,
): void {
  const { starts, features, values } = rows;
  for (let row = first; row < last; row += 1) {
    const stop = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < stop; at += 1) {
      const base = (features[at] ?? 0) * labels;
      const value = values[at] ?? 0;
      for (let label = 0; label < labels; label += 1)
        sums[base + label] = (sums[base + label] ?? 0) + value * (vector[row * labels + label] ?? 0);
    }
  }
}

/** Writes row r times `weights`, over rows `first` to `last`, into `products[r * labels + label]`. */
export function multiplyRows(
  rows: SparseRows,
  first: number,
  last: number,
  weights: Float64Array,
  labels: number,
  products: Float64Array,
): void {
  const { starts, features, values } = rows;
  const sums = new Float64Array(labels);
  for (let row = first; row < last; row += 1) {
    sums.fill(0);
    const stop = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < stop; at += 1) {
      const base = (features[at] ?? 0) * labels;
      const value = values[at] ?? 0;
      for (let label = 0; label < labels; label += 1)
        sums[label] = (sums[label] ?? 0) + value * (weights[base + label] ?? 0);
    }
    products.set(sums, row * labels);
  }
}
