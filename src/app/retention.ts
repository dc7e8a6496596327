/** Forgetting with time: what is older than the settings allow is removed in batches, so that no query holds the store for long. */

import type { Deps } from './deps.js';
import { type Aging, aging } from './retention-ports.js';

/** Milliseconds for which each is kept after its last change. */
export type Keep = Readonly<Record<Aging, number>>;

const batch = 2_000;
/** Of one kind in one go; the rest waits for the next time. */
const mostBatches = 250;

/** Discards what is too old; returns how many of each, nothing for those of which there were none. */
export async function discardOld(
  keep: Keep,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
): Promise<Partial<Record<Aging, number>>> {
  const discarded: Partial<Record<Aging, number>> = {};
  for (const what of aging) {
    const before = clock.now() - keep[what];
    for (let turn = 0; turn < mostBatches; turn += 1) {
      const found = await store.discard(what, before, batch);
      if (found > 0) discarded[what] = (discarded[what] ?? 0) + found;
      if (found < batch) break;
    }
  }
  return discarded;
}
