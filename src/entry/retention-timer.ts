/** Forgets what is too old, at some time after the start and then every hour. */

import type { Deps } from '../app/deps.js';
import { discardOld, type Keep } from '../app/retention.js';

const everyMs = 60 * 60_000;
/** Not at once: a start has more urgent things to do. Spread, so that workers started together do not all begin together. */
const firstMs = 60_000;

/** Returns the way to stop. A time that fails is made up for by the next one. */
export function startRetention(keep: Keep, deps: Deps): () => void {
  async function now(): Promise<void> {
    try {
      const discarded = await discardOld(keep, deps);
      if (Object.keys(discarded).length > 0) deps.log.info({ discarded }, 'forgot what was too old');
    } catch (error) {
      deps.log.warn({ err: error }, 'forgetting what is too old failed and is tried again later');
    }
  }
  const first = setTimeout(() => void now(), firstMs * (1 + Math.random())).unref();
  const timer = setInterval(() => void now(), everyMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
