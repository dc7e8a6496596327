/** The worker: runs jobs through their use cases, and looks again and again for work that fell out of the queue. */

import type { Metrics } from '../adapters/metrics/metrics.js';
import type { Deps } from '../app/deps.js';
import type { Job } from '../app/ports.js';
import { postDraft } from '../app/post-draft.js';
import { runFollowUp } from '../app/run-follow-up.js';
import { sweep } from '../app/sweep.js';
import { triageInTurn } from '../app/triage-in-turn.js';

export interface WorkerOptions {
  readonly metrics: Metrics;
  /** Seconds between two sweeps. */
  readonly sweepSeconds: number;
}

/** Jobs at once in one process: they mostly wait for GitHub. */
const concurrency = 5;

/** Starts working; the returned function stops the sweeps. The queue's own `close` ends the jobs. */
export async function startWorker(deps: Deps, { metrics, sweepSeconds }: WorkerOptions): Promise<() => void> {
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
  await sweepNow(deps, true);
  const timer = setInterval(() => void sweepNow(deps, false), sweepSeconds * 1000);
  timer.unref();
  return () => clearInterval(timer);
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

/** A sweep that fails is tried again at its next time; nothing is lost by it. */
async function sweepNow(deps: Deps, failed: boolean): Promise<void> {
  try {
    const queued = await sweep(deps, { failed });
    if (queued > 0) deps.log.info({ queued }, 'approved drafts queued again');
  } catch (error) {
    deps.log.warn({ err: error }, 'the sweep failed and is tried again later');
  }
}
