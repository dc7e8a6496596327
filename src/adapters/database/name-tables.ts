/** Migration: under which name each repository was seen last, by GitHub's own id of it, and which names it had before. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.repository_names (
    repository_id bigint PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL
  )`,
  sql`CREATE INDEX repository_names_repository ON dejabug.repository_names (repository)`,
  sql`CREATE TABLE dejabug.former_names (
    former text PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL
  )`,
  sql`CREATE INDEX former_names_repository ON dejabug.former_names (repository)`,
];

export const nameTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
