/** Scores a report by a trained model: probabilities that sum to 1, and the words that weighed most. */

import { cueFeatureName } from './cue-view.js';
import { FeatureExtractor, layoutViewNumber, type ReportText, views } from './extract.js';
import { FeatureTable } from './feature-table.js';
import { layoutFeatureName } from './layout-view.js';
import type { TextModel } from './model.js';
import { addWeights } from './quantise.js';
import { softmax } from './softmax-calibration.js';
import { binaryViews, featureWeight, rarity, viewScale } from './weighting.js';

export interface WeighedWord {
  /** The reporter's text, or the name of a count. */
  readonly word: string;
  /** Share of the label's score; negative speaks against the label. */
  readonly weight: number;
}

export interface TextScore {
  readonly probabilities: Readonly<Record<string, number>>;
  /** The likeliest label. */
  readonly best: string;
  /** What weighed most for and against the likeliest label, strongest first; empty unless asked for. */
  readonly words: readonly WeighedWord[];
}

export interface ScoreOptions {
  readonly group?: string;
  /** How many words to name; naming them costs a second look at the features. */
  readonly words?: number;
}

/** Features that are named for each word that is asked for. */
const namedPerWord = 8;

/** A model made ready to score. Holds working memory: one per thread. */
export class TextScorer {
  readonly model: TextModel;
  private readonly extractor = new FeatureExtractor();
  private readonly table: FeatureTable;
  private readonly rarities: Float32Array;
  private readonly rowsOf = new Map<number, Float32Array>();
  private readonly counts: Uint16Array;
  /** Features of the report at hand, each once, their views, and where in the extractor they were met first. */
  private touched = new Int32Array(1024);
  private touchedViews = new Int32Array(1024);
  private touchedAt = new Int32Array(1024);
  private known = 0;

  constructor(model: TextModel) {
    this.model = model;
    this.table = new FeatureTable(model.hashes.length);
    for (const hash of model.hashes) this.table.add(hash);
    this.rarities = Float32Array.from(model.having, (having) => rarity(model.provenance.examples, having));
    this.counts = new Uint16Array(model.hashes.length);
  }

  score(report: ReportText, options: ScoreOptions = {}): TextScore {
    const { model } = this;
    const rows = this.rowsFor(options.group);
    const text = this.extractor.extract(report);
    this.countKnown();
    const { scores, scales } = this.sum(rows);
    const labels = model.labels.length;
    const chances = new Float64Array(labels);
    softmax(scores, 0, model.calibration, chances);
    let best = 0;
    for (let label = 1; label < labels; label += 1)
      if ((chances[label] ?? 0) > (chances[best] ?? 0)) best = label;
    const words = options.words ? this.strongest(text, rows, scales, best, options.words) : [];
    this.forget();
    return {
      probabilities: Object.fromEntries(model.labels.map((label, at) => [label, chances[at] ?? 0])),
      best: model.labels[best] ?? '',
      words,
    };
  }

  private countKnown(): void {
    const { counts, table } = this;
    const { features } = this.extractor;
    if (features.count > this.touched.length) {
      this.touched = new Int32Array(features.hash.length);
      this.touchedViews = new Int32Array(features.hash.length);
      this.touchedAt = new Int32Array(features.hash.length);
    }
    const { touched, touchedViews, touchedAt } = this;
    let known = 0;
    for (let at = 0; at < features.count; at += 1) {
      const number = table.find(features.hash[at] ?? 0);
      if (number < 0) continue;
      const count = counts[number] ?? 0;
      if (count === 0) {
        touched[known] = number;
        touchedViews[known] = features.view[at] ?? 0;
        touchedAt[known] = at;
        known += 1;
      }
      counts[number] = count + 1;
    }
    this.known = known;
  }

