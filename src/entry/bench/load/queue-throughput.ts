/** Jobs a second that do nothing: through Dejabug's queue, and through BullMQ alone, on the same Redis. */

import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { openQueue } from '../../../adapters/queue/open-queue.js';
import type { Log } from '../../../app/ports.js';

const count = 10_000;
const concurrency = 5;

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** Counts runs; `all` resolves at the last one. */
function countdown(): { readonly run: () => Promise<void>; readonly all: Promise<void> } {
  let left = count;
  let finish: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    all,
    run: async () => {
      left -= 1;
      if (left === 0) finish();
    },
  };
}

export async function dejabugJobsPerSecond(redisUrl: string): Promise<number> {
  const queue = await openQueue({ redisUrl, prefix: 'bench-dejabug' }, null, silent);
  await inBatches((index) =>
    queue.add({ kind: 'post-draft', draftId: String(index) }, { id: `job-${index}` }),
  );
  const { run, all } = countdown();
  const start = performance.now();
  await queue.work(run, { concurrency });
  await all;
  const seconds = (performance.now() - start) / 1000;
  await queue.close();
  return count / seconds;
}

export async function bullmqJobsPerSecond(redisUrl: string): Promise<number> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue('bare', { connection, prefix: 'bench-bullmq' });
  await inBatches((index) => queue.add('post-draft', { kind: 'post-draft', draftId: String(index) }));
  const { run, all } = countdown();
  const start = performance.now();
  const worker = new Worker('bare', run, { connection, prefix: 'bench-bullmq', concurrency });
  await all;
  const seconds = (performance.now() - start) / 1000;
  await worker.close();
  await queue.close();
  connection.disconnect();
  return count / seconds;
}

async function inBatches(add: (index: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += 200)
    await Promise.all(Array.from({ length: 200 }, (_, index) => add(first + index)));
}
