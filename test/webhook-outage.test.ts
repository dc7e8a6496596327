/** Redis goes away and comes back: deliveries are refused with 503, nothing is half done, and a redelivery goes through. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoReports } from '../src/entry/demo/reports.js';
import { freePort } from '../src/entry/free-port.js';
import { startWorld, type World } from './world.js';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;
const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-redis-'));

async function startRedis(port: number): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory];
  // Jobs survive a restart, as the documentation asks of every installation.
  const server = spawn('redis-server', [...options, '--appendonly', 'yes', '--save', '']);
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => {});
  for (let attempt = 0; attempt < 200 && client.status !== 'ready'; attempt += 1) {
    if (client.status === 'wait') client.connect().catch(() => {});
    await sleep(50);
  }
  client.disconnect();
  return server;
}

async function stopRedis(server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
}

describe.skipIf(!isInstalled)('while Redis is away', () => {
  let world: World;
  let redis: ChildProcess;
  let port: number;
  beforeAll(async () => {
    port = await freePort('127.0.0.1');
    redis = await startRedis(port);
    world = await startWorld({ REDIS_URL: `redis://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await world?.close();
    if (redis.exitCode === null && redis.signalCode === null) await stopRedis(redis);
    rmSync(directory, { recursive: true, force: true });
  });

  it('deliveries are answered 503 and go through when they are sent again', async () => {
    const [report] = demoReports;
    const ready = await fetch(`${world.url}/readyz`);
    expect(ready.status).toBe(200);

    await stopRedis(redis);
    const number = await world.fileIssue(report?.title ?? '', report?.body ?? '');
    const body = await world.payload(number, 'opened');
    const refused = await world.send({ id: 'during-the-outage', body });
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain('/readyz says which');

    const notReady = await fetch(`${world.url}/readyz`);
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({
      status: 'not ready',
      database: 'ok',
      queue: expect.not.stringMatching(/^ok$/),
    });
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
    expect(await world.dejabug.store.lastDecision(world.ref(number))).toBeNull();
    expect(await world.labelsOf(number)).toEqual([]);

    redis = await startRedis(port);
    await world.until('readiness', async () => (await fetch(`${world.url}/readyz`)).status === 200);
    expect((await world.send({ id: 'during-the-outage', body })).status).toBe(200);
    expect(await world.decision(number)).toMatchObject({ decision: 'label' });
    expect(await world.draftsOf(number)).toHaveLength(1);
  });
});
