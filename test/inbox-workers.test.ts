/** Many deliveries about few issues and several workers, on every store that the queue can lie in. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import { openQueue } from '../src/adapters/queue/open-queue.js';
import type { Deps } from '../src/app/deps.js';
import { triageJob } from '../src/app/jobs.js';
import type { GitHub, IssueRef, Job, Pack } from '../src/app/ports.js';
import { sweepInbox } from '../src/app/sweep-inbox.js';
import { triageInTurn } from '../src/app/triage-in-turn.js';
import { openPack } from '../src/entry/open-pack.js';
import { queueBackends, silentLog } from './backends.js';
import { issueWith } from './plan-fixtures.js';
import { freshIssue } from './store-fixtures.js';
import { until } from './watch-jobs.js';

const quick = { attempts: 3, firstDelayMs: 20, longestDelayMs: 100 };

let pack: Pack;
beforeAll(async () => {
  pack = await openPack();
});

/** Issues whose text is a counter: what a triage read tells how much had arrived by then. */
function countedIssues() {
  const edits = new Map<number, number>();
  const reads: { issue: number; edit: number }[] = [];
  const inside = new Map<number, number>();
  let crowd = 0;
  async function readIssue(ref: IssueRef) {
    const here = (inside.get(ref.number) ?? 0) + 1;
    inside.set(ref.number, here);
    crowd = Math.max(crowd, here);
    const edit = edits.get(ref.number) ?? 0;
    await sleep(5);
    reads.push({ issue: ref.number, edit });
    return issueWith({
      owner: ref.owner,
      repo: ref.repo,
      number: ref.number,
      title: 'Add a dark mode',
      body: `edit ${edit}`,
    });
  }
  return {
    reads,
    edit: (issue: number) => edits.set(issue, (edits.get(issue) ?? 0) + 1),
    edits: (issue: number) => edits.get(issue) ?? 0,
    leave: (issue: number) => inside.set(issue, (inside.get(issue) ?? 1) - 1),
    crowd: () => crowd,
    readIssue,
  };
}

