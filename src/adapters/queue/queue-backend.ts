/** What the two places where jobs can lie, Redis and PostgreSQL, offer to the queue. */

import type { Job as BullJob, JobsOptions, WorkerOptions } from 'bullmq';
import type { Hono } from 'hono';
import type { Job } from '../../app/ports.js';

export const queueName = 'dejabug';

/** A job as BullMQ takes many of them at once. */
export interface QueuedBullJob {
  readonly name: Job['kind'];
  readonly data: Job;
  readonly opts: JobsOptions;
}

/** The part of BullMQ's `Job` that is needed to look at one, move it, or take it out. */
export interface KnownJob {
  getState(): Promise<string>;
  /** Milliseconds since the epoch, once it has completed or failed for good. */
  readonly finishedOn?: number | undefined;
  /** Rejects while a worker runs it. */
  remove(): Promise<void>;
  isDelayed(): Promise<boolean>;
  /** Milliseconds from now. Rejects when the job has begun meanwhile. */
  changeDelay(delay: number): Promise<void>;
}

/** The part of BullMQ's `Queue` that is used, whatever it is stored in. */
export interface Producer {
  addBulk(jobs: QueuedBullJob[]): Promise<readonly unknown[]>;
  /** The job under this id, undefined where there is none. */
  getJob(id: string): Promise<KnownJob | undefined>;
  getJobCounts(
    ...states: ('wait' | 'prioritized' | 'active' | 'delayed' | 'failed')[]
  ): Promise<Record<string, number>>;
  getJobs(
    states: ('wait' | 'prioritized')[],
    start: number,
    end: number,
    ascending: boolean,
  ): Promise<readonly (BullJob | undefined)[]>;
}

/** The part of BullMQ's `Worker` that is used. */
export interface Runner {
  close(): Promise<void>;
  on(event: 'failed', listener: (job: BullJob | undefined, error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
}

export type Process = (job: BullJob, token?: string) => Promise<void>;
export type RunnerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

export interface QueueBackend {
  /** Rejects at once when the store is known to be away. */
  producer(): Promise<Producer>;
  /** Pages about the queue, under this path. */
  board(basePath: string): Promise<Hono>;
  /** Starts running jobs. Its errors go where the backend's go. */
  runner(process: Process, options: RunnerOptions): Promise<Runner>;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  /** Cuts every connection without waiting for what is running. */
  cut(): void;
  close(): Promise<void>;
}
