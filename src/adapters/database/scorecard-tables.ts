/** Migration: how doubted problems are found, resets of demotions, and when the reactions on a reply were looked at. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE INDEX feedback_wrong ON dejabug.feedback (repository, category) WHERE verdict = 'wrong'`,
  sql`CREATE TABLE dejabug.demotion_resets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    category text NOT NULL,
    reset_by text NOT NULL,
    reset_at timestamptz NOT NULL
  )`,
  sql`CREATE INDEX demotion_resets_newest ON dejabug.demotion_resets (repository, category, reset_at DESC)`,
  sql`CREATE TABLE dejabug.watched_replies (
    draft_id uuid PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    issue_number integer NOT NULL,
    etag text,
    looked_at timestamptz NOT NULL
  )`,
  sql`CREATE INDEX watched_replies_by_time ON dejabug.watched_replies (looked_at)`,
];

export const scorecardTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