describe.each(await queueBackends())('workers on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('when it answers', () => {
    const leftovers: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const remove of leftovers.splice(0).reverse()) await remove();
    });

    async function open(world: ReturnType<typeof countedIssues>) {
      const place = await create();
      leftovers.push(place.remove);
      const database = await openDatabase(place.database, silentLog);
      const store = postgresStore(database);
      leftovers.push(store.close);
      const queues = await Promise.all(
        [1, 2].map(() => openQueue({ ...place.queue, retry: quick, lockMs: 2_000 }, database, silentLog)),
      );
      for (const queue of queues) leftovers.push(() => queue.close(1_000));
      const [queue] = queues;
      if (queue === undefined) throw new Error('no queue');
      // Only what triage of nothing known asks for; a real GitHub is behind the port in the end-to-end tests.
      const github: Pick<GitHub, 'readIssue' | 'repositoryFiles' | 'botLogin'> = {
        readIssue: world.readIssue,
        repositoryFiles: async () => ({ policy: null, rules: [] }),
        botLogin: async () => 'dejabug[bot]',
      };
      const deps: Deps = {
        github: github as GitHub,
        store,
        queue,
        pack,
        clock: { now: () => Date.now() },
        log: silentLog,
        readYaml: readPolicyYaml,
        undoMs: 0,
      };
      async function run(job: Job): Promise<void> {
        if (job.kind !== 'triage') return;
        if ((await triageInTurn(job, deps)) !== null) world.leave(job.issue.number);
      }
      async function start(): Promise<void> {
        for (const one of queues) await one.work(run, { concurrency: 3 });
      }
      return { store, queue, deps, start };
    }

    it('never triage one issue at the same time, and always look again after the last edit', async () => {
      const world = countedIssues();
      const { store, queue, start } = await open(world);
      await start();
      const { repo } = freshIssue();
      const issues = [1, 2, 3].map((number) => ({ ...freshIssue(number), repo }));
      for (let round = 0; round < 30; round += 1) {
        for (const issue of issues) {
          world.edit(issue.number);
          const now = Date.now();
          const id = `${issue.number}-${round}`;
          const wish = { key: id, deliveryId: id, event: 'issues.edited', issue };
          const wakeup = await store.receive(wish, 0, now);
          if (wakeup === null) throw new Error('a new delivery is no duplicate');
          const { job, options } = triageJob(wish, wakeup, now);
          await queue.add(job, options);
        }
        if (round % 10 === 0) await sleep(20);
      }
      await until(
        () => queue.counts(),
        ({ waiting, active, delayed }) => waiting + active + delayed === 0,
      );
      expect(world.crowd()).toBe(1);
      for (const issue of issues) {
        const seen = world.reads.filter((read) => read.issue === issue.number).map((read) => read.edit);
        expect(seen.at(-1)).toBe(world.edits(issue.number));
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));
        expect(await store.lastDecision(issue)).toMatchObject({ deliveryId: `${issue.number}-29` });
      }
      expect((await queue.counts()).failed).toBe(0);
    });

    it('collapse a burst of edits into one triage', async () => {
      const world = countedIssues();
      const { store, queue, start } = await open(world);
      const issue = freshIssue();
      for (let edit = 0; edit < 20; edit += 1) {
        world.edit(issue.number);
        const wish = { key: `b${edit}`, deliveryId: `b${edit}`, event: 'issues.edited', issue };
        const wakeup = await store.receive(wish, 200, Date.now());
        if (wakeup === null) throw new Error('a new delivery is no duplicate');
        const { job, options } = triageJob(wish, wakeup, Date.now());
        await queue.add(job, options);
      }
      await start();
      await until(
        () => store.lastDecision(issue),
        (decision) => decision !== null,
      );
      await until(
        () => queue.counts(),
        ({ waiting, active, delayed }) => waiting + active + delayed === 0,
      );
      expect(world.reads).toEqual([{ issue: issue.number, edit: 20 }]);
    });

    it('find an issue whose job never reached the queue, through the sweep', async () => {
      const world = countedIssues();
      const { store, queue, deps, start } = await open(world);
      await start();
      const issue = freshIssue();
      const before = Date.now() - 120_000;
      await store.receive({ key: 'lost', deliveryId: 'lost', event: 'issues.opened', issue }, 0, before);
      expect(await sweepInbox(deps, { failed: false })).toBe(1);
      await until(
        () => store.lastDecision(issue),
        (decision) => decision !== null,
      );
      await until(
        () => queue.counts(),
        ({ active }) => active === 0,
      );
      expect(await sweepInbox(deps, { failed: true })).toBe(0);
    });
  });
});

describe('an issue that nobody can triage', () => {
  const leftovers: (() => Promise<unknown>)[] = [];
  afterAll(async () => {
    for (const remove of leftovers.splice(0).reverse()) await remove();
  });

  it('is tried again every few hours and given up after three days, with the reason', async () => {
    const [backend] = await queueBackends();
    const place = await backend?.create();
    if (place === undefined) throw new Error('no database');
    leftovers.push(place.remove);
    const store = postgresStore(await openDatabase(place.database, silentLog));
    leftovers.push(store.close);
    const ids: string[] = [];
    let now = Date.now();
    const queue = {
      async add(_job: Job, { id }: { id: string }) {
        ids.push(id);
      },
    };
    const said: object[] = [];
    const log = { ...silentLog, error: (fields: object) => void said.push(fields) };
    const deps = { store, queue: queue as Deps['queue'], clock: { now: () => now }, log };
    const issue = freshIssue();
    await store.receive({ key: 'k', deliveryId: 'k', event: 'issues.opened', issue }, 0, now);
    async function failAgain(): Promise<void> {
      const claimed = await store.claimIssue(issue, 1_000, now);
      if (claimed.kind === 'claimed')
        await store.releaseIssue(claimed.claim, 'The installation is suspended.', 0);
    }
    await failAgain();
    const hour = 60 * 60_000;
    for (let hours = 0; hours < 80; hours += 1) {
      now += hour;
      await sweepInbox(deps, { failed: false });
      await failAgain();
    }
    // One job for each four hours; adding it again in between did nothing.
    expect(new Set(ids).size).toBe(18 + 1);
    expect(said).toMatchObject([{ reason: expect.stringContaining('suspended') }]);
    expect(await store.overdueIssues(now, 10)).toEqual([]);
  });
});
