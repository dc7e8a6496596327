/** Migration: when a draft was decided, until when it sleeps, what replaced it, and what people ruled about an issue. */

import { type Kysely, type Migration, sql } from 'kysely';

const issueColumns = sql`
  repository text NOT NULL,
  owner text NOT NULL,
  repo text NOT NULL,
  installation_id bigint NOT NULL,
  issue_number integer NOT NULL`;

const statements = [
  sql`ALTER TABLE dejabug.drafts
    ADD COLUMN decided_at timestamptz,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN replaced_by uuid,
    ADD COLUMN seen jsonb`,

  sql`CREATE TABLE dejabug.frozen_issues (
    ${issueColumns},
    frozen_by text NOT NULL,
    frozen_at timestamptz NOT NULL,
    PRIMARY KEY (repository, issue_number)
  )`,

  sql`CREATE TABLE dejabug.judgements (
    ${issueColumns},
    category text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('is', 'is-not')),
    judged_by text NOT NULL,
    judged_at timestamptz NOT NULL,
    PRIMARY KEY (repository, issue_number, category)
  )`,
  sql`CREATE UNIQUE INDEX judgements_one_problem ON dejabug.judgements (repository, issue_number) WHERE verdict = 'is'`,
];

export const verbTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
