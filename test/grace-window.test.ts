/** The grace window over real HTTP: people come first, bursts become one triage, and a queue that was emptied is rebuilt. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepInbox } from '../src/app/sweep-inbox.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { freePort } from '../src/entry/free-port.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
const label = 'known: xen-platform-pci';
const other = 'known: dell-boot';

async function accepted(world: World): Promise<number> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return Number(/dejabug_deliveries_total\{outcome="accepted"\} (\d+)/.exec(text)?.[1] ?? 0);
}

async function labelAs(world: World, number: number, name: string): Promise<void> {
  const { owner, repo } = world.github;
  await world.github
    .call('maintainer', 'POST', `/repos/${owner}/${repo}/labels`, { name, color: 'd4c5f9' })
    .catch(() => null);
  await world.github.call('maintainer', 'POST', `/repos/${owner}/${repo}/issues/${number}/labels`, {
    labels: [name],
  });
}

describe('in the grace window', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ GRACE_SECONDS: '2' });
  });
  afterAll(() => world?.close());

  it("a maintainer's own label cancels ours", async () => {
    const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await labelAs(world, number, other);
    const decision = await world.decision(number);
    expect(decision).toMatchObject({ decision: 'abstain', labels: [] });
    expect(decision.reason).toContain('their judgement stands');
    expect(await world.labelsOf(number)).toEqual([other]);
    expect(await world.draftsOf(number)).toEqual([]);
  });

  it('a label that a maintainer set and took off again is not set by us', async () => {
    const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await labelAs(world, number, label);
    await world.removeLabel(number, label);
    expect(await world.decision(number)).toMatchObject({ decision: 'abstain' });
    expect(await world.labelsOf(number)).toEqual([]);
  });

  it('many edits become one triage that sees the last of them', async () => {
    const before = await accepted(world);
    const number = await world.fileIssue('Something is odd', 'More later.');
    for (let edit = 0; edit < 5; edit += 1) await world.editIssue(number, { body: `More later: ${edit}.` });
    await world.editIssue(number, { title: known?.title, body: known?.body });
    await world.until('all deliveries', async () => (await accepted(world)) === before + 7);
    expect(await world.decision(number)).toMatchObject({ decision: 'label' });
    await world.until('an empty queue', async () => {
      const { waiting, active } = await world.dejabug.deps.queue.counts();
      return waiting + active === 0;
    });
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(text).toContain('dejabug_decisions_total{decision="label",category="xen-platform-pci"} 1');
  });
});

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

describe.skipIf(!isInstalled)('a Redis that was emptied', () => {
  let world: World;
  let server: ChildProcess;
  let port: number;
  beforeAll(async () => {
    port = await freePort('127.0.0.1');
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
    const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => 50 });
    client.on('error', () => {});
    await client.connect().catch(() => {});
    for (let attempt = 0; attempt < 200 && client.status !== 'ready'; attempt += 1) await sleep(50);
    client.disconnect();
    world = await startWorld({ GRACE_SECONDS: '3', REDIS_URL: `redis://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await world?.close();
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });

  it('is filled again from the inbox: every accepted report is triaged', async () => {
    const numbers: number[] = [];
    for (let n = 0; n < 3; n += 1) numbers.push(await world.fileIssue(known?.title ?? '', known?.body ?? ''));
    await world.until('the deliveries', async () => (await accepted(world)) === numbers.length);
    const client = new Redis({ port, host: '127.0.0.1' });
    await client.flushall();
    client.disconnect();
    await sleep(3_200);
    const { deps } = world.dejabug;
    expect((await deps.queue.counts()).delayed).toBe(0);
    // As the sweep finds it a minute later.
    const later = { ...deps, clock: { now: () => deps.clock.now() + 61_000 } };
    expect(await sweepInbox(later, { failed: false })).toBe(numbers.length);
    for (const number of numbers) {
      expect(await world.decision(number)).toMatchObject({ decision: 'label' });
      expect(await world.labelsOf(number)).toEqual([label]);
      expect(await world.draftsOf(number)).toHaveLength(1);
    }
  });
});
