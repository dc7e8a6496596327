/** Migration: how what is too old is found. BRIN, because these tables grow in the order of time: a few pages each, free to keep. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE INDEX deliveries_by_time ON dejabug.deliveries USING brin (accepted_at)`,
  sql`CREATE INDEX decisions_by_time ON dejabug.decisions USING brin (decided_at)`,
  sql`CREATE INDEX effects_by_time ON dejabug.effects USING brin (updated_at)`,
  sql`CREATE INDEX drafts_by_time ON dejabug.drafts USING brin (updated_at)`,
];

export const retentionIndexes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
