/** Recovery: drafts that were approved and whose comment is not known to be on the issue are queued again. */

import type { Deps } from './deps.js';
import { postDraftAgain, postDraftJob, type QueuedJob } from './jobs.js';
import type { Draft } from './ports.js';

type SweepDeps = Pick<Deps, 'store' | 'queue' | 'clock'>;

/** Longer than all tries of one job together: a further job does not meet the one before it. */
const tryEveryMs = 4 * 60 * 60_000;
const mostAtOnce = 5_000;

/**
 * Queues every draft that is approved but not posted; returns how many. Harmless for one that is being posted right now. A draft
 * whose job was given up is tried again every four hours; `failed` does so at once: right once at start, a retry storm every few
 * minutes.
 */
export async function sweep(deps: SweepDeps, options: { readonly failed: boolean }): Promise<number> {
  const now = deps.clock.now();
  let queued = 0;
  for (const draft of await deps.store.unpostedDrafts(mostAtOnce)) {
    const { job, options: jobOptions } = jobFor(draft);
    await deps.queue.add(job, jobOptions);
    queued += 1;
  }
  return queued;

  function jobFor(draft: Pick<Draft, 'id' | 'updatedAt' | 'decidedAt'>): QueuedJob {
    if (options.failed) return postDraftAgain(draft, now);
    if (now - draft.updatedAt < tryEveryMs) return postDraftJob(draft);
    return postDraftAgain(draft, Math.floor(now / tryEveryMs));
  }
}
