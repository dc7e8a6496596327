/** What is special about the embedded database: one process at a time, and a process may be killed at any moment. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { DirectoryInUse, lockDirectory } from '../src/adapters/database/directory-lock.js';
import { DatabaseError } from '../src/adapters/database/errors.js';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { thisProcess } from '../src/adapters/database/process-identity.js';
import { embeddedPlace, silentLog } from './backends.js';

/** Closed and removed after each test, last opened first, also when it failed. */
const leftovers: (() => unknown)[] = [];
afterEach(async () => {
  for (const remove of leftovers.splice(0).reverse()) await remove();
});

function emptyDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-embedded-'));
  leftovers.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function dataDirectory(): Promise<string> {
  const place = await embeddedPlace();
  leftovers.push(place.remove);
  return place.database.dataDir;
}

interface Victim {
  readonly process: ChildProcess;
  /** The next line that it says. */
  next(): Promise<string>;
  kill(): Promise<void>;
}

function startVictim(dataDir: string): Victim {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'store-victim.ts'), dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  leftovers.push(kill);
  return { process: child, next: async () => String((await lines.next()).value), kill };
}

describe('the embedded database', () => {
  it('keeps everything that was saved when the process is killed in the middle of writing', {
    timeout: 120_000,
  }, async () => {
    const dataDir = await dataDirectory();
    const victim = startVictim(dataDir);
    const saved: string[] = [];
    while (saved.length < 100) {
      const line = await victim.next();
      if (line.startsWith('saved ')) saved.push(line.slice('saved '.length));
    }
    await victim.kill();

    const store = postgresStore(await openDatabase({ dataDir }, silentLog));
    leftovers.push(store.close);
    const kept = new Set((await store.keptJobs(Date.now(), 10_000)).map(({ id }) => id));
    expect(saved.filter((id) => !kept.has(id))).toEqual([]);
  });

  it('creates its files the first time, and again when that was cut short', {
    timeout: 120_000,
  }, async () => {
    const dataDir = path.join(emptyDirectory(), 'not', 'there', 'yet');
    mkdirSync(path.join(dataDir, 'pg', 'base'), { recursive: true });
    writeFileSync(path.join(dataDir, 'pg', 'PG_VERSION'), '18\n');
    writeFileSync(path.join(dataDir, 'pg.incomplete'), '');

    const first = await openDatabase({ dataDir }, silentLog);
    await first.ping();
    await first.close();
    expect(readdirSync(dataDir)).toEqual(['pg']);

    const second = await openDatabase({ dataDir }, silentLog);
    leftovers.push(second.close);
    await second.ping();
  });

  it('refuses a second process and says what to do instead', { timeout: 120_000 }, async () => {
    const dataDir = await dataDirectory();
    const victim = startVictim(dataDir);
    for (let line = ''; line !== 'open'; ) line = await victim.next();
    const refused = openDatabase({ dataDir }, silentLog);
    await expect(refused).rejects.toBeInstanceOf(DatabaseError);
    await expect(refused).rejects.toThrow(`already in use by process ${victim.process.pid}`);
    await expect(refused).rejects.toThrow('set DATABASE_URL to a PostgreSQL server');
    // The one that is in keeps working.
    expect(await victim.next()).toMatch(/^saved /);
  });

  it('says in words for a person that its directory cannot be used', async () => {
    const file = path.join(emptyDirectory(), 'file');
    writeFileSync(file, '');
    await expect(openDatabase({ dataDir: path.join(file, 'data') }, silentLog)).rejects.toThrow(
      'set DATA_DIR to a directory that is',
    );
  });

  it('says in words for a person that its files are damaged, and lets go of them', async () => {
    const dataDir = emptyDirectory();
    mkdirSync(path.join(dataDir, 'pg'));
    writeFileSync(path.join(dataDir, 'pg', 'PG_VERSION'), '18\n');
    await expect(openDatabase({ dataDir }, silentLog)).rejects.toThrow('Move that directory away');
    expect(existsSync(path.join(dataDir, 'pg.lock'))).toBe(false);
  });
});

describe('a server', () => {
  it('that is not there is named without its password, with what to do', async () => {
    const databaseUrl = 'postgres://dejabug:secret-word@127.0.0.1:1/reports';
    const refused = openDatabase({ databaseUrl, dataDir: emptyDirectory() }, silentLog);
    await expect(refused).rejects.toBeInstanceOf(DatabaseError);
    await expect(refused).rejects.toThrow(
      /^PostgreSQL at 127\.0\.0\.1:1\/reports cannot be used: .*ECONNREFUSED.* DATABASE_URL/,
    );
    await expect(refused).rejects.not.toThrow('secret-word');
  });
});

describe('the lock of a directory', () => {
  const quick = { beatMs: 50, silenceMs: 400 };

  function lockFile(holder?: unknown): string {
    const file = path.join(emptyDirectory(), 'pg.lock');
    if (holder !== undefined)
      writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
    return file;
  }

  it('is held by one and free after it', async () => {
    const file = lockFile();
    const held = await lockDirectory(file, silentLog, quick);
    await expect(lockDirectory(file, silentLog, quick)).rejects.toBeInstanceOf(DirectoryInUse);
    held.release();
    (await lockDirectory(file, silentLog, quick)).release();
    expect(existsSync(file)).toBe(false);
  });

  it('goes to exactly one of many that find it left behind', async () => {
    const child = spawn(process.execPath, ['--eval', '']);
    await once(child, 'exit');
    const file = lockFile({ ...thisProcess(), pid: child.pid, started: null, token: 'gone' });
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => lockDirectory(file, silentLog, quick)),
    );
    const winners = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(winners).toHaveLength(1);
    winners[0]?.release();
  });

  it('does not block when the pid of the one that left it was given out again', async () => {
    const file = lockFile({ ...thisProcess(), started: 'another time', token: 'gone' });
    (await lockDirectory(file, silentLog, quick)).release();
  });

  it('does not block when it was left empty by a crash', async () => {
    (await lockDirectory(lockFile(''), silentLog, quick)).release();
  });

  it('is respected on another host for as long as that touches it', async () => {
    const file = lockFile({ pid: 1, place: 'elsewhere', started: null, token: 'elsewhere' });
    const beat = setInterval(() => utimesSync(file, new Date(), new Date()), quick.beatMs);
    try {
      await expect(lockDirectory(file, silentLog, quick)).rejects.toThrow('elsewhere');
    } finally {
      clearInterval(beat);
    }
    const taken = await lockDirectory(file, silentLog, quick);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    taken.release();
  });
});
