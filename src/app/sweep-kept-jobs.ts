/** Recovery of the jobs that webhooks asked for besides triage: those that the queue lost, or gave up, are queued again. */

import type { Deps } from './deps.js';
import { asKept } from './kept-job.js';
import type { KeptJob } from './kept-job-ports.js';

/** A job that is on its way is not looked for, in milliseconds. */
const slackMs = 60_000;
/** How long after all tries of one failed it is tried again. */
const tryEveryMs = 4 * 60 * 60_000;
/** As long as GitHub would let the delivery be sent again. */
const giveUpMs = 3 * 24 * 60 * 60_000;
const mostAtOnce = 5_000;

type World = Pick<Deps, 'store' | 'queue' | 'clock' | 'log'>;

/**
 * Queues every kept job that the queue does not know; returns how many. One that waits, runs or is postponed is left alone, however long that
 * takes. One whose tries failed for good is queued anew every four hours, and given up aloud when it fails after three days. A job that
 * was done and whose row outlived that is dropped.
 */
export async function sweepKeptJobs(world: World): Promise<number> {
  const before = world.clock.now() - slackMs;
  let queued = 0;
  for (const kept of await world.store.keptJobs(before, mostAtOnce))
    if (await lookAfter(kept, world)) queued += 1;
  return queued;
}

/** True where it was queued. */
async function lookAfter(
  { id, job, keptAt }: KeptJob,
  { store, queue, clock, log }: World,
): Promise<boolean> {
  const sight = await queue.find(id);
  if (sight?.state === 'open') return false;
  if (sight?.state === 'done') {
    await store.dropJob(id);
    return false;
  }
  const now = clock.now();
  if (sight?.state === 'failed') {
    if (now - keptAt > giveUpMs) {
      await store.dropJob(id);
      log.error({ job }, 'a job that a webhook asked for was given up: in three days no try succeeded');
      return false;
    }
    if (now - (sight.endedAt ?? 0) < tryEveryMs) return false;
    await queue.remove(id);
  }
  await queue.add(job, { ...asKept(job).options, id });
  return true;
}
