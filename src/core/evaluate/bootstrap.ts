/** How far a measured number could be chance: percentile intervals over seeded resamples. */

import { seededRandom } from './folds.js';

export interface Interval {
  /** The statistic on the sample itself. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples?: number;
  /** Share of resamples that the interval covers. */
  readonly level?: number;
  readonly seed?: number;
}

/** Draws as many items as there are, with replacement, again and again. The same seed gives the same interval. */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions = {},
): Interval {
  const { resamples = 400, level = 0.95, seed = 1 } = options;
  const value = statistic(items);
  if (items.length === 0) return { value, low: value, high: value };
  const random = seededRandom(seed);
  const values = new Float64Array(resamples);
  for (let at = 0; at < resamples; at += 1)
    values[at] = statistic(items.flatMap(() => items[Math.floor(random() * items.length)] ?? []));
  values.sort();
  const tail = (1 - level) / 2;
  return { value, low: quantile(values, tail), high: quantile(values, 1 - tail) };
}

/** Linear interpolation between the two nearest of sorted values. */
function quantile(sorted: Float64Array, part: number): number {
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}
