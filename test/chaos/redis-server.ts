/** A Redis server of the run's own, with its append-only file on, so that it can be killed without anybody else noticing. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../src/entry/free-port.js';

export interface RedisServer {
  readonly url: string;
  readonly restarts: number;
  /** Ends it (`kill -9`, or as an operator would) and starts it again on the same files after `downMs`. */
  restart(signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void>;
  stop(): Promise<void>;
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch {
      await sleep(50);
    } finally {
      client.disconnect();
    }
  }
  throw new Error(`Redis does not answer at ${url}.`);
}

export async function startRedis(directory: string): Promise<RedisServer> {
  const port = await freePort('127.0.0.1');
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let restarts = 0;

  async function start(): Promise<void> {
    const options = {
      port,
      bind: '127.0.0.1',
      dir: directory,
      appendonly: 'yes',
      save: '',
      loglevel: 'warning',
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    child = spawn('redis-server', args, { stdio: 'ignore' });
    await untilReady(url);
  }
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    // One that ended by itself says so only once.
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  process.once('exit', () => child?.kill('SIGKILL'));
  await start();
  return {
    url,
    get restarts() {
      return restarts;
    },
    async restart(signal, downMs) {
      await end(signal);
      await sleep(downMs);
      await start();
      restarts += 1;
    },
    stop: () => end('SIGTERM'),
  };
}
