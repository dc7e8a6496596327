/** Migration: what makes the desk's list fast with many drafts, and its sessions and kept texts, which several web processes share. */

import { type Kysely, type Migration, sql } from 'kysely';

/**
 * The first characters of each text: with four bytes a character, and every part of an address counted as a word again, they stay
 * below the 1 MB that a tsvector may have.
 */
const words = sql`to_tsvector('simple'::regconfig,
  left(title, 1000) || ' ' || issue_number::text || ' ' || category || ' ' || left(body, 40000) || ' ' ||
  left(coalesce(edited_reply, content ->> 'reply', ''), 20000))`;

const statements = [
  sql`ALTER TABLE dejabug.drafts
    ADD COLUMN confidence double precision GENERATED ALWAYS AS ((content -> 'confidence')::double precision) STORED,
    ADD COLUMN words tsvector GENERATED ALWAYS AS (${words}) STORED`,
  sql`CREATE INDEX drafts_words ON dejabug.drafts USING gin (words)`,
  // The list of one known problem, the counts, and the reports like one.
  sql`CREATE INDEX drafts_of_problem ON dejabug.drafts (repository, category, state, created_at DESC, id DESC)
    INCLUDE (snoozed_until)`,

  sql`CREATE TABLE dejabug.sessions (
    id text PRIMARY KEY,
    login text NOT NULL,
    csrf text NOT NULL UNIQUE,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz
  )`,
  sql`CREATE INDEX sessions_by_end ON dejabug.sessions (ends_at)`,
  sql`CREATE TABLE dejabug.kept_texts (
    draft_id uuid NOT NULL,
    login text NOT NULL,
    repository text NOT NULL,
    installation_id bigint NOT NULL,
    text text NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (draft_id, login)
  )`,
  sql`CREATE INDEX kept_texts_by_age ON dejabug.kept_texts (kept_at)`,
  sql`CREATE INDEX kept_texts_of_repository ON dejabug.kept_texts (repository)`,
];

export const deskTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
