/** Opens the database that the settings name, brought up to date and ready for the store and the queue. */

import path from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { Log } from '../../app/ports.js';
import { answerInTime } from './answer-in-time.js';
import { openEmbedded } from './embedded-engine.js';
import { migrate } from './migrate.js';
import { openServer } from './server-engine.js';
import { schemaName, type Tables } from './tables.js';

export interface DatabaseSettings {
  /** A PostgreSQL server; without it the database is embedded. */
  readonly databaseUrl?: string | null | undefined;
  /** Where the embedded database keeps its files. */
  readonly dataDir: string;
}

export interface Database {
  readonly kind: 'embedded' | 'server';
  /** Queries on schema `dejabug`. */
  readonly db: Kysely<Tables>;
  /** A pool on which unqualified names mean `schema`; it is closed with the database. */
  schemaPool(schema: string): Promise<Pool>;
  /** Throws when the database does not answer within a second. */
  ping(): Promise<void>;
  /** Finishes what is running and disconnects; a second call does nothing more. */
  close(): Promise<void>;
}

/** @throws DatabaseError, for the person, when it cannot be opened. */
export async function openDatabase(settings: DatabaseSettings, log: Log): Promise<Database> {
  const { databaseUrl } = settings;
  const engine = databaseUrl
    ? await openServer(databaseUrl, log)
    : await openEmbedded(path.resolve(settings.dataDir), log);
  try {
    await migrate(engine.pool);
  } catch (error) {
    await engine.close();
    throw error;
  }

  let closing: Promise<void> | null = null;
  return {
    kind: engine.kind,
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: engine.pool }) }).withSchema(schemaName),
    schemaPool: (schema) => engine.schemaPool(schema),
    async ping() {
      await answerInTime(engine.pool.query('SELECT 1'), 1_000, 'The database');
    },
    close() {
      closing ??= engine.close();
      return closing;
    },
  };
}
