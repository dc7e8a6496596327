/** What becomes of jobs when a worker is killed or the queue's store goes away and comes back. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { QueueError } from '../src/adapters/queue/errors.js';
import { openQueue } from '../src/adapters/queue/open-queue.js';
import type { Job, Log } from '../src/app/ports.js';
import { type Backend, openStorage, type Place, queueBackends, silentLog } from './backends.js';
import { type Line, lineTo } from './broken-line.js';
import { recordRuns, until } from './watch-jobs.js';

const quick = { attempts: 3, firstDelayMs: 20, longestDelayMs: 100 };
const backends = await queueBackends();

function jobOf(draftId: string): Job {
  return { kind: 'post-draft', draftId };
}

/** Closed and removed after each test, last opened first, also when it failed. */
const leftovers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of leftovers.splice(0).reverse()) await remove();
});

describe.each(backends)('a worker on $name', ({ answers, create }) => {
  it.skipIf(!answers)(
    'killed in the middle of a job leaves it to the next one',
    { timeout: 120_000 },
    async () => {
      const place = await create();
      leftovers.push(place.remove);
      const settings = { ...place.queue, retry: quick, lockMs: 1_000 };
      const victim = spawn(
        process.execPath,
        [
          '--import',
          'tsx',
          path.join(import.meta.dirname, 'queue-victim.ts'),
          JSON.stringify({ database: place.database, queue: settings }),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const [said] = await once(victim.stdout, 'data');
      expect(String(said)).toContain('left behind');
      victim.kill('SIGKILL');
      await once(victim, 'exit');

      const database = await openStorage(place);
      leftovers.push(async () => database?.close());
      const queue = await openQueue(settings, database, silentLog);
      leftovers.push(() => queue.close());
      const { ran, note, until: untilRan } = recordRuns();
      await queue.work(async (job) => note(job), { concurrency: 1 });
      await untilRan(jobOf('left behind'));
      await until(
        () => queue.counts(),
        (counts) => counts.active === 0,
      );
      expect(ran).toEqual(['left behind']);
    },
  );
});

interface Broken {
  readonly place: Place;
  readonly line: Line;
}

async function placeBehindLine({ create }: Backend): Promise<Broken> {
  const place = await create();
  leftovers.push(place.remove);
  const url = place.queue.redisUrl ?? place.database.databaseUrl;
  if (!url) throw new Error('an embedded database has no line to break');
  const line = await lineTo(url);
  leftovers.push(line.cut);
  return place.queue.redisUrl
    ? { line, place: { ...place, queue: { ...place.queue, redisUrl: line.url } } }
    : { line, place: { ...place, database: { ...place.database, databaseUrl: line.url } } };
}

/** Counts what would be written to the log. */
function countingLog(): { log: Log; lines(): number } {
  let lines = 0;
  const count = () => {
    lines += 1;
  };
  const log: Log = { debug() {}, info() {}, warn: count, error: count, child: () => log };
  return { log, lines: () => lines };
}

const servers = backends.filter((backend) => backend.name !== 'PGlite');

describe.each(servers)('when $name goes away', (backend) => {
  describe.each(['cut', 'silence'] as const)('by %s', (way) => {
    it.skipIf(!backend.answers)(
      'adding fails, running waits, and all goes on afterwards',
      { timeout: 120_000 },
      async () => {
        const { place, line } = await placeBehindLine(backend);
        const database = await openStorage(place);
        leftovers.push(async () => database?.close());
        const { log, lines } = countingLog();
        const queue = await openQueue({ ...place.queue, retry: quick }, database, log);
        leftovers.push(() => queue.close(1_000));
        const { ran, note, until: untilRan } = recordRuns();
        let isHeld = false;
        let finish = () => {};
        const started = new Promise<void>((resolve) => {
          void queue.work(
            async (job) => {
              // The first job lasts through the outage.
              if (!isHeld) {
                isHeld = true;
                resolve();
                await new Promise<void>((done) => {
                  finish = done;
                });
              }
              note(job);
            },
            { concurrency: 2 },
          );
        });
        await queue.add(jobOf('during'), { id: 'during' });
        await started;

        await line[way]();
        await expect(queue.ping()).rejects.toThrow();
        await expect(queue.add(jobOf('lost'), { id: 'lost' })).rejects.toThrow();
        await expect(queue.counts()).rejects.toThrow();
        finish();
        await untilRan(jobOf('during'));
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        expect(lines()).toBeLessThan(20);

        await line.mend();
        await until(
          () =>
            queue.ping().then(
              () => true,
              () => false,
            ),
          (answers) => answers,
        );
        await queue.add(jobOf('after'), { id: 'after' });
        await untilRan(jobOf('after'));
        await until(
          () => queue.counts(),
          (counts) => counts.active === 0 && counts.waiting === 0,
        );
        // The outage was shorter than the lock: it was settled afterwards, not run again.
        expect(ran).toEqual(['during', 'after']);
      },
    );
  });
});

describe.each(servers.filter((backend) => backend.name === 'PostgreSQL'))(
  'the store when $name goes away',
  (backend) => {
    it.skipIf(!backend.answers)('rejects what is asked and goes on afterwards', async () => {
      const { place, line } = await placeBehindLine(backend);
      const store = postgresStore(await openDatabase(place.database, silentLog));
      leftovers.push(store.close);
      const issue = { installationId: 1, owner: 'xen', repo: 'linux', number: 1 };
      const job = { kind: 'command', deliveryId: 'd', issue, commentId: 1 } as const;
      const wish = { key: 'd', event: 'issues', id: 'd', job };
      expect(await store.keepJob(wish, 0)).toBe('new');
      await line.cut();
      await expect(store.ping()).rejects.toThrow();
      await expect(store.keepJob(wish, 0)).rejects.toThrow();
      await line.mend();
      expect(await store.keepJob(wish, 1)).toBe('kept');
      await store.dropJob('d');
      expect(await store.keepJob(wish, 2)).toBe('over');
    });
  },
);

describe('a queue on Redis', () => {
  const redis = backends.find((backend) => backend.name === 'Redis');

  it('refuses an address that is none, in words for a person', async () => {
    for (const redisUrl of ['localhost:6379', 'http://localhost', 'redis']) {
      await expect(openQueue({ redisUrl }, null, silentLog)).rejects.toBeInstanceOf(QueueError);
    }
  });

  it.skipIf(!redis?.answers)(
    'opens while Redis is away and begins when it comes',
    { timeout: 120_000 },
    async () => {
      if (!redis) throw new Error('Redis is one of the backends');
      const { place, line } = await placeBehindLine(redis);
      await line.cut();
      const queue = await openQueue({ ...place.queue, retry: quick }, null, silentLog);
      leftovers.push(() => queue.close(1_000));
      const { note, until: untilRan } = recordRuns();
      await queue.work(async (job) => note(job), { concurrency: 1 });
      await expect(queue.add(jobOf('early'), { id: 'early' })).rejects.toThrow();
      await line.mend();
      await until(
        () =>
          queue.add(jobOf('late'), { id: 'late' }).then(
            () => true,
            () => false,
          ),
        (added) => added,
      );
      await untilRan(jobOf('late'));
    },
  );
});
