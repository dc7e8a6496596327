/** Migration: one row for each comment with commands, with those that were carried out. */

import { type Kysely, type Migration, sql } from 'kysely';

export const commandTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE dejabug.command_comments (
      repository text NOT NULL,
      owner text NOT NULL,
      repo text NOT NULL,
      installation_id bigint NOT NULL,
      issue_number integer NOT NULL,
      comment_id bigint NOT NULL,
      done text[] NOT NULL DEFAULT '{}',
      holder text,
      held_until timestamptz,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (repository, comment_id)
    )`.execute(db);
  },
};
