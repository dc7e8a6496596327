/** A world for follow-ups on each place where store and queue can lie, and people who talk on its issues. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Deps } from '../src/app/deps.js';
import type { Draft } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { runFollowUp } from '../src/app/run-follow-up.js';
import { freePort } from '../src/entry/free-port.js';
import { databaseBackends } from './backends.js';
import type { World } from './world.js';

export interface FollowUpBackend {
  readonly name: string;
  readonly answers: boolean;
  start(): Promise<{ readonly environment: Record<string, string>; stop(): Promise<void> }>;
}

/** Embedded, on a PostgreSQL server, and with the jobs on a Redis server of the test's own. */
export async function followUpBackends(): Promise<readonly FollowUpBackend[]> {
  const [, postgres] = await databaseBackends();
  if (postgres === undefined) throw new Error('no list of databases');
  return [
    {
      name: 'PGlite',
      answers: true,
      start: async () => ({ environment: {}, stop: async () => {} }),
    },
    {
      name: 'PostgreSQL',
      answers: postgres.answers,
      async start() {
        const place = await postgres.create();
        return {
          environment: { DATABASE_URL: place.database.databaseUrl ?? '' },
          stop: () => place.remove(),
        };
      },
    },
    { name: 'Redis', answers: spawnSync('redis-server', ['--version']).status === 0, start: startRedis },
  ];
}

async function startRedis() {
  const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-follow-ups-'));
  const port = await freePort('127.0.0.1');
  const server = spawn('redis-server', [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    directory,
    '--save',
    '',
  ]);
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => {});
  await client.ping();
  client.disconnect();
  return {
    environment: { REDIS_URL: `redis://127.0.0.1:${port}` },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Someone = 'maintainer' | 'reporter';

interface IssueNow {
  readonly state: string;
  readonly state_reason: string | null;
  readonly labels: readonly { readonly name: string }[];
}

/** What follow-up tests do in a world, over real HTTP. */
export function followUpTools(world: World) {
  const { github, dejabug } = world;
  const repository = `/repos/${github.owner}/${github.repo}`;

  async function pending(number: number, purpose?: Draft['purpose']): Promise<Draft | undefined> {
    const drafts = await world.draftsOf(number);
    return drafts.find((draft) => draft.state === 'pending' && draft.purpose === purpose);
  }

  async function approved(number: number, purpose?: Draft['purpose']): Promise<void> {
    let draft: Draft | undefined;
    await world.until(`a draft (${purpose ?? 'reply'}) for #${number}`, async () => {
      draft = await pending(number, purpose);
      return draft !== undefined;
    });
    const id = draft?.id ?? '';
    await world.approve(id);
    await world.until(`the comment of draft ${id}`, async () => {
      const now = await dejabug.store.draft(id);
      return now?.commentUrl !== null || now.state === 'superseded';
    });
  }

  return {
    pending,
    /** Waits for the draft, approves it, waits until it is on the issue or superseded. */
    approved,
    async say(as: Someone, number: number, body: string): Promise<number> {
      const path = `${repository}/issues/${number}/comments`;
      return (await github.call<{ id: number }>(as, 'POST', path, { body })).id;
    },
    async editComment(as: Someone, id: number, body: string): Promise<void> {
      await github.call(as, 'PATCH', `${repository}/issues/comments/${id}`, { body });
    },
    issue: (number: number) => github.call<IssueNow>('maintainer', 'GET', `${repository}/issues/${number}`),
    async publish(tag: string, isPrerelease = false): Promise<void> {
      const release = { tag_name: tag, name: tag, prerelease: isPrerelease };
      await github.call('maintainer', 'POST', `${repository}/releases`, release);
    },
    /** Runs every follow-up of the issue that is due by then, as if its time had come, until none is left. */
    async passTime(number: number, milliseconds: number): Promise<void> {
      const at = Date.now() + milliseconds;
      const deps: Deps = { ...dejabug.deps, clock: { now: () => at } };
      for (let round = 0; round < 10; round += 1) {
        const scheduled = await dejabug.store.scheduledFollowUps(world.ref(number));
        const due = scheduled.filter((one) => one.number === number && one.dueAt <= at);
        if (due.length === 0) return;
        for (const { id } of due) await runFollowUp(id, deps);
      }
      throw new Error(`the follow-ups of #${number} come back for ever`);
    },
    /** Approves through the use case with another time, for what may only happen later. */
    async postAt(draftId: string, milliseconds: number): Promise<void> {
      const at = Date.now() + milliseconds;
      await dejabug.store.moveDraft(draftId, 'pending', 'approved', { decidedBy: 'maintainer' }, at);
      await postDraft(draftId, { ...dejabug.deps, clock: { now: () => at } });
    },
    /** Nothing waits or runs any more. */
    async quiet(): Promise<void> {
      let calm = 0;
      await world.until('the queue to be quiet', async () => {
        const { waiting, active } = await dejabug.deps.queue.counts();
        calm = waiting + active === 0 ? calm + 1 : 0;
        return calm >= 4;
      });
      await sleep(50);
    },
  };
}
