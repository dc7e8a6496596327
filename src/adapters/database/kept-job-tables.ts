/** Migration: jobs that webhooks ask for are kept until a worker has run them. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.kept_jobs (
    id text PRIMARY KEY,
    job jsonb NOT NULL,
    repository text,
    installation_id bigint,
    kept_at timestamptz NOT NULL
  )`,
  sql`CREATE INDEX kept_jobs_by_time ON dejabug.kept_jobs (kept_at)`,
  sql`CREATE INDEX kept_jobs_of_repository ON dejabug.kept_jobs (repository)`,
  sql`CREATE INDEX kept_jobs_of_installation ON dejabug.kept_jobs (installation_id)`,
  // Accepted and not queued, answered 503: its redelivery is the first one now. From here on accepting and keeping are one step.
  sql`DELETE FROM dejabug.deliveries WHERE finished_at IS NULL`,
  sql`ALTER TABLE dejabug.deliveries DROP COLUMN finished_at`,
];

export const keptJobTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
