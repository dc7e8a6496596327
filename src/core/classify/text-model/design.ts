/** The design matrix of a training set: which features are kept, and every report as a sparse row. */

import type { Corpus } from './corpus.js';
import { views } from './extract.js';
import type { SparseRows } from './sparse-rows.js';
import { binaryViews, featureWeight, rarity, viewScale } from './weighting.js';

export interface Design {
  /** By corpus feature: its number in the model, -1 when it was dropped. */
  readonly numberOf: Int32Array;
  /** By model feature: the corpus feature, and in how many training reports it stands. */
  readonly kept: Int32Array;
  readonly having: Int32Array;
  readonly rarities: Float32Array;
}

/** Keeps what stands in `fewest` training reports or more; what stands in one only proves nothing. */
export function buildDesign(corpus: Corpus, members: readonly number[], fewest: number): Design {
  const having = new Int32Array(corpus.hashes.length);
  for (const member of members) {
    const features = corpus.rows[member]?.features ?? new Int32Array(0);
    for (let at = 0; at < features.length; at += 1) {
      const feature = features[at] ?? 0;
      having[feature] = (having[feature] ?? 0) + 1;
    }
  }
  const numberOf = new Int32Array(having.length).fill(-1);
  const kept: number[] = [];
  for (let feature = 0; feature < having.length; feature += 1) {
    if ((having[feature] ?? 0) < fewest) continue;
    numberOf[feature] = kept.length;
    kept.push(feature);
  }
  return {
    numberOf,
    kept: Int32Array.from(kept),
    having: Int32Array.from(kept, (feature) => having[feature] ?? 0),
    rarities: Float32Array.from(kept, (feature) => rarity(members.length, having[feature] ?? 0)),
  };
}

/** Reports of the corpus in the model's features, in the order of `members`. */
export function sparseRows(corpus: Corpus, design: Design, members: readonly number[]): SparseRows {
  const most = members.reduce((sum, member) => sum + (corpus.rows[member]?.features.length ?? 0), 0);
  const starts = new Int32Array(members.length + 1);
  const features = new Int32Array(most);
  const values = new Float32Array(most);
  const squares = new Float64Array(views.length);
  let end = 0;
  for (const [index, member] of members.entries()) {
    const row = corpus.rows[member];
    const first = end;
    squares.fill(0);
    for (let at = 0; row && at < row.features.length; at += 1) {
      const feature = row.features[at] ?? 0;
      const number = design.numberOf[feature] ?? -1;
      if (number < 0) continue;
      const view = corpus.viewOf[feature] ?? 0;
      const value = featureWeight(row.counts[at] ?? 0, design.rarities[number] ?? 0, binaryViews[view] === 1);
      squares[view] = (squares[view] ?? 0) + value * value;
      features[end] = number;
      values[end] = value;
      end += 1;
    }
    const scales = squares.map(viewScale);
    for (let at = first; at < end; at += 1) {
      const view = corpus.viewOf[design.kept[features[at] ?? 0] ?? 0] ?? 0;
      values[at] = (values[at] ?? 0) * (scales[view] ?? 0);
    }
    starts[index + 1] = end;
  }
  return { starts, features: features.slice(0, end), values: values.slice(0, end) };
}
