/** Whether confidence means what it says: bins of claimed against true, and the expected calibration error. */

import { share, sum } from './confusion.js';

/** A claimed probability, and whether it came true. */
export interface Claim {
  readonly confidence: number;
  readonly right: boolean;
}

export interface ReliabilityBin {
  /** Bounds of claimed confidence: `from` inclusive, `to` exclusive, the last bin inclusive. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean claimed confidence in the bin; 0 in an empty one. */
  readonly claimed: number;
  /** Share that came true; 0 in an empty one. */
  readonly right: number;
}

export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Mean distance between claimed and true, weighted by how many claims a bin holds (expected calibration error). */
  readonly expectedError: number;
  /** The widest distance in a bin with claims. */
  readonly largestError: number;
}

/** Bins of equal width over [0, 1]. */
export function reliabilityOf(claims: readonly Claim[], binCount = 10): Reliability {
  const bins = Array.from({ length: binCount }, (_, index): ReliabilityBin => {
    const inside = claims.filter(({ confidence }) => binOf(confidence, binCount) === index);
    return {
      from: index / binCount,
      to: (index + 1) / binCount,
      count: inside.length,
      claimed: share(sum(inside.map(({ confidence }) => confidence)), inside.length),
      right: share(inside.filter(({ right }) => right).length, inside.length),
    };
  });
  const gaps = bins.map((bin) => Math.abs(bin.claimed - bin.right));
  return {
    bins,
    expectedError: share(sum(bins.map((bin, index) => bin.count * (gaps[index] ?? 0))), claims.length),
    largestError: Math.max(0, ...gaps.filter((_, index) => (bins[index]?.count ?? 0) > 0)),
  };
}

function binOf(confidence: number, binCount: number): number {
  return Math.min(binCount - 1, Math.max(0, Math.floor(confidence * binCount)));
}
