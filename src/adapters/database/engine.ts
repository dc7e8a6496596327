/** What the two engines have in common: a node-postgres pool, and how to come by one for another schema. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

export interface Engine {
  readonly kind: 'embedded' | 'server';
  /** Names must be qualified with their schema on this pool. */
  readonly pool: Pool;
  /** A pool on which unqualified names mean `schema`; it is closed with the engine. */
  schemaPool(schema: string): Promise<Pool>;
  close(): Promise<void>;
}

/** How long closing waits for clients that somebody has not given back. */
const patienceMs = 5_000;

export async function endPool(pool: Pool): Promise<void> {
  await Promise.race([pool.end(), sleep(patienceMs, undefined, { ref: false })]);
}
