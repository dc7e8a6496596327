/** How many webhooks and jobs fit into a second, against bare Probot and bare BullMQ in the same run. */

import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BenchStores, openBenchStores } from './bench-stores.js';
import { ask, nextMessage, startChild } from './child.js';
import type { LoadOrder, LoadResult } from './generator.js';
import { benchSecret } from './payloads.js';
import { bullmqJobsPerSecond, dejabugJobsPerSecond } from './queue-throughput.js';

const connections = 50;
const rounds = 5;
const perRound = 4_000;
/** For the memory; `BENCH_DELIVERIES=100000` takes some minutes. */
const memoryDeliveries = Number(process.env.BENCH_DELIVERIES ?? 20_000);

function row(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(58)} ${value}\n`);
}

export async function measureLoad(): Promise<void> {
  const stores = await openBenchStores();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dejabug-bench-'));
  const children: ChildProcess[] = [];
  function start(file: string, environment: Record<string, string> = {}): ChildProcess {
    const child = startChild(file, environment);
    children.push(child);
    return child;
  }
  try {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const bare = start('./bare-probot.js', { PRIVATE_KEY: privateKey });
    const bareUrl = await nextMessage<string>(bare);
    const web = start('./web-process.js', environmentFor(stores, dataDir, privateKey));
    const webUrl = await nextMessage<string>(web);
    const generator = start('./generator.js');
    const load = (order: LoadOrder) => ask<LoadResult>(generator, order);

    await measureThroughput(load, bareUrl, webUrl);
    await measureLatency(load, bareUrl, webUrl);
    await measureMemory(load, web, webUrl);
    for (const child of children) child.kill();
    await measureJobs(stores);
  } finally {
    for (const child of children) child.kill();
    await stores.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type Load = (order: LoadOrder) => Promise<LoadResult>;

/** Alternating, so that whatever else the machine does meets both alike. */
async function measureThroughput(load: Load, bareUrl: string, webUrl: string): Promise<void> {
  const order = { count: perRound, connections, rate: null };
  for (const url of [bareUrl, webUrl]) await load({ ...order, url, count: 2_000 });
  const ratios: number[] = [];
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const probot = await load({ ...order, url: bareUrl });
    const dejabug = await load({ ...order, url: webUrl });
    if (dejabug.refused > 0) throw new Error(`${dejabug.refused} deliveries were refused.`);
    bare.push(probot.perSecond);
    ours.push(dejabug.perSecond);
    ratios.push(dejabug.perSecond / probot.perSecond);
  }
  row('deliveries a second, bare Probot, empty handler', middle(bare).toFixed(0));
  row('deliveries a second, accepted by Dejabug', middle(ours).toFixed(0));
  row('ratio', `${middle(ratios).toFixed(2)}  (${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`);
}

async function measureLatency(load: Load, bareUrl: string, webUrl: string): Promise<void> {
  for (const [name, url] of [
    ['bare Probot', bareUrl],
    ['Dejabug', webUrl],
  ] as const) {
    const { median, p99 } = await load({ url, count: 2_000, connections, rate: 200 });
    row(`answer at 200 a second, ${name}`, `median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  }
}

async function measureMemory(load: Load, web: ChildProcess, url: string): Promise<void> {
  const steps = 10;
  const megabytes: string[] = [];
  for (let step = 0; step <= steps; step += 1) {
    megabytes.push(((await ask<number>(web, {})) / 1024 / 1024).toFixed(0));
    if (step < steps) await load({ url, count: memoryDeliveries / steps, connections, rate: null });
  }
  row(`resident MB over ${memoryDeliveries} more deliveries`, megabytes.join(' '));
}

async function measureJobs(stores: BenchStores): Promise<void> {
  const ratios: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const bare = await bullmqJobsPerSecond(stores.redisUrl);
    const ours = await dejabugJobsPerSecond(stores.redisUrl);
    ratios.push(ours / bare);
    row(
      `jobs a second that do nothing, round ${round + 1}`,
      `BullMQ ${bare.toFixed(0)}, Dejabug ${ours.toFixed(0)}`,
    );
    await stores.clearRedis();
  }
  row('ratio', middle(ratios).toFixed(2));
}

function middle(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function environmentFor(stores: BenchStores, dataDir: string, privateKey: string): Record<string, string> {
  return {
    APP_ID: '1',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: benchSecret,
    GITHUB_CLIENT_ID: 'bench',
    GITHUB_CLIENT_SECRET: 'bench',
    // Nothing listens there: accepting a delivery must not ask GitHub anything.
    GITHUB_API_URL: 'http://127.0.0.1:9',
    HOST: 'localhost',
    PORT: '0',
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'info',
  };
}
