/** The issues of a backfill: which wait, what was set on each, and what was taken back. */

import { type Kysely, sql } from 'kysely';
import type { BackfillIssues } from '../../app/backfill-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

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
      await sql`
        UPDATE dejabug.backfill_issues AS issue SET labels = labels || (
          SELECT coalesce(jsonb_agg(name), '[]') FROM jsonb_array_elements(${storableJson(labels)}::jsonb) AS name
          WHERE NOT issue.labels @> jsonb_build_array(name)
        )
        WHERE backfill_id = ${id} AND issue_number = ${number}`.execute(db);
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

    async settleBackfillIssue(id, number, state, outcome, taken = 0) {
      await db
        .updateTable('backfill_issues')
        .set({ state, outcome: storable(outcome), taken })
        .where('backfill_id', '=', id)
        .where('issue_number', '=', number)
        .execute();
    },

    async labelsTakenBack(ref) {
      const row = await db
        .selectFrom('backfill_issues as issue')
        .innerJoin('backfills', 'backfills.id', 'issue.backfill_id')
        .select(['issue.state', 'issue.labels'])
        .where('issue.repository', '=', repositoryKey(ref))
        .where('issue.issue_number', '=', ref.number)
        .where('backfills.state', 'not in', ['surveying', 'surveyed', 'failed'])
        .orderBy('backfills.created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.state === 'undone' ? row.labels : [];
    },

    async backfillCounts(id) {
      const { rows } = await sql<Record<string, string>>`
        SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'done') AS done,
          count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'undone') AS undone,
          count(*) FILTER (WHERE state <> 'undone' AND labels <> '[]') AS labelled, coalesce(sum(taken), 0) AS taken,
          count(*) FILTER (WHERE state = 'undone' AND taken = 0) AS left_alone
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
