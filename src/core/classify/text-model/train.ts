/** Trains a text model: features, shared and per-group weights, and a calibration from reports it had not seen. */

import { stratifiedFolds } from '../../evaluate/folds.js';
import { committeeWeights, type Lesson, seatCommittee, unseenScores, type Weights } from './committee.js';
import { type Corpus, readCorpus } from './corpus.js';
import { buildDesign, type Design, sparseRows } from './design.js';
import { featuresVersion } from './extract.js';
import { hashText } from './hash.js';
import type { LabelledReport, SoftmaxCalibration, TextModel } from './model.js';
import { quantise } from './quantise.js';
import { fitSoftmax } from './softmax-calibration.js';

export interface TrainOptions {
  /** What the examples are, and the day: both only recorded. */
  readonly trainedOn: string;
  readonly date: string;
  readonly seed?: number;
  /** Penalty on the weights; larger is smoother. */
  readonly penalty?: number;
  /** How freely a group departs from what all groups share. */
  readonly freedom?: number;
  /** A feature is kept when it stands in this many training reports; 4 by default, 2 where there are few reports. */
  readonly fewest?: number;
  /** Counts every label the same, however many examples it has. */
  readonly balanced?: boolean;
  /** Folds that the calibration is learned from. */
  readonly calibrationFolds?: number;
}

const defaults = { seed: 1, penalty: 0.6, freedom: 0.7, balanced: false, calibrationFolds: 4 };
type Chosen = typeof defaults & { readonly fewest: number };
/** Fewer reports than this cannot afford to drop a word that only two of them share. */
const manyReports = 500;
/** Examples whose inner products are written out at once: their square times 48 bytes of memory. */
const largestBlock = 2000;

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
  const fewest = examples.length < manyReports ? 2 : 4;
  const chosen: Chosen = { ...defaults, fewest, ...options };
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
  const fitted = fitWeights(problem, chosen);
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
    calibration: fitted.calibration,
  };
}

interface Fitted {
  readonly design: Design;
  readonly weights: Weights;
  readonly bias: readonly number[];
  readonly calibration: SoftmaxCalibration;
}

/**
 * Learns from blocks of examples that are small enough for a kernel and averages what each learned, which loses next to
 * nothing (Zhang, Duchi and Wainwright 2013) and keeps time and memory linear in the number of examples.
 */
function fitWeights(problem: Problem, chosen: Chosen): Fitted {
  const { corpus, labelOf, groupOf, groups } = problem;
  const labels = problem.labels.length;
  const strata = Array.from(labelOf, (label, at) => `${groupOf[at]} ${label}`);
  const design = buildDesign(
    corpus,
    strata.map((_, member) => member),
    chosen.fewest,
  );
  const viewOf = Uint8Array.from(design.kept, (feature) => corpus.viewOf[feature] ?? 0);
  const blocks = Math.ceil(strata.length / largestBlock);
  const blockOf = stratifiedFolds(strata, blocks, chosen.seed);
  const foldOf = stratifiedFolds(strata, chosen.calibrationFolds, chosen.seed);
  const bias = biasOf(problem, chosen.balanced);
  const size = design.kept.length * labels;
  const weights = { shared: new Float64Array(size), own: groups.map(() => new Float64Array(size)) };
  const scores = new Float64Array(strata.length * labels);
  for (let block = 0; block < blocks; block += 1) {
    const inside = strata.flatMap((_, member) => (blockOf[member] === block ? [member] : []));
    const members = [...groups.keys(), -1].flatMap((group) =>
      inside.filter((member) => groupOf[member] === group),
    );
    const lesson = lessonOf(problem, members, bias, chosen);
    const committee = seatCommittee(sparseRows(corpus, design, members), viewOf, lesson);
    const learned = committeeWeights(committee);
    addScaled(weights.shared, learned.shared, 1 / blocks);
    for (const [group, own] of weights.own.entries()) addScaled(own, learned.own[group] ?? own, 1 / blocks);
    const folds = members.map((member) => foldOf[member] ?? 0);
    const unseen = unseenScores(committee, folds, chosen.calibrationFolds);
    for (const [row, member] of members.entries())
      for (let label = 0; label < labels; label += 1)
        scores[member * labels + label] = (unseen[label]?.[row] ?? 0) + (bias[label] ?? 0);
  }
  return { design, weights, bias, calibration: fitSoftmax(scores, labelOf, labels) };
}

/** The score of a report about which nothing is known. */
function biasOf({ labels, labelOf }: Problem, balanced: boolean): number[] {
  return labels.map(
    (_, label) => 2 * (balanced ? 1 / labels.length : tally(labelOf, label) / labelOf.length) - 1,
  );
}

/** Members as rows, ordered by group: what is to be learned about each, and how much each may be wrong. */
function lessonOf(
  problem: Problem,
  members: readonly number[],
  bias: readonly number[],
  chosen: Chosen,
): Lesson {
  const { labels, labelOf, groupOf, groups } = problem;
  const sizes = labels.map((_, label) => members.filter((member) => labelOf[member] === label).length);
  const evenSize = members.length / labels.length;
  return {
    groupEnds: groups.map((_, group) => members.filter((member) => within(groupOf[member], group)).length),
    freedom: chosen.freedom,
    targets: labels.map((_, label) =>
      Float64Array.from(members, (member) => (labelOf[member] === label ? 1 : -1) - (bias[label] ?? 0)),
    ),
    penalties: Float64Array.from(members, (member) => {
      const size = sizes[labelOf[member] ?? 0] ?? evenSize;
      return chosen.penalty * (chosen.balanced ? size / evenSize : 1);
    }),
  };
}

/** True for groups up to and including `last`. */
function within(group: number | undefined, last: number): boolean {
  return group !== undefined && group >= 0 && group <= last;
}

function addScaled(sum: Float64Array, more: Float64Array, factor: number): void {
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + factor * (more[at] ?? 0);
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
