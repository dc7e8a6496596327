/** Runs the jobs of one delivery here and now instead of on the queue, and tells what became of each. */

import type { Deps } from './deps.js';
import type { QueuedJob } from './jobs.js';
import { dropKept } from './keep-job.js';
import type { DecisionRecord, Job } from './ports.js';
import type { PlannedFor } from './rehearse.js';
import { runJob } from './run-job.js';

export interface Replayed {
  readonly job: Job;
  /** `queued`: it is for later, and a worker runs it; `postponed`: it could not be run now and a worker does. */
  readonly outcome: 'done' | 'queued' | 'postponed';
  /** Why it was postponed. */
  readonly reason: string | null;
  /** Each action of them was performed, or had been before. */
  readonly plans: readonly PlannedFor[];
  readonly decision: DecisionRecord | null;
}

/**
 * Jobs that wait for a time go to the queue, and so does what these lead to. Rejects with the error of a port that failed; a
 * triage is then found by the sweep and tried again.
 */
export async function replayJobs(jobs: readonly QueuedJob[], deps: Deps): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const { job, options } of jobs) {
    if ((options.delay ?? 0) > 0) {
      await deps.queue.add(job, options);
      replayed.push({ job, outcome: 'queued', reason: null, plans: [], decision: null });
    } else replayed.push(await replayJob({ job, options }, deps));
  }
  return replayed;
}

async function replayJob({ job, options }: QueuedJob, deps: Deps): Promise<Replayed> {
  const plans: PlannedFor[] = [];
  let decision: DecisionRecord | null = null;
  const noting: Deps = {
    ...deps,
    onPlan: (plan, issue) => plans.push({ issue, actions: plan.actions, reasons: plan.reasons }),
    store: {
      ...deps.store,
      async recordDecision(made) {
        await deps.store.recordDecision(made);
        decision = made;
      },
    },
  };
  try {
    await runJob(job, noting);
    await dropKept(job, deps.store);
    return { job, outcome: 'done', reason: null, plans, decision };
  } catch (error) {
    if (!(error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'))
      throw error;
    await deps.queue.add(job, { ...options, delay: error.retryAfterMs });
    return { job, outcome: 'postponed', reason: error.message, plans, decision };
  }
}
