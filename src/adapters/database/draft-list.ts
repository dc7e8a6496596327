/** Lists of drafts for the review desk: pages, counts, neighbours, the reports like one, and the repositories that have any. */

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DraftFilter, DraftLists, ListedDraft } from '../../app/draft-ports.js';
import type { FollowUpKind } from '../../core/plan/action.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { counts, idsInOrder, idsWithWords, type Slice } from './draft-filter.js';
import { type ListedRow, toListedDraft } from './draft-row.js';
import { repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

const maxPage = 100;

interface ListRow extends ListedRow {
  follow_up: FollowUpKind | null;
}

export function draftList(db: Kysely<Tables>): DraftLists {
  /** A search is asked with sequential scans off: what a word's index costs is overrated, and reading all words is dear. */
  async function ask<T>(filter: DraftFilter, query: RawBuilder<T>): Promise<readonly T[]> {
    if (filter.words === undefined) return (await query.execute(db)).rows;
    return db.transaction().execute(async (searching) => {
      await sql`SET LOCAL enable_seqscan = off`.execute(searching);
      return (await query.execute(searching)).rows;
    });
  }

  async function idsOf(filter: DraftFilter, slice: Slice): Promise<readonly string[]> {
    if (filter.repositories.length === 0) return [];
    const query = filter.words === undefined ? idsInOrder(filter, slice) : idsWithWords(filter, slice);
    return (await ask(filter, query)).map(({ id }) => id);
  }

  async function listed(ids: readonly string[]): Promise<readonly ListedDraft[]> {
    if (ids.length === 0) return [];
    const { rows } = await sql<ListRow>`
      SELECT d.id, d.owner, d.repo, d.installation_id, d.issue_number, d.title, d.issue_url, d.content, d.state, d.decided_by,
        d.decision_reason, d.edited_reply, d.comment_url, d.decided_at, d.snoozed_until, d.replaced_by, d.created_at, d.updated_at,
        (SELECT kind FROM dejabug.follow_ups AS f WHERE f.repository = d.repository AND f.issue_number = d.issue_number
          AND f.category = d.category AND f.state = 'scheduled' ORDER BY f.due_at LIMIT 1) AS follow_up
      FROM dejabug.drafts AS d WHERE d.id = ANY(${ids}::uuid[])
      ORDER BY d.created_at DESC, d.id DESC`.execute(db);
    return rows.map((row) => ({ ...toListedDraft(row), followUp: row.follow_up }));
  }

  return {
    async drafts({ after, limit, ...query }) {
      const from = after === undefined ? null : decodeCursor(after);
      const size = Math.min(Math.max(Math.trunc(limit), 1), maxPage);
      const slice = { states: query.states, direction: 'older', from, limit: size + 1 } as const;
      const ids = await idsOf(query, slice);
      const drafts = await listed(ids.slice(0, size));
      const last = drafts.at(-1);
      return {
        drafts,
        next: last && ids.length > size ? encodeCursor({ at: new Date(last.createdAt), id: last.id }) : null,
      };
    },

    async draftCounts(filter, at) {
      if (filter.repositories.length === 0) return [];
      const rows = await ask(filter, counts(filter, new Date(at)));
      return rows.map(({ snoozed, count, ...row }) => ({ ...row, isSnoozed: snoozed, count: Number(count) }));
    },

    async draftNeighbours(query, of) {
      const from = { at: new Date(of.createdAt), id: of.id };
      const { states } = query;
      const [newer] = await idsOf(query, { states, direction: 'newer', from, limit: 1 });
      const [older] = await idsOf(query, { states, direction: 'older', from, limit: 1 });
      return { newer: newer ?? null, older: older ?? null };
    },

    async similarDrafts(ref, category, limit) {
      const { rows } = await sql<{ id: string }>`
        SELECT one.id FROM unnest(ARRAY['pending', 'approved', 'posted', 'rejected', 'superseded', 'expired']) AS standing (name)
        CROSS JOIN LATERAL (
          SELECT id, created_at FROM dejabug.drafts
          WHERE repository = ${repositoryKey(ref)} AND category = ${storable(category)} AND state = standing.name
            AND issue_number <> ${ref.number}
          ORDER BY created_at DESC, id DESC LIMIT ${limit}
        ) AS one ORDER BY one.created_at DESC, one.id DESC LIMIT ${limit}`.execute(db);
      return listed(rows.map(({ id }) => id));
    },

    async repositoriesWithDrafts(states) {
      // Jumps from one repository's rows to the next's instead of reading them all.
      const { rows } = await sql<{ owner: string; repo: string; installation_id: string }>`
        WITH RECURSIVE place (name) AS (
          (SELECT repository FROM dejabug.drafts ORDER BY repository LIMIT 1)
          UNION ALL
          SELECT (SELECT repository FROM dejabug.drafts WHERE repository > place.name ORDER BY repository LIMIT 1)
          FROM place WHERE place.name IS NOT NULL
        )
        SELECT newest.owner, newest.repo, newest.installation_id FROM place CROSS JOIN LATERAL (
          -- The newest row knows how the name is written now, and the installation that is valid now.
          SELECT one.* FROM unnest(${states}::text[]) AS standing (name) CROSS JOIN LATERAL (
            SELECT owner, repo, installation_id, created_at FROM dejabug.drafts
            WHERE repository = place.name AND state = standing.name ORDER BY created_at DESC, id DESC LIMIT 1
          ) AS one ORDER BY one.created_at DESC LIMIT 1
        ) AS newest ORDER BY newest.created_at DESC, newest.owner, newest.repo`.execute(db);
      return rows.map((row) => ({
        owner: row.owner,
        repo: row.repo,
        installationId: Number(row.installation_id),
      }));
    },
  };
}
