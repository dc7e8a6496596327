/** Looks at the database that the settings name without changing it: no table is made, no file of a new one is written. */

import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import type { Log } from '../../app/ports.js';
import type { SeenDatabase } from '../../core/diagnosis/judge-stores.js';
import { DirectoryInUse } from './directory-lock.js';
import { openEmbedded } from './embedded-engine.js';
import type { Engine } from './engine.js';
import { reasonOf } from './errors.js';
import { migrationState } from './migrate.js';
import type { DatabaseSettings } from './open-database.js';
import { addressOf, openServer } from './server-engine.js';

/** Never rejects: what is wrong is part of the answer. */
export async function examineDatabase(
  { databaseUrl, dataDir }: DatabaseSettings,
  log: Log,
): Promise<SeenDatabase> {
  const directory = path.resolve(dataDir);
  const name = databaseUrl
    ? `PostgreSQL at ${addressOf(databaseUrl)}`
    : `The embedded database in ${directory}`;
  if (!databaseUrl && !existsSync(path.join(directory, 'pg'))) return notYetThere(directory, name);
  try {
    const engine = databaseUrl ? await openServer(databaseUrl, log) : await openEmbedded(directory, log);
    try {
      return { name, ...(await stateOf(engine)) };
    } finally {
      await engine.close();
    }
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof DirectoryInUse) {
      const { pid, place } = cause.holder;
      return { name, state: 'in-use', pid, place: place.split(' ')[0] ?? place };
    }
    return { name, state: 'broken', reason: reasonOf(error) };
  }
}

/** The first start makes the files, if it may. */
function notYetThere(directory: string, name: string): SeenDatabase {
  let above = directory;
  while (!existsSync(above)) above = path.dirname(above);
  try {
    accessSync(above, constants.W_OK | constants.X_OK);
    return { name, state: 'empty' };
  } catch {
    const reason = `The directory ${above} for the embedded database may not be written. Make it writable, or set DATA_DIR to one that is.`;
    return { name, state: 'broken', reason };
  }
}

type State =
  | { readonly state: 'ready'; readonly version: string }
  | { readonly state: 'behind'; readonly pending: readonly string[] }
  | { readonly state: 'ahead'; readonly unknown: readonly string[] }
  | { readonly state: 'empty' };

async function stateOf({ pool }: Engine): Promise<State> {
  const { made, pending, unknown } = await migrationState(pool);
  if (unknown.length > 0) return { state: 'ahead', unknown };
  if (made.length === 0) return { state: 'empty' };
  if (pending.length > 0) return { state: 'behind', pending };
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  return { state: 'ready', version: `PostgreSQL ${rows[0]?.server_version.split(' ')[0] ?? ''}` };
}
