/** The default engine: PostgreSQL compiled to WebAssembly, its files in the data directory, one process at a time. */

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Log } from '../../app/ports.js';
import { DirectoryInUse, type DirectoryLock, lockDirectory } from './directory-lock.js';
import { rollbackBatch } from './embedded-connection.js';
import { ensureFiles } from './embedded-files.js';
import { embeddedPool } from './embedded-pool.js';
import { shareSession } from './embedded-session.js';
import { startUpkeep } from './embedded-upkeep.js';
import { type Engine, endPool } from './engine.js';
import { DatabaseError, reasonOf } from './errors.js';
import { quoteName } from './quote-name.js';

async function lock(dataDir: string, log: Log): Promise<DirectoryLock> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return await lockDirectory(path.join(dataDir, 'pg.lock'), log);
  } catch (error) {
    if (error instanceof DirectoryInUse) {
      throw new DatabaseError(
        `The embedded database in ${dataDir} is already in use by process ${error.holder.pid} (${error.holder.place}); ` +
          'it works for one process at a time. Stop that process, give this one another DATA_DIR, or set DATABASE_URL to a ' +
          'PostgreSQL server, which any number of processes can share.',
        error,
      );
    }
    throw new DatabaseError(
      `The directory ${dataDir} for the embedded database cannot be used: ${reasonOf(error)}. ` +
        'Make it writable, or set DATA_DIR to a directory that is.',
      error,
    );
  }
}

/** PostgreSQL's usual 128 MB are all in memory here, and Node's share of a small machine; the system caches the files anyway. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

async function start(dataDir: string, log: Log): Promise<PGlite> {
  const files = path.join(dataDir, 'pg');
  const said: string[] = [];
  function hear(line: string): false {
    said.push(line);
    if (said.length > 20) said.shift();
    return false;
  }
  try {
    await ensureFiles(files, path.join(dataDir, 'pg.incomplete'), log);
    return await PGlite.create(files, { startParams, onStderr: hear });
  } catch (error) {
    const words = `The embedded database in ${files} did not open: ${reasonOf(error)}. ${said.join(' ')}\n`;
    if (words.includes('No space left on device'))
      throw new DatabaseError(`${words}Make space there and start again; what was saved is kept.`, error);
    throw new DatabaseError(
      words +
        'Move that directory away to start with an empty database, or put a copy of it back that was made while Dejabug was stopped.',
      error,
    );
  }
}

/**
 * The process is the database server here, so it ends as a server does that cannot write its log any more: in order, with code 1.
 * What was saved is in the files, and whoever supervises the process starts it again.
 */
function endProcess(reason: string, dataDir: string, log: Log): void {
  log.error(
    { reason, dataDir },
    'the embedded database stopped itself and Dejabug ends; nothing that was accepted is lost. Make space in DATA_DIR and start it again',
  );
  process.exitCode = 1;
  process.kill(process.pid, 'SIGTERM');
}

const sayAgainMs = 60_000;

/** Says what to do, once in a minute however many statements fail. */
function sayFull(dataDir: string, log: Log): () => void {
  let saidAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - saidAt < sayAgainMs) return;
    saidAt = now;
    log.error(
      { dataDir },
      'the disk of the embedded database is full: make space in DATA_DIR. Deliveries are answered 503 meanwhile; nothing that was accepted is lost',
    );
  };
}

export async function openEmbedded(dataDir: string, log: Log): Promise<Engine> {
  const held = await lock(dataDir, log);
  const pglite = await start(dataDir, log).catch((error: unknown) => {
    held.release();
    throw error;
  });
  const session = shareSession(
    pglite,
    rollbackBatch,
    (reason) => endProcess(reason, dataDir, log),
    sayFull(dataDir, log),
  );
  const pool = embeddedPool(session);
  const stopUpkeep = startUpkeep(pool, log);

  return {
    kind: 'embedded',
    pool,
    async schemaPool(schema) {
      // One session, one search path: everybody else qualifies the names they use.
      await pool.query(`SET search_path TO ${quoteName(schema)}`);
      return pool;
    },
    async close() {
      stopUpkeep();
      await endPool(pool);
      await session.drain();
      if (!session.panicked) await pglite.close();
      held.release();
    },
  };
}
