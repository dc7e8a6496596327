/** Questions, reminders and checks that are due later; the queue carries only their ids. */

import { type Kysely, sql } from 'kysely';
import type { FollowUp, Store } from '../../app/ports.js';
import { issueColumns, issueRef, repositoryKey } from './issue-columns.js';
import { isRowId, newRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { FollowUpRow, Tables } from './tables.js';

function toFollowUp(row: FollowUpRow): FollowUp {
  return {
    ...issueRef(row),
    id: row.id,
    kind: row.kind,
    category: row.category,
    dueAt: row.due_at.getTime(),
    state: row.state,
    ...(row.counted_from !== null && { since: row.counted_from.getTime() }),
  };
}

/** On one page. */
const mostDue = 1_000;

type FollowUpStore = Pick<
  Store,
  'saveFollowUp' | 'followUp' | 'closeFollowUp' | 'scheduledFollowUps' | 'followUpsDue' | 'moveFollowUp'
>;

export function followUps(db: Kysely<Tables>): FollowUpStore {
  return {
    async saveFollowUp(key, ref, intent, now) {
      const saved = await db
        .insertInto('follow_ups')
        .values({
          id: newRowId(),
          ...issueColumns(ref),
          action_key: storable(key),
          kind: intent.kind,
          category: storable(intent.category),
          due_at: new Date(intent.dueAt),
          counted_from: intent.since === undefined ? null : new Date(intent.since),
          state: 'scheduled',
          created_at: new Date(now),
          updated_at: new Date(now),
        })
        .onConflict((conflict) => conflict.columns(['repository', 'action_key']).doNothing())
        .returningAll()
        .executeTakeFirst();
      const row =
        saved ??
        (await db
          .selectFrom('follow_ups')
          .selectAll()
          .where('repository', '=', repositoryKey(ref))
          .where('action_key', '=', storable(key))
          .executeTakeFirstOrThrow());
      return toFollowUp(row);
    },

    async followUp(id) {
      if (!isRowId(id)) return null;
      const row = await db.selectFrom('follow_ups').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toFollowUp(row) : null;
    },

    async scheduledFollowUps(ref) {
      const rows = await db
        .selectFrom('follow_ups')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .where('state', '=', 'scheduled')
        .orderBy('due_at')
        .execute();
      return rows.map(toFollowUp);
    },

    async followUpsDue(before, after) {
      const rows = await db
        .selectFrom('follow_ups')
        .selectAll()
        .where('state', '=', 'scheduled')
        .where('due_at', '<', new Date(before))
        .$if(after !== undefined, (list) =>
          list.where(
            sql<boolean>`(due_at, id) > (${new Date(after?.dueAt ?? 0)}::timestamptz, ${after?.id}::uuid)`,
          ),
        )
        .where(sql<boolean>`NOT EXISTS (SELECT FROM dejabug.waiting_for_policy AS waiting
          WHERE waiting.job_key = 'follow-up ' || follow_ups.id::text)`)
        .orderBy('due_at')
        .orderBy('id')
        .limit(mostDue)
        .execute();
      return rows.map(toFollowUp);
    },

    async moveFollowUp(id, dueAt, now) {
      if (!isRowId(id)) return;
      await db
        .updateTable('follow_ups')
        .set({ due_at: new Date(dueAt), updated_at: new Date(now) })
        .where('id', '=', id)
        .where('state', '=', 'scheduled')
        .execute();
    },

    async closeFollowUp(id, state, reason, now) {
      if (!isRowId(id)) return;
      await db
        .updateTable('follow_ups')
        .set({ state, closed_reason: storable(reason), updated_at: new Date(now) })
        .where('id', '=', id)
        .where('state', '=', 'scheduled')
        .execute();
    },
  };
}
