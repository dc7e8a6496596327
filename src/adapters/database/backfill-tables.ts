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

/** Whether a backfill was taken back is asked for each issue that is triaged. */
export const backfillIndex: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE INDEX backfill_issues_issue ON dejabug.backfill_issues (repository, issue_number)`.execute(
      db,
    );
    await sql`DROP INDEX dejabug.backfill_issues_repository`.execute(db);
  },
};
