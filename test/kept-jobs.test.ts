/** What people ask for outlives the queue: a webhook's job is kept until a worker has run it, and put back when the queue lost it. */

import { createEventHandler, type EmitterWebhookEvent } from '@octokit/webhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { type OpenedQueue, openQueue } from '../src/adapters/queue/open-queue.js';
import type { Deps } from '../src/app/deps.js';
import { announceJob } from '../src/app/jobs.js';
import { dropKept, keepJob } from '../src/app/keep-job.js';
import type { Job, Store } from '../src/app/ports.js';
import { runOrAwaitPolicy } from '../src/app/run-or-await-policy.js';
import { sweepKeptJobs } from '../src/app/sweep-kept-jobs.js';
import { receiveInstallations } from '../src/entry/installation-webhooks.js';
import { receiveActivity } from '../src/entry/webhook-activity.js';
import { databaseBackends, openStorage, type Place, queueBackends, silentLog } from './backends.js';
import { decisionOf, freshIssue } from './store-fixtures.js';
import { until } from './watch-jobs.js';

const minute = 60_000;
const hour = 60 * minute;
const queues = await queueBackends();

describe.each(await databaseBackends())('jobs of webhooks with a store on $name', (backend) => {
  describe.skipIf(!backend.answers)('when it answers', () => {
    let place: Place;
    let store: Store;
    // The queues have clocks of their own.
    let now = Date.now();
    const clock = { now: () => now };
    /** A queue that forgets whatever it is given, as one does whose server is emptied. */
    let added: { readonly id: string; readonly job: Job }[] = [];
    const forgetful = {
      add: async (job: Job, { id }: { readonly id: string }) => {
        added.push({ id, job });
      },
      find: async () => null,
    } as unknown as OpenedQueue;
    const outcomes: string[] = [];
    const events = createEventHandler({});

    beforeAll(async () => {
      place = await backend.create();
      store = postgresStore(await openDatabase(place.database, silentLog));
      const metrics = { delivery: (outcome: string) => void outcomes.push(outcome) };
      const deps = { store, queue: forgetful, clock, log: silentLog, metrics, graceSeconds: 0 };
      receiveActivity(events, deps);
      receiveInstallations(events, deps);
    });
    afterAll(async () => {
      await store.close();
      await place.remove();
    });

    async function send(id: string, name: string, payload: object): Promise<void> {
      await events.receive({ id, name, payload } as EmitterWebhookEvent);
    }

    async function sweptAfter(ms: number): Promise<readonly string[]> {
      now += ms;
      added = [];
      await sweepKeptJobs({ store, queue: forgetful, clock, log: silentLog });
      return added.map(({ id }) => id);
    }

    const issue = freshIssue();
    const about = {
      issue: { number: issue.number },
      repository: { name: issue.repo, owner: { login: issue.owner } },
      installation: { id: issue.installationId },
      sender: { type: 'User', login: 'maintainer' },
    };

    it('puts a command back that the queue lost, under the same id, until it was run', async () => {
      const comment = { id: 99, body: '/dejabug explain', user: { login: 'maintainer' } };
      const payload = { ...about, action: 'created', comment };
      await send('lost', 'issue_comment', payload);
      const [conversation, command] = added;
      expect(command).toMatchObject({ job: { kind: 'command', commentId: 99 } });
      expect(await sweptAfter(minute / 2)).toEqual([]);
      expect(await sweptAfter(minute)).toEqual([conversation?.id, command?.id].sort());

      // The same delivery again finds it kept, and asks for nothing new once it was run.
      added = [];
      await send('lost', 'issue_comment', payload);
      expect(added.map(({ id }) => id)).toEqual([conversation?.id, command?.id]);
      for (const { id } of added) await store.dropJob(id);
      expect(await sweptAfter(minute)).toEqual([]);
      await send('lost', 'issue_comment', payload);
      expect(added).toEqual([]);
      expect(outcomes.slice(-3)).toEqual(['accepted', 'duplicate', 'duplicate']);
    });

    it('puts back the looks at single issues that a release asked for', async () => {
      const asked = announceJob('batch', issue, 5);
      const wish = { key: 'release-5 announce', event: 'release.announce', queued: asked };
      expect(await keepJob(wish, { store, queue: forgetful, clock })).toBe('accepted');
      expect(await sweptAfter(2 * minute)).toEqual([asked.options.id]);
      await dropKept(asked.job, store);
      expect(await sweptAfter(2 * minute)).toEqual([]);
      added = [];
      expect(await keepJob(wish, { store, queue: forgetful, clock })).toBe('duplicate');
      expect(added).toEqual([]);
    });

    it('is forgotten with its repository, unless it is what forgets', async () => {
      await send('of it', 'issues', { ...about, action: 'closed' });
      await send('uninstalled', 'installation', {
        action: 'deleted',
        installation: { id: issue.installationId },
      });
      await store.forgetRows({ kind: 'installation', installationId: issue.installationId });
      expect(await sweptAfter(2 * minute)).toEqual(['forget-uninstalled']);
      await store.dropJob('forget-uninstalled');
    });

    describe.each(queues)('and a queue on $name', ({ name, answers, create }) => {
      let elsewhere: Place;
      let database: Awaited<ReturnType<typeof openStorage>>;
      let queue: OpenedQueue;
      beforeAll(async () => {
        if (!answers) return;
        elsewhere = await create();
        database = await openStorage(elsewhere);
        queue = await openQueue(elsewhere.queue, database, silentLog);
      });
      afterAll(async () => {
        await queue?.close();
        await database?.close();
        await elsewhere?.remove();
      });

      async function keptAfter(ms: number): Promise<number> {
        await sweepKeptJobs({ store, queue, clock: { now: () => now + ms }, log: silentLog });
        return (await store.keptJobs(now, 10)).length;
      }
      async function stateOf(id: string): Promise<string | undefined> {
        return (await queue.find(id))?.state;
      }

      it.skipIf(!answers)('is dropped when a worker has run it', async () => {
        await store.recordDecision(decisionOf(issue));
        await send(`taken away ${name}`, 'installation_repositories', {
          action: 'removed',
          installation: { id: issue.installationId },
          repositories_removed: [{ full_name: `${issue.owner}/${issue.repo}` }],
        });
        expect(await keptAfter(2 * minute)).toBe(1);
        // Forgetting needs neither GitHub nor rules; what is about an issue fails here for good.
        const deps = { store, log: silentLog } as Deps;
        await queue.work(
          async (job) => {
            if (job.kind !== 'forget') throw Object.assign(new Error('refused for good'), { retry: false });
            await runOrAwaitPolicy(job, deps);
          },
          { concurrency: 1 },
        );
        await until(
          () => store.keptJobs(now, 10),
          (kept) => kept.length === 0,
        );
        expect(await store.lastDecision(issue)).toBeNull();
      });

      it.skipIf(!answers)(
        'tries one that fails every four hours, and gives it up after three days',
        async () => {
          await send(`fails ${name}`, 'issues', { ...about, action: 'closed' });
          const id = added.at(-1)?.id ?? '';
          await keptAfter(2 * minute);
          await until(
            () => stateOf(id),
            (state) => state === 'failed',
          );
          const first = (await queue.find(id))?.endedAt ?? 0;
          expect(await keptAfter(3 * hour)).toBe(1);
          expect((await queue.find(id))?.endedAt).toBe(first);
          expect(await keptAfter(5 * hour)).toBe(1);
          await until(
            () => queue.find(id),
            (sight) => sight?.state === 'failed' && sight.endedAt !== first,
          );
          expect(await keptAfter(73 * hour)).toBe(0);
        },
      );

      it.skipIf(!answers)(
        'leaves one alone that is put off, however long, and drops one that was done',
        async () => {
          await send(`waits ${name}`, 'issues', { ...about, action: 'closed' });
          const [{ id, job } = { id: '', job: null }] = added.slice(-1);
          if (job === null) throw new Error('nothing was added');
          await queue.add(job, { id, delay: 100 * hour });
          expect(await keptAfter(90 * hour)).toBe(1);
          expect(await stateOf(id)).toBe('open');
          await queue.remove(id);
          expect(await stateOf(id)).toBeUndefined();

          const done = { kind: 'forget', deliveryId: id, installationId: 0, repositories: [] } as const;
          await queue.add(done, { id });
          await until(
            () => stateOf(id),
            (state) => state === 'done',
          );
          expect(await keptAfter(2 * minute)).toBe(0);
        },
      );
    });
  });
});
