/** The job queue's promises, on every store it can lie in. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../src/adapters/database/open-database.js';
import { openQueue, type QueueSettings } from '../src/adapters/queue/open-queue.js';
import type { Job, JobQueue } from '../src/app/ports.js';
import { openStorage, type Place, queueBackends, silentLog } from './backends.js';
import { draftIdOf, recordRuns, until } from './watch-jobs.js';

const quick = { attempts: 3, firstDelayMs: 20, longestDelayMs: 100 };

let nextDraft = 1;

function freshJob(): { job: Job; id: string } {
  const draftId = `draft-${nextDraft++}`;
  return { job: { kind: 'post-draft', draftId }, id: draftId };
}

describe.each(await queueBackends())('queue on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('when it answers', () => {
    let place: Place;
    let database: Database | null;
    const opened: JobQueue[] = [];

    beforeAll(async () => {
      place = await create();
      database = await openStorage(place);
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.close(100)));
    });
    afterAll(async () => {
      await database?.close();
      await place.remove();
    });

    async function open(change: Partial<QueueSettings> = {}): Promise<JobQueue> {
      const queue = await openQueue(
        { ...place.queue, retry: quick, lockMs: 1_000, ...change },
        database,
        silentLog,
      );
      opened.push(queue);
      return queue;
    }

    it('runs each kind of job with what was put into it', async () => {
      const queue = await open();
      const issue = { installationId: 1, owner: 'Acme', repo: 'Widgets', number: 7 };
      const jobs: Job[] = [
        { kind: 'triage', deliveryId: 'a:b', event: 'issues.opened', issue },
        { kind: 'post-draft', draftId: 'first' },
        { kind: 'follow-up', followUpId: 'f' },
        { kind: 'conversation', deliveryId: 'c', event: 'issue_comment.created', issue },
        {
          kind: 'release',
          repository: { installationId: 1, owner: 'Acme', repo: 'Widgets' },
          component: null,
          tag: 'v3.2',
          isPrerelease: false,
          distribution: null,
          problem: null,
          at: 1,
        },
        { kind: 'announce', batchId: 'b', issue, at: 5 },
        {
          kind: 'policy-changed',
          deliveryId: 'p',
          repository: { installationId: 1, owner: 'Acme', repo: 'Widgets' },
        },
      ];
      const ran: Job[] = [];
      const all = new Promise<void>((resolve) => {
        void queue.work(
          async (job) => {
            ran.push(job);
            if (ran.length === jobs.length) resolve();
          },
          { concurrency: 2 },
        );
      });
      for (const job of jobs) await queue.add(job, { id: `kinds:${job.kind}` });
      await all;
      expect(ran.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual(
        jobs.toSorted((a, b) => a.kind.localeCompare(b.kind)),
      );
    });

    it('runs a job once whose id is added many times, also after it has run', async () => {
      const queue = await open();
      const { ran, note, until: untilRan } = recordRuns();
      const { job, id } = freshJob();
      await Promise.all(Array.from({ length: 5 }, () => queue.add(job, { id })));
      await queue.work(async (one) => note(one), { concurrency: 3 });
      await untilRan(job);
      await queue.add(job, { id });
      const last = freshJob();
      await queue.add(last.job, { id: last.id });
      await untilRan(last.job);
      expect(ran).toEqual([draftIdOf(job), draftIdOf(last.job)]);
    });

    it('takes any text as an id and keeps different ones apart', async () => {
      const queue = await open();
      const { ran, note, until: untilRan } = recordRuns();
      const ids = ['12345', 'a:b', 'a%3Ab', 'a b', 'A:B', 'owner/repo#7', 'ä🙂'];
      for (const id of ids) await queue.add({ kind: 'post-draft', draftId: `id ${id}` }, { id });
      await queue.work(async (job) => note(job), { concurrency: 1 });
      for (const id of ids) await untilRan({ kind: 'post-draft', draftId: `id ${id}` });
      expect(ran).toHaveLength(ids.length);
    });

    it('runs a delayed job after one that was added later without delay', async () => {
      const queue = await open();
      const { ran, note, until: untilRan } = recordRuns();
      const [later, sooner] = [freshJob(), freshJob()];
      // Longer than a 32-bit timer can wait: it must not come round to now.
      await queue.add(
        { kind: 'post-draft', draftId: 'in a quarter' },
        { id: 'quarter', delay: 90 * 86_400_000 },
      );
      // Longer than a busy machine takes to begin working.
      await queue.add(later.job, { id: later.id, delay: 2_000 });
      expect(await queue.counts()).toMatchObject({ delayed: 2, waiting: 0 });
      await queue.work(async (job) => note(job), { concurrency: 2 });
      await queue.add(sooner.job, { id: sooner.id });
      await untilRan(later.job);
      expect(ran).toEqual([draftIdOf(sooner.job), draftIdOf(later.job)]);
    });

    it('moves a job that waits for its time, adds one that is not there, and leaves one that ran', async () => {
      const queue = await open();
      const { ran, note, until: untilRan } = recordRuns();
      const [sooner, later, missing, done] = [freshJob(), freshJob(), freshJob(), freshJob()];
      await queue.add(sooner.job, { id: sooner.id, delay: 86_400_000 });
      await queue.add(later.job, { id: later.id, delay: 500 });
      await queue.add(done.job, { id: done.id });
      await queue.work(async (job) => note(job), { concurrency: 1 });
      await untilRan(done.job);
      await queue.move(later.job, { id: later.id, delay: 86_400_000 });
      await queue.move(done.job, { id: done.id, delay: 0 });
      await queue.move(sooner.job, { id: sooner.id, delay: 10 });
      await untilRan(sooner.job);
      await queue.move(missing.job, { id: missing.id, delay: 700 });
      await untilRan(missing.job);
      expect(ran).toEqual([done.id, sooner.id, missing.id]);
    });

    it('runs what has a lower priority first, however long the line is', async () => {
      const queue = await open();
      const { ran, note, until: untilRan } = recordRuns();
      const crowd = [1, 2, 3, 4].map(() => freshJob());
      for (const [place, { job, id }] of crowd.entries()) await queue.add(job, { id, priority: place });
      const quiet = freshJob();
      await queue.add(quiet.job, { id: quiet.id, priority: 0 });
      expect(await queue.counts()).toMatchObject({ waiting: 5 });
      await queue.work(async (job) => note(job), { concurrency: 1 });
      for (const { job } of crowd) await untilRan(job);
      const [first, ...others] = crowd.map(({ id }) => id);
      expect(ran).toEqual([first, quiet.id, ...others]);
    });

    it('runs a job again that failed, until it succeeds', async () => {
      const queue = await open();
      const { job, id } = freshJob();
      let runs = 0;
      const done = new Promise<void>((resolve) => {
        void queue.work(
          async () => {
            runs += 1;
            if (runs < 3) throw new Error(`Not yet: \0 ${'x'.repeat(10_000)}`);
            resolve();
          },
          { concurrency: 1 },
        );
      });
      await queue.add(job, { id });
      await done;
      expect(runs).toBe(3);
    });

    it('gives a job up after its attempts, and at once when the error says that there is no point', async () => {
      const queue = await open();
      const before = (await queue.counts()).failed;
      const [stubborn, hopeless] = [freshJob(), freshJob()];
      const { ran, note } = recordRuns();
      await queue.work(
        async (job) => {
          note(job);
          if (draftIdOf(job) === hopeless.id) throw Object.assign(new Error('gone'), { retry: false });
          throw 'not even an error';
        },
        { concurrency: 2 },
      );
      await queue.add(stubborn.job, { id: stubborn.id });
      await queue.add(hopeless.job, { id: hopeless.id });
      await until(
        () => queue.counts(),
        (counts) => counts.failed === before + 2,
      );
      expect(ran.filter((id) => id === stubborn.id)).toHaveLength(quick.attempts);
      expect(ran.filter((id) => id === hopeless.id)).toHaveLength(1);
    });

    it('postpones a job as its error asks without using up an attempt', async () => {
      const queue = await open({ retry: { ...quick, attempts: 1 } });
      const { job, id } = freshJob();
      let runs = 0;
      const done = new Promise<void>((resolve) => {
        void queue.work(
          async () => {
            runs += 1;
            if (runs < 3) throw Object.assign(new Error('rate limited'), { retryAfterMs: 30 });
            resolve();
          },
          { concurrency: 1 },
        );
      });
      await queue.add(job, { id });
      await done;
      expect(runs).toBe(3);
    });

    it('answers a ping', async () => {
      await expect((await open()).ping()).resolves.toBeUndefined();
    });

    it('finishes the running job before it closes, and takes no other', async () => {
      const queue = await open();
      const { ran, note } = recordRuns();
      const [first, second] = [freshJob(), freshJob()];
      let finish = () => {};
      const started = new Promise<void>((resolve) => {
        void queue.work(
          async (job) => {
            resolve();
            await new Promise<void>((done) => {
              finish = done;
            });
            note(job);
          },
          { concurrency: 1 },
        );
      });
      await queue.add(first.job, { id: first.id });
      await started;
      await queue.add(second.job, { id: second.id });
      const closed = queue.close();
      finish();
      await closed;
      expect(ran).toEqual([first.id]);

      const next = await open();
      const later = recordRuns();
      await next.work(async (job) => later.note(job), { concurrency: 1 });
      await later.until(second.job);
      expect(later.ran).toEqual([second.id]);
    });

    it('leaves a job that does not end in time to the next worker', async () => {
      const queue = await open();
      const { job, id } = freshJob();
      const started = new Promise<void>((resolve) => {
        void queue.work(
          () => {
            resolve();
            return new Promise(() => {});
          },
          { concurrency: 1 },
        );
      });
      await queue.add(job, { id });
      await started;
      await queue.close(50);

      const next = await open();
      const { ran, note, until: untilRan } = recordRuns();
      await next.work(async (one) => note(one), { concurrency: 1 });
      await untilRan(job);
      expect(ran).toEqual([id]);
    });
  });
});
