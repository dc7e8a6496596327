/** How a count becomes a number: sublinear, times rarity, each view scaled to length one. Training and scoring share it. */

import { views } from './extract.js';

/** Weight of one feature in one report before its view is scaled. */
export function featureWeight(count: number, rarity: number, binary: boolean): number {
  if (binary) return 1;
  return count === 1 ? rarity : (1 + Math.log(count)) * rarity;
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
