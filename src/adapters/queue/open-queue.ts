/** Opens the job queue that the settings name: on Redis, or in the database. */

import { type Job as BullJob, DelayedError } from 'bullmq';
import type { Hono } from 'hono';
import type { Job, JobOptions, JobQueue, JobSight, Log } from '../../app/ports.js';
import { answerInTime } from '../database/answer-in-time.js';
import { gather } from '../database/gather.js';
import type { Database } from '../database/open-database.js';
import { encodeJobId, readJob } from './job-codec.js';
import { delayOf, moveDelayed } from './move-delayed.js';
import { postgresBackend } from './postgres-backend.js';
import type { Process, Producer, QueueBackend, QueuedBullJob, Runner } from './queue-backend.js';
import { quietErrors } from './quiet-errors.js';
import { redisBackend } from './redis-backend.js';
import { backoff, outcomeOf, type RetrySettings, usualRetry } from './retry.js';

export interface QueueSettings {
  /** A Redis server; without it the queue lies in the database. */
  readonly redisUrl?: string | null | undefined;
  /** Before every key on Redis, so that several installations can share a server. Default `dejabug`. */
  readonly prefix?: string | undefined;
  /**
   * Milliseconds for which a worker holds a job without a sign of life, default 30,000. A job of a killed worker runs again
   * after at most twice this.
   */
  readonly lockMs?: number | undefined;
  readonly retry?: RetrySettings | undefined;
}

export interface OpenedQueue extends JobQueue {
  /** Pages for whoever runs Dejabug: what waits, runs and failed, to look at only. */
  board(basePath: string): Promise<Hono>;
}

const daySeconds = 24 * 60 * 60;
/**
 * Completed jobs are kept for whoever looks at them, and so that the same id is not run again needlessly. Each takes 1.5 KB on
 * Redis, so that a busy installation keeps the last ones only; nothing depends on it, because the inbox knows its deliveries.
 */
const keepCompleted = { age: 3 * daySeconds, count: 100_000 };
const keepFailedSeconds = 14 * daySeconds;
/** A job whose worker died this often is what kills them. */
const maxStalls = 5;
const addMs = 2_000;
/** Jobs that are added in one round trip, when so many come at once. */
const mostAdded = 100;
const pingMs = 1_000;
const closeMs = 10_000;

function openBackend(
  settings: QueueSettings,
  database: Database | null,
  onError: (error: unknown) => void,
): Promise<QueueBackend> {
  const { redisUrl, prefix = 'dejabug' } = settings;
  if (redisUrl) return redisBackend(redisUrl, prefix, onError);
  if (!database) throw new Error('a queue without redisUrl needs a database');
  return postgresBackend(database, onError);
}

async function sightOf(producer: Producer, id: string): Promise<JobSight | null> {
  const job = await producer.getJob(encodeJobId(id));
  if (job === undefined) return null;
  const state = await job.getState();
  const endedAt = job.finishedOn ?? null;
  if (state === 'completed') return { state: 'done', endedAt };
  if (state === 'failed') return { state: 'failed', endedAt };
  // It was taken out between the two questions.
  return state === 'unknown' ? null : { state: 'open', endedAt: null };
}

/**
 * `database` is needed unless `redisUrl` is set; close the queue before it.
 * @throws QueueError, for the person, when the address is wrong or the tables cannot be made. A Redis that is away is not an
 * error here: `ping` says so, `add` rejects within two seconds, and everything goes on when it answers.
 */
