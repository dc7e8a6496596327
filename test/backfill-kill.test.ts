/** A backfill whose worker is killed in the middle, on PostgreSQL: another worker goes on with it, and each issue is labelled once. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { type OpenedQueue, openQueue } from '../src/adapters/queue/open-queue.js';
import { directBackfill } from '../src/app/direct-backfill.js';
import type { Store } from '../src/app/ports.js';
import { permissionsFrom } from '../src/app/review-permission.js';
import type { ReviewWorld } from '../src/app/review-world.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, silentLog } from './backends.js';
import { shortTiming } from './chaos/fleet.js';
import { labelsOnGitHub } from './chaos/observe.js';
import { type ChaosPlace, openPlace } from './chaos/place.js';
import { environmentFor } from './chaos/repository.js';
import { type Sink, startSink } from './chaos/sink.js';
import { type Front, mutations, startFront } from './front.js';
import { until } from './watch-jobs.js';

const label = 'known: xen-platform-pci';
const issues = 12;
const [, server] = await databaseBackends();

let place: ChaosPlace;
let sink: Sink;
let github: EmulatedGitHub;
let front: Front;
let database: Database;
let store: Store;
let queue: OpenedQueue;
let desk: ReviewWorld;
const children = new Set<ChildProcess>();

function startWorker(): ChildProcess {
  const program = path.join(import.meta.dirname, 'chaos', 'process.mjs');
  const options = { web: false, worker: true, timing: shortTiming };
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    env: {
      PATH: process.env.PATH,
      ...environmentFor(github, front.url),
      ...place.environment,
      LOG_LEVEL: 'warn',
    },
    // The pipe ends with this process, however it ends, and the child with the pipe.
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  children.add(child);
  return child;
}

describe.skipIf(!server?.answers)('a worker that is killed in the middle of a backfill', () => {
  beforeAll(async () => {
    place = await openPlace('postgres');
    sink = await startSink();
    github = await startEmulatedGitHub(sink.url);
    front = await startFront();
    front.target = github.url;
    for (let count = 0; count < issues; count += 1)
      await github.call('reporter', 'POST', `/repos/${github.owner}/${github.repo}/issues`, demoReports[0]);
    database = await openDatabase(place.database, silentLog);
    store = postgresStore(database);
    queue = await openQueue({}, database, silentLog);
    const { app, url, owner, repo } = github;
    const port = openGitHub({
      appId: app.id,
      privateKey: app.privateKey,
      apiUrl: url,
      pace: false,
      log: silentLog,
    });
    const clock = { now: () => Date.now() };
    const permissions = permissionsFrom(port, clock);
    desk = { store, queue, github: port, pack: await openPack(), clock, log: silentLog, permissions };
    const ref = { installationId: app.installationId, owner, repo };
    await store.followPolicy(ref, { fingerprint: 'none', layers: [] }, clock.now());
  }, 60_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await queue?.close();
    await store?.close();
    await front?.close();
    await github?.close();
    await sink?.close();
    await place?.remove(false);
  });

  const newest = () => store.lastBackfill(github);
  const labelWrites = () => mutations(front.passed).filter((one) => /issues\/\d+\/labels$/.test(one));

  it('leaves the rest to another, and each issue is labelled once', async () => {
    const first = startWorker();
    const said = await directBackfill(desk, github, 'maintainer', { verb: 'report' });
    expect(said).toEqual({ kind: 'directed', queued: true });
    await until(newest, (backfill) => backfill?.state === 'surveyed');
    expect(await directBackfill(desk, github, 'maintainer', { verb: 'apply' })).toEqual(said);
    await until(
      async () => labelWrites().length,
      (count) => count >= 4,
    );
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await newest()).toMatchObject({ state: 'running' });
    const atDeath = labelWrites().length;
    expect(atDeath).toBeLessThan(issues);

    startWorker();
    await until(newest, (backfill) => backfill?.state === 'done');
    const labels = await labelsOnGitHub(github);
    expect([...labels.values()]).toEqual(Array.from({ length: issues }, () => [label]));
    const written = labelWrites();
    expect(written).toHaveLength(new Set(written).size);
    const drafts = await database.db.selectFrom('drafts').select('issue_number').execute();
    expect(drafts.map(({ issue_number }) => issue_number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: issues }, (_, index) => index + 1),
    );

    await directBackfill(desk, github, 'maintainer', { verb: 'undo' });
    await until(newest, (backfill) => backfill?.state === 'undone');
    expect([...(await labelsOnGitHub(github)).values()].flat()).toEqual([]);
  }, 240_000);
});
