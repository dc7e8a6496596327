/** Migration: backfills with the issues that each looks at, and the first report on a repository. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.backfills (
    id text PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    since timestamptz,
    state text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  )`,
  sql`CREATE INDEX backfills_repository ON dejabug.backfills (repository, created_at DESC)`,
  sql`CREATE TABLE dejabug.backfill_issues (
    backfill_id text NOT NULL,
    issue_number integer NOT NULL,
    repository text NOT NULL,
    installation_id bigint NOT NULL,
    state text NOT NULL,
    labels jsonb NOT NULL,
    outcome text,
    PRIMARY KEY (backfill_id, issue_number)
  )`,
  sql`CREATE INDEX backfill_issues_repository ON dejabug.backfill_issues (repository)`,
  sql`CREATE TABLE dejabug.first_reports (
    repository text PRIMARY KEY,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    report jsonb NOT NULL,
    made_at timestamptz NOT NULL
  )`,
];

export const backfillTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};

const deskStatements = [
  sql`ALTER TABLE dejabug.backfills
    ADD COLUMN paused_in text,
    ADD COLUMN runner text NOT NULL DEFAULT 'command',
    ADD COLUMN asked_by text,
    ADD COLUMN note text,
    ADD COLUMN looked integer NOT NULL DEFAULT 0,
    ADD COLUMN report jsonb,
    ADD COLUMN round bigint NOT NULL DEFAULT 1,
    ADD COLUMN holder text,
    ADD COLUMN held_until timestamptz NOT NULL DEFAULT to_timestamp(0),
    ADD COLUMN wake_at timestamptz NOT NULL DEFAULT to_timestamp(0),
    ADD COLUMN begun_at timestamptz,
    ADD COLUMN begun_waiting integer`,
  sql`ALTER TABLE dejabug.backfill_issues ADD COLUMN taken integer NOT NULL DEFAULT 0`,
  // Only the newest was ever taken up again.
  sql`UPDATE dejabug.backfills AS old SET state = 'done' WHERE state IN ('collecting', 'running') AND EXISTS
    (SELECT FROM dejabug.backfills AS other WHERE other.repository = old.repository
      AND (other.created_at, other.id) > (old.created_at, old.id))`,
  // One of a repository at a time, whoever begins it.
  sql`CREATE UNIQUE INDEX backfills_open ON dejabug.backfills (repository)
    WHERE state IN ('surveying', 'surveyed', 'collecting', 'running', 'undoing', 'paused')`,
];

/** Migration: backfills that are begun, watched, paused and taken back from the review desk. */
export const backfillDesk: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of deskStatements) await statement.execute(db);
  },
};

/** Migration: whether a backfill was taken back is asked for each issue that is triaged. */
export const backfillIndex: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE INDEX backfill_issues_issue ON dejabug.backfill_issues (repository, issue_number)`.execute(
      db,
    );
    await sql`DROP INDEX dejabug.backfill_issues_repository`.execute(db);
  },
};
