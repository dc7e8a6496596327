/** Redis and PostgreSQL for a measurement: a fresh database, and a Redis database that holds nothing. */

import { Redis } from 'ioredis';
import { benchDatabase } from '../bench-database.js';

export interface BenchStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Forgets the jobs of one measurement before the next. */
  clearRedis(): Promise<void>;
  remove(): Promise<void>;
}

const redisUrl = process.env.BENCH_REDIS_URL ?? 'redis://127.0.0.1:6379/15';

/** Rejects when Redis' database is in use: it is emptied afterwards. */
export async function openBenchStores(): Promise<BenchStores> {
  const redis = new Redis(redisUrl);
  if ((await redis.dbsize()) > 0) {
    redis.disconnect();
    throw new Error(`The Redis database at ${redisUrl} is not empty. Name an empty one in BENCH_REDIS_URL.`);
  }
  const database = await benchDatabase();
  return {
    databaseUrl: database.databaseUrl,
    redisUrl,
    async clearRedis() {
      await redis.flushdb();
    },
    async remove() {
      await redis.flushdb();
      redis.disconnect();
      await database.remove();
    },
  };
}
