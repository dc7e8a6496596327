/** Migration: the inbox, one row for each issue with what arrived about it and who is looking at it. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.inbox (
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    issue_number integer NOT NULL,
    wanted bigint NOT NULL,
    begun bigint NOT NULL DEFAULT 0,
    handled bigint NOT NULL DEFAULT 0,
    round bigint NOT NULL,
    delivery_id text NOT NULL,
    event text NOT NULL,
    first_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    holder text,
    held_until timestamptz,
    outcome text,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (repository, issue_number)
  )`,
  sql`CREATE INDEX inbox_overdue ON dejabug.inbox (due_at) WHERE wanted > handled`,
  sql`CREATE INDEX inbox_of_installation ON dejabug.inbox (installation_id) WHERE wanted > handled`,
];

export const inboxTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