  /** Adds up each view's weights under the view's own scale. */
  private sum(rows: Float32Array): { scores: Float64Array; scales: Float64Array } {
    const { counts, touched, touchedViews, model } = this;
    const labels = model.labels.length;
    const squares = new Float64Array(views.length);
    const sums = new Float64Array(views.length * labels);
    for (let at = 0; at < this.known; at += 1) {
      const number = touched[at] ?? 0;
      const view = touchedViews[at] ?? 0;
      const row = number * (labels + 1);
      const value = featureWeight(counts[number] ?? 0, rows[row] ?? 0, binaryViews[view] === 1);
      squares[view] = (squares[view] ?? 0) + value * value;
      const base = view * labels;
      for (let label = 0; label < labels; label += 1)
        sums[base + label] = (sums[base + label] ?? 0) + value * (rows[row + 1 + label] ?? 0);
    }
    const scales = squares.map(viewScale);
    const scores = Float64Array.from(model.bias);
    for (const [view, scale] of scales.entries())
      for (let label = 0; label < labels; label += 1)
        scores[label] = (scores[label] ?? 0) + (sums[view * labels + label] ?? 0) * scale;
    return { scores, scales };
  }

  /** The features with the largest part in the label's score, by the text that they stand for. */
  private strongest(
    text: string,
    rows: Float32Array,
    scales: Float64Array,
    label: number,
    most: number,
  ): WeighedWord[] {
    const { features } = this.extractor;
    const stride = this.model.labels.length + 1;
    const parts = new Float64Array(this.known);
    for (let nth = 0; nth < this.known; nth += 1) {
      const number = this.touched[nth] ?? 0;
      const view = this.touchedViews[nth] ?? 0;
      const rarityOf = rows[number * stride] ?? 0;
      const value = featureWeight(this.counts[number] ?? 0, rarityOf, binaryViews[view] === 1);
      parts[nth] = value * (scales[view] ?? 0) * (rows[number * stride + 1 + label] ?? 0);
    }
    // Several features may stand for one text; those far behind cannot lift it to the front any more.
    const least =
      parts
        .map(Math.abs)
        .sort()
        .at(-most * namedPerWord) ?? 0;
    const weightOf = new Map<string, number>();
    for (let nth = 0; nth < this.known; nth += 1) {
      const part = parts[nth] ?? 0;
      if (part === 0 || Math.abs(part) < least) continue;
      const at = this.touchedAt[nth] ?? 0;
      const word = nameOf(text, features.from[at] ?? 0, features.to[at] ?? 0, features.view[at] ?? 0);
      weightOf.set(word, (weightOf.get(word) ?? 0) + part);
    }
    return Array.from(weightOf, ([word, weight]) => ({ word, weight }))
      .sort(
        (left, right) => Math.abs(right.weight) - Math.abs(left.weight) || (left.word < right.word ? -1 : 1),
      )
      .slice(0, most);
  }

  private forget(): void {
    for (let at = 0; at < this.known; at += 1) this.counts[this.touched[at] ?? 0] = 0;
  }

  /** By feature its rarity and its weights, shared plus the group's own, side by side; put together once per group. */
  private rowsFor(group: string | undefined): Float32Array {
    const number = group === undefined ? -1 : this.model.groups.indexOf(group);
    const ready = this.rowsOf.get(number);
    if (ready) return ready;
    const { viewOf, labels, shared, own } = this.model;
    const weights = new Float32Array(shared.bytes.length);
    addWeights(shared, viewOf, labels.length, weights);
    const mine = own[number];
    if (mine) addWeights(mine, viewOf, labels.length, weights);
    const stride = labels.length + 1;
    const rows = new Float32Array(viewOf.length * stride);
    for (const [feature, rarityOf] of this.rarities.entries()) {
      rows[feature * stride] = rarityOf;
      rows.set(
        weights.subarray(feature * labels.length, (feature + 1) * labels.length),
        feature * stride + 1,
      );
    }
    this.rowsOf.set(number, rows);
    return rows;
  }
}

function nameOf(text: string, from: number, to: number, view: number): string {
  if (from >= 0) return text.slice(from, to).replace(/\s+/g, ' ').trim().toLowerCase();
  return view === layoutViewNumber ? layoutFeatureName(to >> 6, to & 63) : cueFeatureName(to >> 6);
}
