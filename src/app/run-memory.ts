/** The books of one run that has no store: they are closed with it, and what GitHub shows is all that the next run knows. */

import type { EffectState } from './effect-ports.js';
import { storeOf } from './partial-store.js';
import type { Store } from './ports.js';

export interface RunMemory {
  /** Answers what performing labels and one comment asks; everything else rejects. */
  readonly store: Store;
  /** Where our comment stands, null while there is none. */
  commentUrl(): string | null;
}

export function runMemory(): RunMemory {
  const states = new Map<string, EffectState>();
  let commentUrl: string | null = null;
  const answers: Partial<Store> = {
    openEffects: async () => [],
    async intendEffect(key) {
      const state = states.get(key) === 'settled' ? 'settled' : 'intended';
      states.set(key, state);
      return state;
    },
    async settleEffect(key, state) {
      if (states.get(key) !== 'settled') states.set(key, state);
    },
    settledOutcome: async () => null,
    async moveDraft(_id, _from, _to, change) {
      commentUrl = change.commentUrl ?? commentUrl;
      return true;
    },
  };
  return {
    store: storeOf(answers, (method) => `A run without a store has no answer to "${method}".`),
    commentUrl: () => commentUrl,
  };
}
