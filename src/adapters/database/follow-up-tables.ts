/** Migration: from when a follow-up is counted, and the batches in which the news of a release is approved. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`ALTER TABLE dejabug.follow_ups ADD COLUMN counted_from timestamptz`,
  sql`CREATE INDEX follow_ups_of_repository ON dejabug.follow_ups (repository) WHERE state = 'scheduled'`,

  sql`CREATE TABLE dejabug.release_batches (
    id uuid PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    batch_key text NOT NULL,
    category text NOT NULL,
    component text NOT NULL,
    version text NOT NULL,
    is_test boolean NOT NULL,
    distribution text,
    is_said_to_fix boolean NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (repository, batch_key)
  )`,
  sql`CREATE INDEX drafts_of_batch ON dejabug.drafts ((content->>'batch'), state) WHERE content->>'batch' IS NOT NULL`,
  sql`CREATE INDEX decisions_of_problem ON dejabug.decisions (category, repository) WHERE category IS NOT NULL`,
];

export const followUpTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
