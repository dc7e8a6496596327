/** Migration: one row for each check of a commit that a worker is at. */

import { type Kysely, type Migration, sql } from 'kysely';

export const checkClaimTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE dejabug.check_claims (
      repository text NOT NULL,
      owner text NOT NULL,
      repo text NOT NULL,
      installation_id bigint NOT NULL,
      head_sha text NOT NULL,
      pull integer NOT NULL,
      holder text NOT NULL,
      held_until timestamptz NOT NULL,
      PRIMARY KEY (repository, head_sha, pull)
    )`.execute(db);
  },
};
