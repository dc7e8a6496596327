/** Backfills: one of a repository at a time, in which state it is, and which process has it. */

import { type Kysely, type Selectable, sql } from 'kysely';
import { type Backfill, type BackfillStore, busyStates } from '../../app/backfill-ports.js';
import { backfillIssues } from './backfill-issues.js';
import { firstReports } from './first-reports.js';
import { repositoryKey } from './issue-columns.js';
import { newRowId } from './row-id.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

export function backfills(db: Kysely<Tables>): BackfillStore {
  return {
    ...backfillIssues(db),
    ...firstReports(db),

    async lastBackfill(ref) {
      const row = await db
        .selectFrom('backfills')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : backfillFrom(row);
    },

    beginBackfill(ref, { since, runner, askedBy, state }, now) {
      const { installationId, owner, repo } = ref;
      const repository = repositoryKey(ref);
      return db.transaction().execute(async (tx) => {
        const surveyed = tx
          .deleteFrom('backfills')
          .where('repository', '=', repository)
          .where('state', '=', 'surveyed')
          .returning('id');
        const replaced = (await surveyed.execute()).map(({ id }) => id);
        if (replaced.length > 0)
          await tx.deleteFrom('backfill_issues').where('backfill_id', 'in', replaced).execute();
        const row = await tx
          .insertInto('backfills')
          .values({
            id: newRowId(),
            repository,
            owner: storable(owner),
            repo: storable(repo),
            installation_id: installationId,
            since: since === null ? null : new Date(since),
            state,
            runner,
            asked_by: askedBy,
            created_at: new Date(now),
            updated_at: new Date(now),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : backfillFrom(row);
      });
    },

    async moveBackfill(id, from, to, change, now) {
      const { pausedIn, runner, askedBy, note, report, begun } = change;
      if (from === 'done') await makeRoom(db, id);
      const moved = await db
        .updateTable('backfills')
        .set({
          state: to,
          updated_at: new Date(now),
          wake_at: new Date(0),
          ...(pausedIn !== undefined && { paused_in: pausedIn }),
          ...(runner !== undefined && { runner }),
          ...(askedBy !== undefined && { asked_by: askedBy }),
          ...(note !== undefined && { note: note === null ? null : storable(note) }),
          ...(report !== undefined && { report: storableJson(report) }),
          ...(begun !== undefined && { begun_at: new Date(begun.at), begun_waiting: begun.waiting }),
        })
        .where('id', '=', id)
        .where('state', '=', from)
        .$if(from === 'done', (query) => query.where(sql<boolean>`NOT ${otherOpen(id)}`))
        .executeTakeFirst();
      return moved.numUpdatedRows > 0n;
    },

    async backfill(id) {
      const row = await db.selectFrom('backfills').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : backfillFrom(row);
    },

    async appliedBackfill(ref) {
      const row = await db
        .selectFrom('backfills')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .where('state', 'not in', ['surveying', 'surveyed', 'failed'])
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : backfillFrom(row);
    },

    async noteBackfillLooked(id, looked) {
      await db.updateTable('backfills').set({ looked }).where('id', '=', id).execute();
    },

    newHolder: () => newRowId(),

    async holdBackfill(id, holder, holdMs, now) {
      const row = await db
        .updateTable('backfills')
        .set({ holder, held_until: new Date(now + holdMs) })
        .where('id', '=', id)
        .where((row) => row.or([row('holder', '=', holder), row('held_until', '<=', new Date(now))]))
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined) return { kind: 'held', backfill: backfillFrom(row) };
      const other = await db
        .selectFrom('backfills')
        .select('held_until')
        .where('id', '=', id)
        .executeTakeFirst();
      if (other === undefined) return { kind: 'gone' };
      return { kind: 'busy', until: other.held_until.getTime() };
    },

    async releaseBackfill(id, holder, wakeAt, note) {
      await db
        .updateTable('backfills')
        .set({
          holder: null,
          held_until: new Date(0),
          wake_at: new Date(wakeAt),
          // A person may have paused it meanwhile; why stays.
          note: sql<string | null>`CASE WHEN state = 'paused' OR state = 'failed' THEN note
            ELSE ${note === null ? null : storable(note)}::text END`,
        })
        .where('id', '=', id)
        .where('holder', '=', holder)
        .execute();
    },

    async nextBackfillRound(id, round) {
      const moved = await db
        .updateTable('backfills')
        .set({ round: round + 1 })
        .where('id', '=', id)
        .where('round', '=', String(round))
        .executeTakeFirst();
      return moved.numUpdatedRows > 0n;
    },

    async idleBackfills(before, limit) {
      const rows = await db
        .selectFrom('backfills')
        .selectAll()
        .where('runner', '=', 'worker')
        .where('state', 'in', busyStates)
        .where(sql<boolean>`greatest(held_until, wake_at, updated_at) < ${new Date(before)}`)
        .orderBy('updated_at')
        .limit(limit)
        .execute();
      return rows.map(backfillFrom);
    },
  };
}

/** A survey that nobody applied gives way to what is taken up again. */
async function makeRoom(db: Kysely<Tables>, id: string): Promise<void> {
  const surveyed = await sql<{ id: string }>`
    DELETE FROM dejabug.backfills WHERE state = 'surveyed'
      AND repository = (SELECT repository FROM dejabug.backfills WHERE id = ${id}) RETURNING id`.execute(db);
  for (const row of surveyed.rows)
    await db.deleteFrom('backfill_issues').where('backfill_id', '=', row.id).execute();
}

/** Whether another of the same repository is open. */
function otherOpen(id: string) {
  return sql<boolean>`EXISTS (SELECT FROM dejabug.backfills AS other WHERE other.id <> ${id} AND other.repository = backfills.repository
    AND other.state IN ('surveying', 'surveyed', 'collecting', 'running', 'undoing', 'paused'))`;
}

function backfillFrom(row: Selectable<Tables['backfills']>): Backfill {
  const { id, owner, repo, state, runner, note, looked, report, begun_at, begun_waiting } = row;
  return {
    id,
    owner,
    repo,
    installationId: Number(row.installation_id),
    since: row.since?.getTime() ?? null,
    state,
    pausedIn: row.paused_in,
    runner,
    askedBy: row.asked_by,
    note,
    looked,
    report,
    round: Number(row.round),
    heldUntil: row.held_until.getTime(),
    wakeAt: row.wake_at.getTime(),
    begun: begun_at === null ? null : { at: begun_at.getTime(), waiting: begun_waiting ?? 0 },
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
