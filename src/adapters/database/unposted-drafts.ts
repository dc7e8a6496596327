/** Drafts whose comment is not known: what the sweep looks at. */

import { type Kysely, sql } from 'kysely';
import type { Store } from '../../app/ports.js';
import type { Tables } from './tables.js';

export function unpostedDrafts(db: Kysely<Tables>): Pick<Store, 'unpostedDrafts'> {
  return {
    async unpostedDrafts(limit) {
      const rows = await db
        .selectFrom('drafts')
        .select(['id', 'updated_at', 'decided_at'])
        // As the partial index has it.
        .where(sql<boolean>`state IN ('approved', 'posted') AND comment_url IS NULL`)
        .where(sql<boolean>`NOT EXISTS (SELECT FROM dejabug.waiting_for_policy AS waiting
          WHERE waiting.job_key = 'post-draft ' || drafts.id::text)`)
        .orderBy('updated_at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        updatedAt: row.updated_at.getTime(),
        decidedAt: row.decided_at?.getTime() ?? null,
      }));
    },
  };
}
