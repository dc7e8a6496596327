/** Ridge regression on shared and per-group weights at once, by conjugate gradients: linear in what the rows hold. */

import { addRows, multiplyRows, type SparseRows } from './sparse-rows.js';

/**
 * Weights that every group shares, and each group's own on top of them (Daumé's feature augmentation): a group with
 * little of its own leans on the others. Columns are labels: `weights[feature * labels + label]`.
 */
export interface Weights {
  readonly shared: Float64Array;
  readonly own: readonly Float64Array[];
}

export interface RidgeProblem {
  /** Rows of one group stand together, in the order of `groupEnds`; rows without a group come last. */
  readonly rows: SparseRows;
  /** First row after each group. */
  readonly groupEnds: readonly number[];
  readonly features: number;
  readonly labels: number;
  /** `targets[row * labels + label]`, already centred. */
  readonly targets: Float64Array;
  /** How freely a group departs from the shared weights; 0 not at all. */
  readonly freedom: number;
  /** Penalty of each row: a large one lets the row be wrong. */
  readonly penalties: Float64Array;
}

const mostSteps = 80;
const precision = 0.02;

/** Solves (K + penalty) a = y for every label side by side, K being the rows' inner products; the weights are X'a. */
export function solveRidge(problem: RidgeProblem): Weights {
  const { labels, targets } = problem;
  const size = targets.length;
  const dual = new Float64Array(size);
  const product = new Float64Array(size);
  const kernel = new Kernel(problem);
  const residual = Float64Array.from(targets);
  const direction = Float64Array.from(residual);
  const enough = dots(targets, targets, labels).map((square) => square * precision * precision);
  let current = dots(residual, residual, labels);
  for (
    let step = 0;
    step < mostSteps && current.some((square, label) => square > (enough[label] ?? 0));
    step += 1
  ) {
    kernel.multiply(direction, product);
    const along = dots(direction, product, labels);
    const strides = current.map((square, label) => ratio(square, along[label]));
    for (let at = 0, label = 0; at < size; at += 1, label = label + 1 === labels ? 0 : label + 1) {
      const stride = strides[label] ?? 0;
      dual[at] = (dual[at] ?? 0) + stride * (direction[at] ?? 0);
      residual[at] = (residual[at] ?? 0) - stride * (product[at] ?? 0);
    }
    const next = dots(residual, residual, labels);
    const turns = next.map((square, label) => ratio(square, current[label]));
    for (let at = 0, label = 0; at < size; at += 1, label = label + 1 === labels ? 0 : label + 1)
      direction[at] = (residual[at] ?? 0) + (turns[label] ?? 0) * (direction[at] ?? 0);
    current = next;
  }
  return kernel.weights(dual);
}

/** K + penalty as an operator: it is never written out. */
class Kernel {
  private readonly problem: RidgeProblem;
  private readonly shared: Float64Array;
  private readonly own: readonly Float64Array[];
  private readonly ends: readonly number[];

  constructor(problem: RidgeProblem) {
    const size = problem.features * problem.labels;
    this.problem = problem;
    this.ends = [...problem.groupEnds, problem.penalties.length];
    this.shared = new Float64Array(size);
    this.own = this.ends.map(() => new Float64Array(size));
  }

  multiply(vector: Float64Array, product: Float64Array): void {
    const { rows, labels, freedom, penalties } = this.problem;
    this.project(vector);
    let first = 0;
    for (const [group, end] of this.ends.entries()) {
      const mine = this.own[group];
      if (mine === undefined || end === first) continue;
      const free = group < this.problem.groupEnds.length ? freedom : 0;
      for (let at = 0; at < mine.length; at += 1) mine[at] = free * (mine[at] ?? 0) + (this.shared[at] ?? 0);
      multiplyRows(rows, first, end, mine, labels, product);
      first = end;
    }
    for (let at = 0; at < product.length; at += 1)
      product[at] = (product[at] ?? 0) + (penalties[Math.floor(at / labels)] ?? 0) * (vector[at] ?? 0);
  }

  weights(vector: Float64Array): Weights {
    this.project(vector);
    const { freedom, groupEnds } = this.problem;
    const own = this.own
      .slice(0, groupEnds.length)
      .map((weights) => weights.map((weight) => weight * freedom));
    return { shared: Float64Array.from(this.shared), own };
  }

  /** X'v of each group into `own`, of all into `shared`. */
  private project(vector: Float64Array): void {
    const { rows, labels } = this.problem;
    this.shared.fill(0);
    let first = 0;
    for (const [group, end] of this.ends.entries()) {
      const mine = this.own[group];
      if (mine === undefined) continue;
      mine.fill(0);
      addRows(rows, first, end, vector, labels, mine);
      for (let at = 0; at < mine.length; at += 1) this.shared[at] = (this.shared[at] ?? 0) + (mine[at] ?? 0);
      first = end;
    }
  }
}

function dots(left: Float64Array, right: Float64Array, labels: number): Float64Array {
  const sums = new Float64Array(labels);
  for (let at = 0, label = 0; at < left.length; at += 1, label = label + 1 === labels ? 0 : label + 1)
    sums[label] = (sums[label] ?? 0) + (left[at] ?? 0) * (right[at] ?? 0);
  return sums;
}

function ratio(above: number, below: number | undefined): number {
  return below ? above / below : 0;
}
