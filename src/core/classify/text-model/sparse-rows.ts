/** Reports as sparse rows in flat columns. */

/** Row r holds entries `starts[r]` to `starts[r + 1]` of `features` and `values`. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
}

/** Adds factor * vector[r] * row r, over rows `first` to `last`, to `sums[feature * labels + label]`. */
export function addRows(
  { starts, features, values }: SparseRows,
  [first, last]: readonly [number, number],
  vector: Float64Array,
  factor: number,
  [label, labels]: readonly [number, number],
  sums: Float64Array,
): void {
  for (let row = first; row < last; row += 1) {
    const scale = factor * (vector[row] ?? 0);
    const stop = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < stop; at += 1) {
      const place = (features[at] ?? 0) * labels + label;
      sums[place] = (sums[place] ?? 0) + scale * (values[at] ?? 0);
    }
  }
}

/** The entries whose feature is inside, each value times `stretch`. */
export function rowsOfPart(
  { starts, features, values }: SparseRows,
  isInside: (feature: number) => boolean,
  stretch: number,
): SparseRows {
  const part = {
    starts: new Int32Array(starts.length),
    features: new Int32Array(features.length),
    values: new Float32Array(values.length),
  };
  let end = 0;
  for (let row = 0; row + 1 < starts.length; row += 1) {
    const stop = starts[row + 1] ?? 0;
    for (let at = starts[row] ?? 0; at < stop; at += 1) {
      const feature = features[at] ?? 0;
      if (!isInside(feature)) continue;
      part.features[end] = feature;
      part.values[end] = (values[at] ?? 0) * stretch;
      end += 1;
    }
    part.starts[row + 1] = end;
  }
  return { starts: part.starts, features: part.features.slice(0, end), values: part.values.slice(0, end) };
}
