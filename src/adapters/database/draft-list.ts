/** Lists of drafts: the review desk's pages, the repositories that have any, and what is still to be posted. */

import { type Kysely, sql } from 'kysely';
import type { Store } from '../../app/ports.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { toDraft } from './draft-row.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

const maxPage = 100;

export function draftList(
  db: Kysely<Tables>,
): Pick<Store, 'drafts' | 'unpostedDrafts' | 'repositoriesWithDrafts'> {
  return {
    async drafts(query) {
      const after = query.after === undefined ? null : decodeCursor(query.after);
      const limit = Math.min(Math.max(Math.trunc(query.limit), 1), maxPage);
      const repositories = query.repositories.map((name) => storable(name.toLowerCase()));
      const { category, awakeAt } = query;
      const rows = await db
        .selectFrom('drafts')
        .selectAll()
        // As one parameter each: a person may see thousands of repositories.
        .where(sql<boolean>`repository = ANY(${repositories}::text[])`)
        .where(sql<boolean>`state = ANY(${query.states}::text[])`)
        .$if(category !== undefined, (list) => list.where('category', '=', storable(category ?? '')))
        .$if(awakeAt !== undefined, (list) =>
          list.where((row) =>
            row.or([
              row('state', '<>', 'pending'),
              row('snoozed_until', 'is', null),
              row('snoozed_until', '<=', new Date(awakeAt ?? 0)),
            ]),
          ),
        )
        .$if(after !== null, (list) =>
          list.where(sql<boolean>`(created_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        drafts: page.map(toDraft),
        next: last && rows.length > limit ? encodeCursor({ at: last.created_at, id: last.id }) : null,
      };
    },

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

    async repositoriesWithDrafts(states) {
      const rows = await db
        .selectFrom('drafts')
        .distinctOn('repository')
        .select(['repository', 'owner', 'repo', 'installation_id'])
        .where(sql<boolean>`state = ANY(${states}::text[])`)
        // The newest row knows how the name is written now, and the installation that is valid now.
        .orderBy('repository')
        .orderBy('created_at', 'desc')
        .execute();
      return rows.map((row) => ({
        owner: row.owner,
        repo: row.repo,
        installationId: Number(row.installation_id),
      }));
    },
  };
}
