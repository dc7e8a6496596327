/** Where a run keeps its state: on Redis and PostgreSQL, on PostgreSQL alone, or embedded. All of it the run's own. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSettings } from '../../src/adapters/database/open-database.js';
import { databaseBackends } from '../backends.js';
import type { Role } from './fleet.js';
import { type RedisServer, startRedis } from './redis-server.js';

export const backends = ['redis', 'postgres', 'embedded'] as const;
export type Backend = (typeof backends)[number];

export interface ChaosPlace {
  /** Files of the run: logs, and what the servers keep. */
  readonly directory: string;
  readonly database: DatabaseSettings;
  readonly redis: RedisServer | null;
  /** Settings of every process. */
  readonly environment: Readonly<Record<string, string>>;
  /** The processes that make sense on it: several web and worker processes, or one that is everything. */
  readonly roles: readonly Role[];
  /** `keepFiles` leaves the directory for whoever looks for the cause of a failure. */
  remove(keepFiles: boolean): Promise<void>;
}

export async function openPlace(backend: Backend): Promise<ChaosPlace> {
  const directory = mkdtempSync(path.join(tmpdir(), `dejabug-chaos-${backend}-`));
  const [embedded, server] = await databaseBackends();
  const found = backend === 'embedded' ? embedded : server;
  if (!found?.answers) throw new Error('Chaos needs a PostgreSQL server: set TEST_DATABASE_URL.');
  const { database, remove } = await found.create();
  const redisDirectory = path.join(directory, 'redis');
  mkdirSync(redisDirectory);
  const redis = backend === 'redis' ? await startRedis(redisDirectory) : null;
  const dataDir = backend === 'embedded' ? database.dataDir : directory;
  return {
    directory,
    database,
    redis,
    environment: {
      DATA_DIR: dataDir,
      ...(database.databaseUrl && { DATABASE_URL: database.databaseUrl }),
      ...(redis && { REDIS_URL: redis.url }),
    },
    roles: backend === 'embedded' ? ['both'] : ['web', 'web', 'worker', 'worker', 'worker'],
    async remove(keepFiles) {
      await redis?.stop();
      await remove();
      if (!keepFiles) rmSync(directory, { recursive: true, force: true });
    },
  };
}
