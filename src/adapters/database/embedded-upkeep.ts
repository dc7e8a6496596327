/** Housekeeping that a PostgreSQL server does in the background and an embedded session does not do by itself. */

import type { Pool } from 'pg';
import type { Log } from '../../app/ports.js';

/** Without checkpoints the write-ahead log grows for as long as the process runs, and recovery after a crash takes as long. */
const checkpointMs = 5 * 60_000;
/** Without vacuum, rows that were updated or removed keep their space. Counted in checkpoints. */
const vacuumEvery = 12;

export async function tidy(pool: Pool, withVacuum: boolean): Promise<void> {
  if (withVacuum) await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}

/** Returns the way to stop. */
export function startUpkeep(pool: Pool, log: Log): () => void {
  let turn = 0;
  const timer = setInterval(() => {
    tidy(pool, turn++ % vacuumEvery === 0).catch((error: unknown) => {
      log.warn({ err: error }, 'housekeeping of the embedded database failed');
    });
  }, checkpointMs);
  timer.unref();
  return () => clearInterval(timer);
}
