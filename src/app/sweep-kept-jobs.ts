/** Recovery of the jobs that webhooks asked for besides triage: those that no worker has run are queued again. */

import type { Deps } from './deps.js';
import { asKept } from './kept-job.js';

/** A job that is on its way is kept this long at most; queueing it again would do nothing but cost. In milliseconds. */
const slackMs = 60_000;
/** Longer than all tries of one job together: a further job does not meet the one before it. */
const tryEveryMs = 4 * 60 * 60_000;
/** As long as GitHub would let the delivery be sent again. */
const giveUpMs = 3 * 24 * 60 * 60_000;
const mostAtOnce = 5_000;

/**
 * Queues every job that is kept; returns how many. Adding one that is there does nothing. One whose tries failed for good is tried again
 * every four hours, under an id of its own because the first one's stays taken, and given up aloud after three days.
 */
export async function sweepKeptJobs({
  store,
  queue,
  clock,
  log,
}: Pick<Deps, 'store' | 'queue' | 'clock' | 'log'>): Promise<number> {
  const now = clock.now();
  let queued = 0;
  for (const { id, job, keptAt } of await store.keptJobs(now - slackMs, mostAtOnce)) {
    if (now - keptAt > giveUpMs) {
      await store.dropJob(id);
      log.error({ job }, 'a job that a webhook asked for was given up: in three days no try succeeded');
      continue;
    }
    const tries = Math.floor((now - keptAt) / tryEveryMs);
    await queue.add(job, { ...asKept(job).options, id: tries === 0 ? id : `${id}-try-${tries}` });
    queued += 1;
  }
  return queued;
}
