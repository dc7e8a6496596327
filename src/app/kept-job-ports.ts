/** What is kept of the jobs that a webhook asks for, besides triage, until a worker has run them. */

import type { KeptKind } from './kept-job.js';

/** A delivery that asks for a job. */
export interface JobWish {
  /** Key of the delivery; the same one again asks for nothing new. */
  readonly key: string;
  /** Event and action, e.g. `issue_comment.created`. */
  readonly event: string;
  /** Id of the job on the queue; see `keptId`. */
  readonly id: string;
  readonly job: KeptKind;
}

export interface KeptJob {
  readonly id: string;
  readonly job: KeptKind;
  /** Milliseconds since the epoch. */
  readonly keptAt: number;
}

export interface KeptJobs {
  /**
   * Accepts a delivery and keeps its job, in one step: with it the job outlives the queue. `new` the first time; `kept` for a delivery that
   * was accepted before and whose job no worker has run yet: adding it to the queue again is harmless; `over` for one whose job was run.
   */
  keepJob(wish: JobWish, now: number): Promise<'new' | 'kept' | 'over'>;
  /** A worker has run it, or it is given up. */
  dropJob(id: string): Promise<void>;
  /** Those that are kept since `before` or longer, oldest first. */
  keptJobs(before: number, limit: number): Promise<readonly KeptJob[]>;
}
