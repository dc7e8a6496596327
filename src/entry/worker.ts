/** The worker: runs jobs through their use cases, and looks again and again for work that fell out of the queue. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Metrics } from '../adapters/metrics/metrics.js';
import type { Deps } from '../app/deps.js';
import type { Job } from '../app/ports.js';
import { recover } from '../app/recover.js';
import { runOrAwaitPolicy } from '../app/run-or-await-policy.js';
import { loggedWith } from './log-context.js';

export interface WorkerOptions {
  readonly metrics: Metrics;
  /** Seconds between two sweeps. */
  readonly sweepSeconds: number;
}

/** Jobs at once in one process: they mostly wait for GitHub. */
const concurrency = 5;

/** How long stopping waits for a look that is under way, in milliseconds. */
const stopMs = 2_000;

/** Starts working; the returned function stops the sweeps. The queue's own `close` ends the jobs. */
export async function startWorker(
  deps: Deps,
  { metrics, sweepSeconds }: WorkerOptions,
): Promise<() => Promise<void>> {
  await deps.queue.work(
    (job) =>
      loggedWith(about(job), async () => {
        try {
          await run(job, deps, metrics);
          metrics.job(job.kind, 'done');
        } catch (error) {
          metrics.job(job.kind, isPostponed(error) ? 'postponed' : 'failed');
          throw error;
        }
      }),
    { concurrency },
  );
  const stopping = new AbortController();
  const sweepMs = sweepSeconds * 1000;
  let running: Promise<void> | null = null;
  function look(atStart: boolean): void {
    // A slow GitHub may make one look last longer than the pause.
    running ??= recover(deps, { atStart, sweepMs, signal: stopping.signal }).finally(() => {
      running = null;
    });
  }
  look(true);
  const timer = setInterval(() => look(false), sweepMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    // A request that hangs is not waited for; what it would have found is found next time.
    await Promise.race([running, sleep(stopMs, undefined, { ref: false })]);
  };
}

/** What every line that is logged during a job says. */
function about(job: Job): object {
  return 'deliveryId' in job ? { delivery: job.deliveryId, work: job.kind } : { work: job.kind };
}

async function run(job: Job, deps: Deps, metrics: Metrics): Promise<void> {
  const triaged = await runOrAwaitPolicy(job, deps);
  if (triaged !== null && triaged.decision !== null) metrics.decision(triaged.decision, triaged.category);
}

/** An error that names a time is no failure: the queue brings the job back then. */
function isPostponed(error: unknown): boolean {
  return error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number';
}
