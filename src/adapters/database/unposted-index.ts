/** Migration: how the sweep finds the few drafts whose comment is not known among all that were ever posted. */

import { type Kysely, type Migration, sql } from 'kysely';

export const unpostedIndex: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE INDEX drafts_unposted ON dejabug.drafts (updated_at)
      WHERE state IN ('approved', 'posted') AND comment_url IS NULL`.execute(db);
  },
};
