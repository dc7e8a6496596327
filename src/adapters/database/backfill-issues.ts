/** The issues of a backfill: which wait, what was set on each, and what was taken back. */

import { type Kysely, sql } from 'kysely';
import type { BackfillIssues } from '../../app/backfill-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

/** Of a row of `backfills`: nothing more may be done for it. */
export const isTakenBack = sql<boolean>`(state IN ('undoing', 'undone') OR (state = 'paused' AND paused_in = 'undoing'))`;

export function backfillIssues(db: Kysely<Tables>): BackfillIssues {
  return {
    async addBackfillIssues(backfill, numbers) {
      if (numbers.length === 0) return;
      await db
        .insertInto('backfill_issues')
        .values(
          numbers.map((number) => ({
            backfill_id: backfill.id,
            issue_number: number,
            repository: repositoryKey(backfill),
            installation_id: backfill.installationId,
            state: 'waiting' as const,
            labels: '[]',
            outcome: null,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async waitingBackfillIssue(id) {
      const row = await db
        .selectFrom('backfill_issues')
        .select('issue_number')
        .where('backfill_id', '=', id)
        .where('state', '=', 'waiting')
        .orderBy('issue_number')
        .limit(1)
        .executeTakeFirst();
      return row?.issue_number ?? null;
    },

    async noteBackfillLabels(id, number, labels) {
      // The lock: a move to taking it back waits for this, or this sees it.
      const noted = await sql`
        WITH open AS (
          SELECT id FROM dejabug.backfills WHERE id = ${id} AND NOT ${isTakenBack} FOR SHARE
        )
        UPDATE dejabug.backfill_issues AS issue SET labels = labels || (
          SELECT coalesce(jsonb_agg(name), '[]') FROM jsonb_array_elements(${storableJson(labels)}::jsonb) AS name
          WHERE NOT issue.labels @> jsonb_build_array(name)
        )
        FROM open WHERE backfill_id = open.id AND issue_number = ${number}`.execute(db);
      return (noted.numAffectedRows ?? 0n) > 0n;
    },

    async labelledBackfillIssue(id) {
      const row = await db
        .selectFrom('backfill_issues')
        .select(['issue_number', 'labels'])
        .where('backfill_id', '=', id)
        .where('state', '<>', 'undone')
        .where(sql<boolean>`labels <> '[]'`)
        .orderBy('issue_number')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : { number: row.issue_number, labels: row.labels };
    },

    async settleBackfillIssue(id, number, state, outcome) {
      await db
        .updateTable('backfill_issues')
        .set({ state, outcome: storable(outcome) })
        .where('backfill_id', '=', id)
        .where('issue_number', '=', number)
        .where('state', '<>', 'undone')
        .execute();
    },

    async settleUndoneIssue(id, number, { outcome, taken, at }) {
      await db
        .updateTable('backfill_issues')
        .set({ state: 'undone', outcome: storable(outcome), taken, undone_at: new Date(at) })
        .where('backfill_id', '=', id)
        .where('issue_number', '=', number)
        .execute();
    },

    async labelsTakenBack(ref) {
      const row = await db
        .selectFrom('backfill_issues as issue')
        .innerJoin('backfills', 'backfills.id', 'issue.backfill_id')
        .select(['issue.state', 'issue.labels', 'issue.undone_at'])
        .where('issue.repository', '=', repositoryKey(ref))
        .where('issue.issue_number', '=', ref.number)
        .where('backfills.state', 'not in', ['surveying', 'surveyed', 'failed'])
        .orderBy('backfills.created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row?.state !== 'undone') return [];
      return row.labels.map((label) => ({ label, at: row.undone_at?.getTime() ?? 0 }));
    },

    async backfillCounts(id) {
      const { rows } = await sql<Record<string, string>>`
        SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'done') AS done,
          count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'undone') AS undone,
          count(*) FILTER (WHERE state <> 'undone' AND labels <> '[]') AS labelled, coalesce(sum(taken), 0) AS taken,
          count(*) FILTER (WHERE state = 'undone' AND taken = 0 AND labels <> '[]') AS left_alone
        FROM dejabug.backfill_issues WHERE backfill_id = ${id}`.execute(db);
      const count = (name: string) => Number(rows[0]?.[name] ?? 0);
      return {
        waiting: count('waiting'),
        done: count('done'),
        failed: count('failed'),
        undone: count('undone'),
        labelled: count('labelled'),
        taken: count('taken'),
        left: count('left_alone'),
      };
    },

    async backfillLabels(id) {
      const { rows } = await sql<{ label: string; issues: string }>`
        SELECT label, count(*) AS issues FROM dejabug.backfill_issues, jsonb_array_elements_text(labels) AS label
        WHERE backfill_id = ${id} AND state <> 'undone' GROUP BY label ORDER BY count(*) DESC, label`.execute(
        db,
      );
      return rows.map(({ label, issues }) => ({ label, issues: Number(issues) }));
    },
  };
}
