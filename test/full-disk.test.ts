/** The embedded database on a disk that is full: deliveries are refused, what was accepted stays, and everything goes on afterwards. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { freePort } from '../src/entry/free-port.js';
import { embeddedPlace, silentLog } from './backends.js';

const main = path.resolve(import.meta.dirname, '../dist/entry/cli/main.js');
const patienceMs = 120_000;
/** Refused at the latest: rows of so many deliveries need more room than a database has left in its files. */
const mostDeliveries = 400;

/** A place for files in which nothing more can be written when it is `full`. */
interface Disk {
  readonly directory: string;
  fill(process: ChildProcess): void;
  makeSpace(process: ChildProcess): void;
  remove(): void;
}

function emptyDirectory(): string {
  return mkdtempSync(path.join(tmpdir(), 'dejabug-disk-'));
}

/** A file system of its own. Null where this user may not mount one. */
function smallFileSystem(): Disk | null {
  const directory = emptyDirectory();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'none', directory]);
  if (mounted.status !== 0) {
    rmSync(directory, { recursive: true });
    return null;
  }
  const ballast = path.join(directory, 'ballast');
  return {
    directory,
    fill() {
      for (const size of [1_000_000, 4_096]) {
        try {
          for (;;) appendFileSync(ballast, Buffer.alloc(size));
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        }
      }
    },
    makeSpace: () => rmSync(ballast),
    remove() {
      execFileSync('umount', ['--lazy', directory]);
      rmSync(directory, { recursive: true });
    },
  };
}

/** Every write to a file is refused to the process, as the system lets any user ask for: `EFBIG` in the place of `ENOSPC`. */
function refusedWrites(): Disk {
  const directory = emptyDirectory();
  const limit = ({ pid }: ChildProcess, bytes: string) =>
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
  return {
    directory,
    fill: (child) => limit(child, '0'),
    makeSpace: (child) => {
      if (child.exitCode === null && child.signalCode === null) limit(child, 'unlimited');
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  /** Everything that it said. */
  said(): string;
  /** Its exit code after SIGTERM, or after it ended by itself. */
  stop(): Promise<number | null>;
}

let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startEmulatedGitHub('http://localhost:9');
});
afterAll(() => github?.close());

async function start(dataDir: string): Promise<Running> {
  const port = await freePort('localhost');
  const { app } = github;
  const child = spawn(process.execPath, [main, 'serve'], {
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GITHUB_CLIENT_ID: app.clientId,
      GITHUB_CLIENT_SECRET: app.clientSecret,
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.url,
      SESSION_SECRET: 'a session secret of the test for full disks',
      HOST: 'localhost',
      PORT: String(port),
      DATA_DIR: dataDir,
      GRACE_SECONDS: '0',
      SWEEP_SECONDS: '10',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  const url = `http://localhost:${port}`;
  const running: Running = {
    process: child,
    url,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
  await until('the start', async () => {
    if (child.exitCode !== null) throw new Error(said);
    return (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;
  });
  return running;
}

async function until(what: string, met: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await met())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen in time`);
    await sleep(100);
  }
}

async function file(): Promise<number> {
  const [report] = demoReports;
  const where = `/repos/${github.owner}/${github.repo}/issues`;
  return (await github.call<{ number: number }>('reporter', 'POST', where, { ...report })).number;
}

/** Status of the answer to one delivery; 0 where nobody answered. */
async function deliver(url: string, number: number): Promise<number> {
  const body = JSON.stringify({
    action: 'opened',
    issue: { number },
    repository: { name: github.repo, owner: { login: github.owner } },
    installation: { id: github.app.installationId },
  });
  const signature = createHmac('sha256', github.app.webhookSecret).update(body).digest('hex');
  const answer = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': `delivery-${number}`,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  }).catch(() => null);
  return answer?.status ?? 0;
}

const small = smallFileSystem();
const disks: readonly (readonly [string, Disk])[] = [
  ...(small === null ? [] : [['a file system without space', small] as const]),
  ['a system that refuses every write', refusedWrites()],
];

describe.each(disks)('on %s', (_name, disk) => {
  afterAll(() => disk.remove());

  it('deliveries are answered 503, nothing that was accepted is lost, and it goes on when there is space', {
    timeout: 480_000,
  }, async () => {
    const place = await embeddedPlace();
    cpSync(place.database.dataDir, disk.directory, { recursive: true });
    await place.remove();
    const first = await start(disk.directory);
    const accepted: number[] = [];
    let refused = await file();
    try {
      expect(await deliver(first.url, refused)).toBe(200);
      accepted.push(refused);
      disk.fill(first.process);
      let status = 200;
      while (status === 200 && accepted.length < mostDeliveries) {
        refused = await file();
        status = await deliver(first.url, refused);
        if (status === 200) accepted.push(refused);
      }
      await until('a word about what to do', async () => /[Mm]ake space in DATA_DIR/.test(first.said()));
      // A checkpoint that meets the full disk ends the database, and the process with it; then nobody answers.
      const endedItself = /the embedded database stopped itself/.test(first.said());
      expect(endedItself ? [0, 503] : [503]).toContain(status);
    } finally {
      disk.makeSpace(first.process);
      await first.stop();
    }

    const second = await start(disk.directory);
    try {
      expect(await deliver(second.url, refused)).toBe(200);
      const posted = `/repos/${github.owner}/${github.repo}/issues?state=all&per_page=100`;
      await until('every label', async () => {
        const labelled = new Set<number>();
        for (let page = 1; page <= 5; page += 1) {
          const where = `${posted}&page=${page}`;
          const found = await github.call<{ number: number; labels: object[] }[]>('maintainer', 'GET', where);
          for (const { number, labels } of found) if (labels.length > 0) labelled.add(number);
        }
        return [...accepted, refused].every((number) => labelled.has(number));
      });
    } finally {
      expect(await second.stop()).toBe(0);
    }
    const store = postgresStore(await openDatabase({ dataDir: disk.directory }, silentLog));
    try {
      const { installationId } = github.app;
      for (const number of [...accepted, refused]) {
        const ref = { installationId, owner: github.owner, repo: github.repo, number };
        expect(await store.lastDecision(ref)).toMatchObject({ decision: 'label' });
        expect(await store.draftsOfIssue(ref)).toHaveLength(1);
      }
    } finally {
      await store.close();
    }
  });
});
