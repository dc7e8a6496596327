/** Migration: what waits for a policy's repair, and how follow-ups and batches of releases that are over are found. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.waiting_for_policy (
    repository text NOT NULL,
    owner text NOT NULL,
    repo text NOT NULL,
    installation_id bigint NOT NULL,
    job_key text NOT NULL,
    job jsonb NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (repository, job_key)
  )`,
  sql`CREATE INDEX waiting_by_key ON dejabug.waiting_for_policy (job_key)`,
  sql`CREATE INDEX waiting_of_installation ON dejabug.waiting_for_policy (installation_id)`,
  sql`CREATE INDEX follow_ups_over ON dejabug.follow_ups (updated_at) WHERE state <> 'scheduled'`,
  sql`CREATE INDEX release_batches_by_age ON dejabug.release_batches (created_at)`,
];

export const policyWaitTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
