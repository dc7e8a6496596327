/** Redis and PostgreSQL for a measurement: a fresh database, and a Redis database that holds nothing. */

import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';

export interface BenchStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Forgets the jobs of one measurement before the next. */
  clearRedis(): Promise<void>;
  remove(): Promise<void>;
}

const adminUrl =
  process.env.TEST_DATABASE_URL ??
  process.env.BENCH_DATABASE_URL ??
  'postgres://postgres@127.0.0.1:5432/postgres';
const redisUrl = process.env.BENCH_REDIS_URL ?? 'redis://127.0.0.1:6379/15';

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Rejects when Redis' database is in use: it is emptied afterwards. */
export async function openBenchStores(): Promise<BenchStores> {
  const redis = new Redis(redisUrl);
  if ((await redis.dbsize()) > 0) {
    redis.disconnect();
    throw new Error(`The Redis database at ${redisUrl} is not empty. Name an empty one in BENCH_REDIS_URL.`);
  }
  const name = `dejabug_bench_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    redisUrl,
    async clearRedis() {
      await redis.flushdb();
    },
    async remove() {
      await redis.flushdb();
      redis.disconnect();
      await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
