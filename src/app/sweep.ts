/** Recovery: drafts that were approved and whose comment is not known to be on the issue are queued again. */

import type { Deps } from './deps.js';
import { postDraftAgain, postDraftJob, type QueuedJob } from './jobs.js';
import type { Draft, DraftState } from './ports.js';

type SweepDeps = Pick<Deps, 'store' | 'queue' | 'clock'>;

/** Longer than all tries of one job together: a further job does not meet the one before it. */
const tryEveryMs = 4 * 60 * 60_000;

/**
 * Queues every draft that is approved but not posted; returns how many. Harmless for one that is being posted right now. A draft
 * whose job was given up is tried again every four hours; `failed` does so at once: right once at start, a retry storm every few
 * minutes.
 */
export async function sweep(deps: SweepDeps, options: { readonly failed: boolean }): Promise<number> {
  const now = deps.clock.now();
  let queued = 0;
  for await (const { id, updatedAt } of unposted(deps)) {
    const { job, options: jobOptions } = jobFor(id, updatedAt);
    await deps.queue.add(job, jobOptions);
    queued += 1;
  }
  return queued;

  function jobFor(id: string, updatedAt: number): QueuedJob {
    if (options.failed) return postDraftAgain(id, now);
    return now - updatedAt < tryEveryMs ? postDraftJob(id) : postDraftAgain(id, Math.floor(now / tryEveryMs));
  }
}

async function* unposted({ store }: SweepDeps): AsyncGenerator<Draft> {
  // A worker that died holding its claim leaves `posted` without a comment; that was recent, so one page of those is enough.
  const searches: ReadonlyArray<{ state: DraftState; pages: number }> = [
    { state: 'approved', pages: Number.POSITIVE_INFINITY },
    { state: 'posted', pages: 1 },
  ];
  for (const { state, pages } of searches) {
    const found = await store.repositoriesWithDrafts([state]);
    const repositories = found.map(({ owner, repo }) => `${owner}/${repo}`.toLowerCase());
    let after: string | undefined;
    for (let page = 0; page < pages && repositories.length > 0; page += 1) {
      const { drafts, next } = await store.drafts({
        repositories,
        states: [state],
        limit: 100,
        ...(after !== undefined && { after }),
      });
      for (const draft of drafts) if (draft.commentUrl === null) yield draft;
      if (next === null) break;
      after = next;
    }
  }
}
