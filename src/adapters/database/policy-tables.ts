/** Migration: the policy that each repository follows, and why a newer one cannot be followed. */

import { type Kysely, type Migration, sql } from 'kysely';

export const policyTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE TABLE dejabug.policies (
      repository text PRIMARY KEY,
      owner text NOT NULL,
      repo text NOT NULL,
      installation_id bigint NOT NULL,
      followed jsonb,
      followed_since timestamptz,
      refused jsonb,
      refused_since timestamptz
    )`.execute(db);
    await sql`CREATE INDEX policies_installation ON dejabug.policies (installation_id)`.execute(db);
  },
};
