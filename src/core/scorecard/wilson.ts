/** How sure a share is that was counted in a sample. */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the standard normal distribution: 95 % lie within. */
const z = 1.959963984540054;

/**
 * Wilson's score interval at 95 % for `hits` out of `count`, within 0 and 1; null for an empty sample. It stays sensible for the few
 * judgements that a known problem has, where the usual interval is too narrow or leaves 0 and 1.
 */
export function wilson(hits: number, count: number): Interval | null {
  if (count === 0) return null;
  const share = hits / count;
  const spread = z * z;
  const middle = share + spread / (2 * count);
  const half = z * Math.sqrt((share * (1 - share) + spread / (4 * count)) / count);
  const whole = 1 + spread / count;
  return {
    low: hits === 0 ? 0 : Math.max(0, (middle - half) / whole),
    high: hits === count ? 1 : Math.min(1, (middle + half) / whole),
  };
}
