/** Jobs in the database itself, through BullMQ's PostgreSQL backend: the setting that needs no second server. */

import { EventEmitter } from 'node:events';
import {
  ConnectionClosedError,
  createPostgresBackend,
  DEFAULT_SCHEMA,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import type { Pool, QueryResult } from 'pg';
import { reasonOf } from '../database/errors.js';
import type { Database } from '../database/open-database.js';
import { QueueError } from './errors.js';
import { type QueueBackend, queueName } from './queue-backend.js';

/** SQLSTATE classes that mean "away", not "wrong": connection lost, too many of them, shutting down or starting. */
const awayClasses = ['08', '53', '57'];

/** The server's own answers carry a severity; an error without one means that there was no answer. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error && 'severity' in error && 'code' in error)) return true;
  return awayClasses.includes(String(error.code).slice(0, 2));
}

interface WatchedPool {
  readonly pool: Pool;
  /** From now on every query is refused. */
  cut(): void;
  /** BullMQ's listeners are taken off the pool again. */
  leave(): void;
}

/**
 * The pool as BullMQ needs it. It knows only `ECONNREFUSED` as an outage and takes every other failure for one of the job's: it
 * would ask again without a pause, and mark a job that ran as failed. So outages are given the class that it waits for.
 */
function watch(pool: Pool): WatchedPool {
  let isCut = false;
  async function query(text: string, params?: unknown[]): Promise<QueryResult> {
    if (isCut) throw new ConnectionClosedError();
    try {
      return await pool.query(text, params);
    } catch (error) {
      throw isOutage(error) ? new ConnectionClosedError(reasonOf(error), error) : error;
    }
  }
  // BullMQ adds a listener for each queue and worker and takes none off, and the pool may outlive many of them.
  const events = new EventEmitter();
  function forward(error: Error): void {
    if (events.listenerCount('error') > 0) events.emit('error', error);
  }
  pool.on('error', forward);
  const watched = new Proxy(pool, {
    get(target, name) {
      if (name === 'query') return query;
      const owner = name === 'on' || name === 'removeAllListeners' ? events : target;
      const value: unknown = Reflect.get(owner, name);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
  return {
    pool: watched,
    cut() {
      isCut = true;
    },
    leave() {
      pool.off('error', forward);
    },
  };
}

/** @throws QueueError when the queue's tables cannot be made or belong to a newer BullMQ. */
export async function postgresBackend(
  database: Database,
  onError: (error: unknown) => void,
): Promise<QueueBackend> {
  const pool = await database.schemaPool(DEFAULT_SCHEMA);
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client, DEFAULT_SCHEMA);
    } finally {
      client.release();
    }
  } catch (error) {
    throw new QueueError(
      `The queue's tables in the database are not usable: ${reasonOf(error)}. ` +
        'Make sure that the user in DATABASE_URL may create a schema, or set REDIS_URL to keep the queue on Redis.',
      error,
    );
  }

  const watched = watch(pool);
  const queue = new Queue(
    queueName,
    { connection: watched.pool, streams: { events: { maxLen: 1_000 } } },
    createPostgresBackend,
  );
  queue.on('error', onError);
  await queue.waitUntilReady();
  const workers: { disconnect(): Promise<void> }[] = [];

  return {
    producer: async () => queue,

    async board(basePath) {
      const { openJobBoard } = await import('./job-board.js');
      // The same class: its type differs by what it is connected to.
      return openJobBoard(queue as unknown as Queue, basePath);
    },

    async runner(process, options) {
      const worker = new Worker(
        queueName,
        process,
        { ...options, connection: watched.pool, autorun: false },
        createPostgresBackend,
      );
      worker.on('error', onError);
      // BullMQ remembers for ever that it could not begin: better to fail here, where the caller hears of it.
      await worker.waitUntilReady();
      worker.run().catch(onError);
      workers.push(worker);
      return worker;
    },

    async ping() {
      await watched.pool.query('SELECT 1');
    },

    cut() {
      watched.cut();
      // Gives the connection back on which the worker listens.
      for (const worker of workers) worker.disconnect().catch(onError);
    },

    async close() {
      await queue.close();
      watched.leave();
    },
  };
}
