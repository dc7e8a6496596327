/** Asks a Redis server for what the queue depends on; nothing is changed. */

import { Redis } from 'ioredis';
import type { SeenQueue } from '../../core/diagnosis/judge-stores.js';
import { reasonOf } from '../database/errors.js';

const patienceMs = 5_000;

/** Never rejects: what is wrong is part of the answer. The address is named without user and password. */
export async function examineRedis(redisUrl: string): Promise<SeenQueue> {
  const place = URL.canParse(redisUrl) ? new URL(redisUrl).host : 'the address in REDIS_URL';
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // What `connect` rejects with says only that it is over.
  let reason: string | null = null;
  client.on('error', (error: unknown) => {
    reason ??= reasonOf(error);
  });
  try {
    await client.connect();
    const said = await client.info();
    const line = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(said)?.[1] ?? null;
    const appending = line('aof_enabled');
    return {
      kind: 'redis',
      place,
      version: line('redis_version') ?? 'of an unknown version',
      maxmemoryPolicy: line('maxmemory_policy'),
      isAppending: appending === null ? null : appending === '1',
    };
  } catch (error) {
    return { kind: 'silent', place, reason: reason ?? reasonOf(error) };
  } finally {
    client.disconnect();
  }
}
