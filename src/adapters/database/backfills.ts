/** Backfills: which issues each looks at, how far it came, and what it set. */

import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Backfill, BackfillIssueState, BackfillStore } from '../../app/backfill-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

export function backfills(db: Kysely<Tables>): BackfillStore {
  return {
    async lastBackfill(ref) {
      const row = await db
        .selectFrom('backfills')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { id, owner, repo, state } = row;
      return {
        id,
        owner,
        repo,
        state,
        installationId: Number(row.installation_id),
        since: row.since?.getTime() ?? null,
        createdAt: row.created_at.getTime(),
      };
    },

    async beginBackfill({ installationId, owner, repo }, since, now) {
      const id = randomUUID();
      const backfill: Backfill = {
        id,
        installationId,
        owner,
        repo,
        since,
        state: 'collecting',
        createdAt: now,
      };
      await db
        .insertInto('backfills')
        .values({
          id,
          repository: repositoryKey(backfill),
          owner,
          repo,
          installation_id: installationId,
          since: since === null ? null : new Date(since),
          state: 'collecting',
          created_at: new Date(now),
          updated_at: new Date(now),
        })
        .execute();
      return backfill;
    },

    async moveBackfill(id, state, now) {
      await db
        .updateTable('backfills')
        .set({ state, updated_at: new Date(now) })
        .where('id', '=', id)
        .execute();
    },

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

    async waitingBackfillIssue(id, after) {
      const row = await db
        .selectFrom('backfill_issues')
        .select('issue_number')
        .where('backfill_id', '=', id)
        .where('state', '=', 'waiting')
        .where('issue_number', '>', after)
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

    async labelledBackfillIssue(id, after) {
      const row = await db
        .selectFrom('backfill_issues')
        .select(['issue_number', 'labels'])
        .where('backfill_id', '=', id)
        .where('state', '<>', 'undone')
        .where(sql<boolean>`labels <> '[]'`)
        .where('issue_number', '>', after)
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
        .execute();
    },

    async labelsTakenBack(ref) {
      const row = await db
        .selectFrom('backfill_issues as issue')
        .innerJoin('backfills', 'backfills.id', 'issue.backfill_id')
        .select(['issue.state', 'issue.labels'])
        .where('issue.repository', '=', repositoryKey(ref))
        .where('issue.issue_number', '=', ref.number)
        .orderBy('backfills.created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.state === 'undone' ? row.labels : [];
    },

    async backfillCounts(id) {
      const rows = await db
        .selectFrom('backfill_issues')
        .select(['state', sql<string>`count(*)`.as('count')])
        .where('backfill_id', '=', id)
        .groupBy('state')
        .execute();
      const counts: Record<BackfillIssueState, number> = { waiting: 0, done: 0, failed: 0, undone: 0 };
      for (const { state, count } of rows) counts[state] = Number(count);
      return counts;
    },

    async saveFirstReport(ref, report, now) {
      const { owner, repo, installationId } = ref;
      const row = {
        owner,
        repo,
        installation_id: installationId,
        report: storableJson(report),
        made_at: new Date(now),
      };
      await db
        .insertInto('first_reports')
        .values({ repository: repositoryKey(ref), ...row })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet(row))
        .execute();
    },

    async firstReport(ref) {
      const row = await db
        .selectFrom('first_reports')
        .select(['report', 'made_at'])
        .where('repository', '=', repositoryKey(ref))
        .executeTakeFirst();
      return row === undefined ? null : { report: row.report, at: row.made_at.getTime() };
    },
  };
}
