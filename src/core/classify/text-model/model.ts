/** What a trained text model is: labels, features, weights, calibration, and where it comes from. */

/** Where a model comes from; printed wherever the model speaks. */
export interface Provenance {
  /** What it was trained on, in the caller's words: a file's name, `rules/xen`. */
  readonly trainedOn: string;
  /** Day of training, given by the caller: core has no clock. */
  readonly date: string;
  readonly examples: number;
  readonly perLabel: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly featuresVersion: number;
  /** Changes when any example or its order changes. */
  readonly fingerprint: string;
}

/** One signed byte per feature and label; the weight is the byte times the scale of its view and label. */
export interface WeightBlock {
  /** `bytes[feature * labels + label]` */
  readonly bytes: Int8Array;
  /** `scales[view * labels + label]` */
  readonly scales: Float32Array;
}

/** Turns scores into probabilities: softmax of `slope * score + offset[label]`. */
export interface SoftmaxCalibration {
  readonly slope: number;
  readonly offsets: readonly number[];
}

export interface TextModel {
  readonly provenance: Provenance;
  readonly labels: readonly string[];
  /** Groups with weights of their own; a report of any other group is scored by the shared weights. */
  readonly groups: readonly string[];
  /** Hash and view of each feature, and in how many training reports it stands. */
  readonly hashes: Int32Array;
  readonly viewOf: Uint8Array;
  readonly having: Uint16Array;
  readonly bias: readonly number[];
  readonly shared: WeightBlock;
  readonly own: readonly WeightBlock[];
  readonly calibration: SoftmaxCalibration;
}

/** A report that is known to be of one label. */
export interface LabelledReport {
  readonly title: string;
  readonly body: string;
  readonly label: string;
  /** What the weights may differ by: a repository. */
  readonly group?: string;
}
