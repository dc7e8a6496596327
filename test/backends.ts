/** The databases and queue stores that suites run against: which of them answer here, and a fresh place on each. */

import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Redis } from 'ioredis';
import pg from 'pg';
import {
  type Database,
  type DatabaseSettings,
  openDatabase,
} from '../src/adapters/database/open-database.js';
import type { QueueSettings } from '../src/adapters/queue/open-queue.js';
import type { Log } from '../src/app/ports.js';

/** A place of the suite's own: nothing in it, nobody else uses it. `remove` it when everything on it is closed. */
export interface Place {
  readonly database: DatabaseSettings;
  readonly queue: Pick<QueueSettings, 'redisUrl' | 'prefix'>;
  remove(): Promise<void>;
}

export interface Backend {
  readonly name: 'PGlite' | 'PostgreSQL' | 'Redis';
  /** False when nothing answers: use with `describe.skipIf(!backend.answers)`. */
  readonly answers: boolean;
  create(): Promise<Place>;
}

const adminUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';
const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';

/** A log that says nothing, for adapters under test. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};

const modules = path.resolve(import.meta.dirname, '../node_modules');

/** Files of an empty embedded database, made once for each version of PGlite: making them takes seconds, copying does not. */
async function emptyDatabase(): Promise<string> {
  const about = JSON.parse(readFileSync(path.join(modules, '@electric-sql/pglite/package.json'), 'utf8'));
  const cache = path.join(modules, '.cache', 'dejabug-test');
  const made = path.join(cache, `pglite-${about.version}`);
  if (existsSync(made)) return made;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(path.join(cache, 'making-'));
  const pglite = await PGlite.create(path.join(making, 'pg'));
  await pglite.close();
  try {
    renameSync(making, made);
  } catch {
    // Another test file was faster.
    rmSync(making, { recursive: true });
  }
  return made;
}

/** A data directory in which nothing has happened yet; the files of the embedded database are there, to start quickly. */
export async function embeddedPlace(): Promise<Place> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dejabug-test-'));
  cpSync(await emptyDatabase(), dataDir, { recursive: true });
  return {
    database: { dataDir },
    queue: {},
    remove: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

async function asAdmin<T>(ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

async function serverPlace(): Promise<Place> {
  const name = `dejabug_test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    database: { databaseUrl: url.href, dataDir: path.join(tmpdir(), name) },
    queue: {},
    async remove() {
      await asAdmin((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function withRedis<T>(ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  // The rejection says it; without a listener ioredis prints it as well.
  client.on('error', () => {});
  try {
    await client.connect();
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

/** Jobs on Redis, the rest on an embedded database. */
async function redisPlace(): Promise<Place> {
  const prefix = `dejabug-test-${randomBytes(6).toString('hex')}`;
  const embedded = await embeddedPlace();
  return {
    database: embedded.database,
    queue: { redisUrl, prefix },
    async remove() {
      await embedded.remove();
      await withRedis(async (client) => {
        for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1_000 })) {
          if (keys.length > 0) await client.unlink(keys);
        }
      });
    },
  };
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}

const pglite: Backend = { name: 'PGlite', answers: true, create: embeddedPlace };

async function postgres(): Promise<Backend> {
  const isThere = await answers(() => asAdmin((client) => client.query('SELECT 1')));
  return { name: 'PostgreSQL', answers: isThere, create: serverPlace };
}

async function redis(): Promise<Backend> {
  const isThere = await answers(() => withRedis((client) => client.ping()));
  return { name: 'Redis', answers: isThere, create: redisPlace };
}

/**
 * Where the store can lie. Servers are looked for at TEST_DATABASE_URL, else `postgres` on this machine.
 *
 *     describe.each(await databaseBackends())('store on $name', (backend) => …)
 */
export async function databaseBackends(): Promise<readonly Backend[]> {
  return [pglite, await postgres()];
}

/** Where the queue can lie. Redis is looked for at TEST_REDIS_URL, else on this machine. */
export async function queueBackends(): Promise<readonly Backend[]> {
  return [pglite, ...(await Promise.all([postgres(), redis()]))];
}

/** The database that a queue at this place needs: none when its jobs lie on Redis. */
export async function openStorage(place: Place): Promise<Database | null> {
  return place.queue.redisUrl ? null : openDatabase(place.database, silentLog);
}
