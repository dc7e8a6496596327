/** The engine for installations that scale out: a PostgreSQL server, shared by any number of processes. */

import pg from 'pg';
import type { Log } from '../../app/ports.js';
import { type Engine, endPool } from './engine.js';
import { DatabaseError, reasonOf } from './errors.js';
import { quoteName } from './quote-name.js';

/** Names the server in words. */
export function addressOf(databaseUrl: string): string {
  // Only what identifies the server: a connection string holds a password.
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  return url
    ? `${url.host || url.searchParams.get('host') || 'localhost'}${url.pathname}`
    : 'the address in DATABASE_URL';
}

function adviceFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === '28P01' || code === '28000') return 'Correct the user or the password in DATABASE_URL.';
  if (code === '3D000') return 'Create that database, or name another one in DATABASE_URL.';
  return 'Start it, or correct DATABASE_URL. Without DATABASE_URL Dejabug keeps its data in an embedded database.';
}

function openPool(databaseUrl: string, log: Log, options?: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'dejabug',
    max: 10,
    // A server that does not answer must become an error: a webhook is answered 503 instead of never.
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    keepAlive: true,
    options,
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle connection to PostgreSQL was lost'));
  // A client that is in use has no other listener; its query is rejected as well, so nothing is left to do here.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ err: error }, 'a connection to PostgreSQL was lost'));
  });
  return pool;
}

/** @throws DatabaseError when the server cannot be reached or refuses. */
export async function openServer(databaseUrl: string, log: Log): Promise<Engine> {
  const pools: pg.Pool[] = [];
  function add(options?: string): pg.Pool {
    const pool = openPool(databaseUrl, log, options);
    pools.push(pool);
    return pool;
  }
  async function close(): Promise<void> {
    await Promise.all(pools.splice(0).map(endPool));
  }

  try {
    const pool = add();
    await pool.query('SELECT 1');
    return {
      kind: 'server',
      pool,
      schemaPool: async (schema) => add(`-c search_path=${quoteName(schema)}`),
      close,
    };
  } catch (error) {
    await close();
    throw new DatabaseError(
      `PostgreSQL at ${addressOf(databaseUrl)} cannot be used: ${reasonOf(error)}. ${adviceFor(error)}`,
      error,
    );
  }
}
