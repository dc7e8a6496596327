/** Migration: what recovery remembers between two sweeps. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.bookmarks (
    name text PRIMARY KEY,
    at timestamptz NOT NULL
  )`,
  sql`CREATE TABLE dejabug.redeliveries (
    guid text PRIMARY KEY,
    asks integer NOT NULL,
    asked_at timestamptz NOT NULL
  )`,
  sql`CREATE TABLE dejabug.watched_repositories (
    repository text PRIMARY KEY,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    first_at timestamptz NOT NULL,
    since timestamptz NOT NULL,
    etag text,
    looked_at timestamptz
  )`,
  sql`CREATE INDEX watched_longest ON dejabug.watched_repositories (looked_at NULLS FIRST)`,
];

export const recoveryTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
