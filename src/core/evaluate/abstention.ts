/** What abstaining buys: how often the surest part of the claims is right. */

import { share } from './confusion.js';
import type { Claim } from './reliability.js';

export interface AbstentionPoint {
  /** Share of the reports about which something is said, the surest first. */
  readonly answered: number;
  /** Share of those that are right. */
  readonly accuracy: number;
  /** The least sure claim among them. */
  readonly threshold: number;
}

/** One point per tenth of the claims; equal confidences keep their order. */
export function abstentionCurve(claims: readonly Claim[], points = 10): AbstentionPoint[] {
  const sorted = claims.toSorted((left, right) => right.confidence - left.confidence);
  return Array.from({ length: points }, (_, index) => {
    const answered = (index + 1) / points;
    const surest = sorted.slice(0, Math.round(sorted.length * answered));
    return {
      answered,
      accuracy: share(surest.filter(({ right }) => right).length, surest.length),
      threshold: surest.at(-1)?.confidence ?? 0,
    };
  });
}
