/** Logistic regression in a handful of dimensions, by Newton's method: what calibration needs. */

const steps = 50;
const enough = 1e-10;

/**
 * Weights w that make logistic(w · row) nearest to the targets in log loss.
 * @param rows equally long; put a 1 first for an intercept
 * @param targets between 0 and 1
 * @param ridge penalty on squared weights; keeps them finite where the outcomes are perfectly separable
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  ridge = 1e-3,
): number[] {
  const size = rows[0]?.length ?? 0;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < steps; step += 1) {
    const gradient = weights.map((weight) => ridge * weight);
    const curvature = weights.map((_, at) => weights.map((__, other) => (at === other ? ridge : 0)));
    for (const [index, row] of rows.entries()) {
      const chance = 1 / (1 + Math.exp(-dot(row, weights)));
      const miss = chance - (targets[index] ?? 0);
      const slope = chance * (1 - chance);
      for (let at = 0; at < size; at += 1) {
        const lever = row[at] ?? 0;
        gradient[at] = (gradient[at] ?? 0) + miss * lever;
        const line = curvature[at];
        for (let other = 0; line && other < size; other += 1)
          line[other] = (line[other] ?? 0) + slope * lever * (row[other] ?? 0);
      }
    }
    const change = solve(curvature, gradient);
    const length = Math.hypot(...change);
    const damped = length > 5 ? 5 / length : 1;
    weights = weights.map((weight, at) => weight - damped * (change[at] ?? 0));
    if (length < enough) break;
  }
  return weights;
}

/** Solves a small symmetric positive system by elimination; overwrites its arguments. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let at = 0; at < size; at += 1) {
    const pivotLine = matrix[at] ?? [];
    for (let below = at + 1; below < size; below += 1) {
      const line = matrix[below] ?? [];
      const factor = (line[at] ?? 0) / (pivotLine[at] ?? 1);
      for (let column = at; column < size; column += 1)
        line[column] = (line[column] ?? 0) - factor * (pivotLine[column] ?? 0);
      right[below] = (right[below] ?? 0) - factor * (right[at] ?? 0);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let at = size - 1; at >= 0; at -= 1) {
    const line = matrix[at] ?? [];
    let rest = right[at] ?? 0;
    for (let column = at + 1; column < size; column += 1)
      rest -= (line[column] ?? 0) * (solution[column] ?? 0);
    solution[at] = rest / (line[at] ?? 1);
  }
  return solution;
}

function dot(row: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (const [at, value] of row.entries()) sum += value * (weights[at] ?? 0);
  return sum;
}
