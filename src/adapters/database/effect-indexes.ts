/** Migration: how the sweep finds the few effects that are open among millions that are not. */

import { type Kysely, type Migration, sql } from 'kysely';

export const effectIndexes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`CREATE INDEX effects_open ON dejabug.effects (updated_at) WHERE state = 'intended'`.execute(db);
  },
};
