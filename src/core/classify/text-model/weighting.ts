/** How a count becomes a number: sublinear, times rarity, each view scaled to length one. Training and scoring share it. */

import { views } from './extract.js';

/** `1 + log(count)` of the counts that most features have. */
const sublinear = Float64Array.from({ length: 64 }, (_, count) => 1 + Math.log(Math.max(1, count)));

/** Weight of one feature in one report before its view is scaled. */
export function featureWeight(count: number, rarity: number, binary: boolean): number {
  if (binary) return 1;
  return (sublinear[count] ?? 1 + Math.log(count)) * rarity;
}

/** Smoothed inverse document frequency. */
export function rarity(documents: number, having: number): number {
  return Math.log((1 + documents) / (1 + having)) + 1;
}

/** Every view weighs the same; together they have length one at most. */
export function viewScale(squares: number): number {
  return squares > 0 ? 1 / Math.sqrt(squares * views.length) : 0;
}

/** By view number, 1 where a feature counts once. */
export const binaryViews = Uint8Array.from(views, (view) => (view.binary ? 1 : 0));
