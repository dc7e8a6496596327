/** Migration: what people said about decisions of ours. Rows are added and never changed, but for texts that retention empties. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.feedback (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    issue_number integer NOT NULL,
    feedback_key text NOT NULL,
    kind text NOT NULL,
    verdict text CHECK (verdict IN ('right', 'wrong')),
    category text NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL,
    draft_id uuid,
    purpose text,
    decision text CHECK (decision IN ('label', 'suggest')),
    confidence double precision,
    rule_version text,
    drafted_at timestamptz,
    reason text,
    chosen text,
    note text,
    diff text,
    UNIQUE (repository, feedback_key)
  )`,
  // The last judgements of a problem, newest first, and the newest one about an issue.
  sql`CREATE INDEX feedback_judged ON dejabug.feedback (repository, category, given_at DESC, id DESC) WHERE verdict IS NOT NULL`,
  sql`CREATE INDEX feedback_of_issue ON dejabug.feedback (repository, issue_number, category, given_at, id)`,
  sql`CREATE INDEX feedback_undone ON dejabug.feedback (draft_id, given_at, id) WHERE kind = 'undone'`,
  sql`CREATE INDEX feedback_by_time ON dejabug.feedback USING brin (given_at)`,
];

export const feedbackTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
