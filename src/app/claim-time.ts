/** How long a worker may hold a draft, and how long a write whose answer was lost may still take effect. */

import type { Deps } from './deps.js';

/**
 * Milliseconds: far more than reading an issue and posting one comment takes, so that whoever takes over meets a dead worker and
 * not a slow one, and sees on GitHub whatever that worker sent.
 */
const usualClaimMs = 10 * 60_000;

/** In milliseconds. */
export function claimMsOf({ claimMs = usualClaimMs }: Pick<Deps, 'claimMs'>): number {
  return claimMs;
}
