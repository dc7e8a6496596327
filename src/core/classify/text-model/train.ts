/** Trains a text model: features, shared and per-group weights, and a calibration from reports it had not seen. */

import { stratifiedFolds } from '../../evaluate/folds.js';
import { type Corpus, readCorpus } from './corpus.js';
import { buildDesign, type Design, sparseRows } from './design.js';
import { featuresVersion } from './extract.js';
import { hashText } from './hash.js';
import type { LabelledReport, SoftmaxCalibration, TextModel } from './model.js';
import { quantise } from './quantise.js';
import { fitSoftmax } from './softmax-calibration.js';
import { solveRidge, type Weights } from './solve.js';
import { multiplyRows } from './sparse-rows.js';

export interface TrainOptions {
  /** What the examples are, and the day: both only recorded. */
  readonly trainedOn: string;
  readonly date: string;
  readonly seed?: number;
  /** Penalty on the weights; larger is smoother. */
  readonly penalty?: number;
  /** How freely a group departs from what all groups share. */
  readonly freedom?: number;
  /** A feature is kept when it stands in this many training reports. */
  readonly fewest?: number;
  /** Counts every label the same, however many examples it has. */
  readonly balanced?: boolean;
  /** Folds that the calibration is learned from. */
  readonly calibrationFolds?: number;
}

const defaults = { seed: 1, penalty: 0.36, freedom: 0.7, fewest: 3, balanced: false, calibrationFolds: 5 };
type Chosen = typeof defaults;

/** Examples as numbers. */
interface Problem {
  readonly corpus: Corpus;
  readonly labels: readonly string[];
  readonly groups: readonly string[];
  readonly labelOf: Int32Array;
  readonly groupOf: Int32Array;
}

/**
 * Learns from labelled reports. The same examples in the same order with the same options give the same model, byte for
 * byte. @throws RangeError with fewer than two labels: there is nothing to tell apart.
 */
export function trainModel(examples: readonly LabelledReport[], options: TrainOptions): TextModel {
  const chosen = { ...defaults, ...options };
  const labels = [...new Set(examples.map((example) => example.label))].sort();
  if (labels.length < 2)
    throw new RangeError(`A text model needs examples of two labels or more; there are ${labels.length}.`);
  const groups = [...new Set(examples.flatMap(({ group }) => (group === undefined ? [] : [group])))].sort();
  const problem: Problem = {
    corpus: readCorpus(examples),
    labels,
    groups: groups.length > 1 ? groups : [],
    labelOf: Int32Array.from(examples, ({ label }) => labels.indexOf(label)),
    groupOf: Int32Array.from(examples, ({ group }) => (groups.length > 1 ? groups.indexOf(group ?? '') : -1)),
  };
  const everything = examples.map((_, index) => index);
  const fitted = fitWeights(problem, everything, chosen);
  const viewOf = Uint8Array.from(fitted.design.kept, (feature) => problem.corpus.viewOf[feature] ?? 0);
  const block = (weights: Float64Array) => quantise(weights, viewOf, labels.length);
  return {
    provenance: {
      trainedOn: options.trainedOn,
      date: options.date,
      examples: examples.length,
      perLabel: Object.fromEntries(labels.map((label, at) => [label, tally(problem.labelOf, at)])),
      seed: chosen.seed,
      featuresVersion,
      fingerprint: fingerprint(examples),
    },
    labels,
    groups: problem.groups,
    hashes: Int32Array.from(fitted.design.kept, (feature) => problem.corpus.hashes[feature] ?? 0),
    viewOf,
    having: Uint16Array.from(fitted.design.having, (count) => Math.min(count, 0xffff)),
    bias: fitted.bias,
    shared: block(fitted.weights.shared),
    own: fitted.weights.own.map(block),
    calibration: calibrate(problem, chosen),
  };
}

interface Fitted {
  readonly design: Design;
  readonly weights: Weights;
  readonly bias: readonly number[];
}

function fitWeights(problem: Problem, members: readonly number[], chosen: Chosen): Fitted {
  const { corpus, labelOf, groupOf, groups } = problem;
  const labels = problem.labels.length;
  const design = buildDesign(corpus, members, chosen.fewest);
  const ordered = [...groups.keys(), -1].flatMap((group) =>
    members.filter((member) => groupOf[member] === group),
  );
  const sizes = problem.labels.map(
    (_, label) => ordered.filter((member) => labelOf[member] === label).length,
  );
  const shares = sizes.map((size) => (chosen.balanced ? 1 / labels : size / ordered.length));
  const bias = shares.map((share) => 2 * share - 1);
  const targets = new Float64Array(ordered.length * labels);
  const penalties = new Float64Array(ordered.length);
  for (const [row, member] of ordered.entries()) {
    const right = labelOf[member] ?? 0;
    for (let label = 0; label < labels; label += 1)
      targets[row * labels + label] = (label === right ? 1 : -1) - (bias[label] ?? 0);
    const evenShare = ordered.length / labels / Math.max(1, sizes[right] ?? 0);
    penalties[row] = chosen.penalty / (chosen.balanced ? evenShare : 1);
  }
  const weights = solveRidge({
    rows: sparseRows(corpus, design, ordered),
    groupEnds: groups.map((_, group) => members.filter((member) => within(groupOf[member], group)).length),
    features: design.kept.length,
    labels,
    targets,
    freedom: chosen.freedom,
    penalties,
  });
  return { design, weights, bias };
}

/** True for groups up to and including `last`. */
function within(group: number | undefined, last: number): boolean {
  return group !== undefined && group >= 0 && group <= last;
}

/** Scores every example by a model that was trained without it, and fits the softmax to that. */
function calibrate(problem: Problem, chosen: Chosen): SoftmaxCalibration {
  const { labelOf, groupOf } = problem;
  const labels = problem.labels.length;
  const strata = Array.from(labelOf, (label, at) => `${groupOf[at]} ${label}`);
  const folds = stratifiedFolds(strata, chosen.calibrationFolds, chosen.seed);
  const scores = new Float64Array(labelOf.length * labels);
  for (let fold = 0; fold < chosen.calibrationFolds; fold += 1) {
    const fitted = fitWeights(
      problem,
      folds.flatMap((its, member) => (its === fold ? [] : [member])),
      chosen,
    );
    const unseen = folds.flatMap((its, member) => (its === fold ? [member] : []));
    for (const member of unseen) scores.set(scoreMember(problem, fitted, member), member * labels);
  }
  return fitSoftmax(scores, labelOf, labels);
}

function scoreMember(problem: Problem, { design, weights, bias }: Fitted, member: number): Float64Array {
  const labels = bias.length;
  const row = sparseRows(problem.corpus, design, [member]);
  const scores = new Float64Array(labels);
  const own = weights.own[problem.groupOf[member] ?? -1];
  multiplyRows(row, 0, 1, weights.shared, labels, scores);
  const more = new Float64Array(labels);
  if (own) multiplyRows(row, 0, 1, own, labels, more);
  return scores.map((score, label) => score + (more[label] ?? 0) + (bias[label] ?? 0));
}

function tally(labelOf: Int32Array, label: number): number {
  return labelOf.filter((each) => each === label).length;
}

function fingerprint(examples: readonly LabelledReport[]): string {
  let hash = examples.length;
  for (const { title, body, label, group } of examples) {
    const one = hashText(JSON.stringify([title, body, label, group ?? null]));
    hash = Math.imul(hash ^ one, 0x9e3779b1) ^ (hash >>> 13);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
