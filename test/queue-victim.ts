/** A process for tests to kill: takes the job it added itself, says so, and never finishes it. Settings come as JSON. */

import { openQueue } from '../src/adapters/queue/open-queue.js';
import { openStorage, silentLog } from './backends.js';

const settings = JSON.parse(process.argv[2] ?? '{}');
const database = await openStorage(settings);
const queue = await openQueue(settings.queue, database, silentLog);
await queue.work(
  (job) => {
    process.stdout.write(`running ${JSON.stringify(job)}\n`);
    return new Promise(() => {});
  },
  { concurrency: 1 },
);
await queue.add({ kind: 'post-draft', draftId: 'left behind' }, { id: 'left behind' });