export async function openQueue(
  settings: QueueSettings,
  database: Database | null,
  log: Log,
): Promise<OpenedQueue> {
  let closing: Promise<void> | null = null;
  const sayError = quietErrors(log, 'the queue reports an error');
  function onError(error: unknown): void {
    if (!closing) sayError(error);
  }
  const backend = await openBackend(settings, database, onError);
  const { lockMs = 30_000, retry = usualRetry } = settings;
  const running = new Set<string>();
  const runners: Runner[] = [];

  function processOf(run: (job: Job) => Promise<void>): Process {
    return async (bullJob: BullJob, token?: string) => {
      const id = bullJob.id ?? '';
      running.add(id);
      try {
        await run(readJob(bullJob.data));
      } catch (error) {
        const outcome = await outcomeOf(error, bullJob, token);
        const delivery = Reflect.get(Object(bullJob.data), 'deliveryId');
        const fields = { err: error, job: id, delivery, attempt: bullJob.attemptsMade + 1 };
        if (outcome instanceof DelayedError) log.info(fields, 'a job was postponed');
        else log.warn(fields, 'a job failed');
        throw outcome;
      } finally {
        running.delete(id);
      }
    };
  }

  const addGathered = gather(mostAdded, async (jobs: readonly QueuedBullJob[]) => {
    const producer = await backend.producer();
    return producer.addBulk([...jobs]);
  });

  async function close(timeoutMs: number): Promise<void> {
    const finished = Promise.all(runners.map((runner) => runner.close()));
    try {
      await answerInTime(finished, timeoutMs, 'A running job');
    } catch {
      // Left as they are: each comes back when its lock runs out, by when this process has sent its last request about it.
      log.warn({ jobs: [...running] }, 'jobs were still running at shutdown; they run again later');
      backend.cut();
    }
    await backend.close();
  }

  function bullJobOf(job: Job, options: JobOptions): QueuedBullJob {
    return {
      name: job.kind,
      data: job,
      opts: {
        jobId: encodeJobId(options.id),
        delay: delayOf(options),
        priority: options.priority ?? 0,
        attempts: retry.attempts,
        backoff: { type: 'custom' },
        removeOnComplete: keepCompleted,
        removeOnFail: { age: keepFailedSeconds },
        stackTraceLimit: 3,
      },
    };
  }

  return {
    async add(job, options) {
      await answerInTime(addGathered(bullJobOf(job, options)), addMs, 'The queue');
    },

    async move(job, options) {
      const moved = backend
        .producer()
        .then((producer) => moveDelayed(producer, options, () => addGathered(bullJobOf(job, options))));
      await answerInTime(moved, addMs, 'The queue');
    },

    async find(id) {
      const looked = backend.producer().then((producer) => sightOf(producer, id));
      return answerInTime(looked, addMs, 'The queue');
    },

    async remove(id) {
      const producer = await backend.producer();
      const job = await answerInTime(producer.getJob(encodeJobId(id)), addMs, 'The queue');
      await job?.remove();
    },

    async work(run, { concurrency }) {
      const runner = await backend.runner(processOf(run), {
        concurrency,
        lockDuration: lockMs,
        stalledInterval: Math.ceil(lockMs / 2),
        maxStalledCount: maxStalls,
        runRetryDelay: 2_000,
        settings: { backoffStrategy: (attemptsMade) => backoff(retry, attemptsMade) },
      });
      runner.on('stalled', (job) => log.warn({ job }, 'a job lost its worker and runs again'));
      runner.on('failed', (job, error) => {
        if (job?.finishedOn) log.error({ err: error, job: job.id, data: job.data }, 'a job was given up');
      });
      runners.push(runner);
    },

    async counts() {
      const producer = await backend.producer();
      const counts = await answerInTime(
        producer.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed'),
        addMs,
        'The queue',
      );
      return {
        waiting: (counts.wait ?? 0) + (counts.prioritized ?? 0),
        active: counts.active ?? 0,
        delayed: counts.delayed ?? 0,
        failed: counts.failed ?? 0,
      };
    },

    board: (basePath) => backend.board(basePath),

    async oldestWaiting() {
      const producer = await backend.producer();
      const jobs = await answerInTime(
        producer.getJobs(['wait', 'prioritized'], 0, 0, true),
        addMs,
        'The queue',
      );
      const due = jobs.flatMap((job) => (job ? [job.timestamp + (job.opts.delay ?? 0)] : []));
      return due.length === 0 ? null : Math.min(...due);
    },

    async ping() {
      await answerInTime(backend.ping(), pingMs, 'The queue');
    },

    close(timeoutMs = closeMs) {
      closing ??= close(timeoutMs);
      return closing;
    },
  };
}
