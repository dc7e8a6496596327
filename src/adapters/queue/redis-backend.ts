/** Jobs on Redis: producers fail fast while it is away, workers wait and go on when it is back. */

import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { QueueError } from './errors.js';
import { type QueueBackend, queueName } from './queue-backend.js';

/** A command that has no answer after this long is an error for the producer. */
const commandMs = 1_500;
/** How long opening waits for the first connection; it goes on without one. */
const firstConnectionMs = 2_000;

const shared: RedisOptions = {
  connectTimeout: 5_000,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 6), 3_000),
};

function open(redisUrl: string, options: RedisOptions, onError: (error: unknown) => void): Redis {
  const client = new Redis(redisUrl, { ...shared, ...options });
  client.on('error', onError);
  return client;
}

function checkUrl(redisUrl: string): void {
  const isKnown = URL.canParse(redisUrl) && ['redis:', 'rediss:'].includes(new URL(redisUrl).protocol);
  if (isKnown) return;
  throw new QueueError(
    'REDIS_URL is not the address of a Redis server. Write it as redis://host:6379, rediss://user:password@host:6379 with TLS, ' +
      'or leave it out: the queue then lies in the database.',
  );
}

async function waitForConnection(client: Redis): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, firstConnectionMs);
    client.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** @throws QueueError when the address is not one. A server that is away is not an error: it may come back. */
export async function redisBackend(
  redisUrl: string,
  prefix: string,
  onError: (error: unknown) => void,
): Promise<QueueBackend> {
  checkUrl(redisUrl);
  const client = open(
    redisUrl,
    { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: commandMs },
    onError,
  );
  await waitForConnection(client);
  const workerClients: Redis[] = [];
  const workers: Worker[] = [];
  let made: Promise<Queue> | null = null;

  async function makeQueue(): Promise<Queue> {
    const queue = new Queue(queueName, {
      connection: client,
      prefix,
      // Nobody reads the events; the default of 10,000 would only take memory.
      streams: { events: { maxLen: 1_000 } },
    });
    queue.on('error', onError);
    await queue.waitUntilReady();
    return queue;
  }

  function producer(): Promise<Queue> {
    // BullMQ remembers for ever that it could not begin, so it begins only on a connection that works.
    if (!made && client.status !== 'ready') {
      return Promise.reject(new Error(`Redis is not connected (${client.status}).`));
    }
    made ??= makeQueue().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  }

  return {
    producer,

    async board(basePath) {
      const { openJobBoard } = await import('./job-board.js');
      return openJobBoard(await producer(), basePath);
    },

    async runner(process, options) {
      // BullMQ blocks on a duplicate of this one, which waits through an outage however long.
      const connection = open(redisUrl, { maxRetriesPerRequest: null }, onError);
      workerClients.push(connection);
      const worker = new Worker(queueName, process, { ...options, connection, prefix });
      worker.on('error', onError);
      workers.push(worker);
      return worker;
    },

    async ping() {
      await client.ping();
    },

    cut() {
      for (const worker of workers) worker.disconnect().catch(onError);
      for (const connection of workerClients) connection.disconnect();
      client.disconnect();
    },

    async close() {
      const queue = await made?.catch(() => null);
      await queue?.close();
      for (const connection of [...workerClients, client]) connection.disconnect();
    },
  };
}
