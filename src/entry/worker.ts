/** The worker: runs jobs through their use cases, and looks again and again for work that fell out of the queue. */

import type { Metrics } from '../adapters/metrics/metrics.js';
import type { Deps } from '../app/deps.js';
import type { Job } from '../app/ports.js';
import { postDraft } from '../app/post-draft.js';
import { recover } from '../app/recover.js';
import { runFollowUp } from '../app/run-follow-up.js';
import { triageInTurn } from '../app/triage-in-turn.js';

export interface WorkerOptions {
  readonly metrics: Metrics;
  /** Seconds between two sweeps. */
  readonly sweepSeconds: number;
}

/** Jobs at once in one process: they mostly wait for GitHub. */
const concurrency = 5;

/** Starts working; the returned function stops the sweeps. The queue's own `close` ends the jobs. */
export async function startWorker(
  deps: Deps,
  { metrics, sweepSeconds }: WorkerOptions,
): Promise<() => Promise<void>> {
  await deps.queue.work(
    async (job) => {
      try {
        await run(job, deps, metrics);
        metrics.job(job.kind, 'done');
      } catch (error) {
        metrics.job(job.kind, 'failed');
        throw error;
      }
    },
    { concurrency },
  );
  await recover(deps, { atStart: true });
  let running = Promise.resolve();
  let isRunning = false;
  const timer = setInterval(() => {
    // A slow GitHub may make one last longer than the pause.
    if (isRunning) return;
    isRunning = true;
    running = recover(deps, { atStart: false }).finally(() => {
      isRunning = false;
    });
  }, sweepSeconds * 1000);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function run(job: Job, deps: Deps, metrics: Metrics): Promise<void> {
  switch (job.kind) {
    case 'triage': {
      const triaged = await triageInTurn(job, deps);
      if (triaged !== null && triaged.decision !== null) metrics.decision(triaged.decision, triaged.category);
      return;
    }
    case 'post-draft':
      return postDraft(job.draftId, deps);
    case 'follow-up':
      return runFollowUp(job.followUpId, deps);
  }
}
