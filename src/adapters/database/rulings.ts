/** People's rulings about issues: one row for each known problem that was judged, one for each frozen issue. */

import type { Kysely, Transaction } from 'kysely';
import type { IssueRef } from '../../app/ports.js';
import type { Rulings } from '../../app/ruling-ports.js';
import type { Judgement } from '../../core/plan/judgement.js';
import { issueColumns, repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

export function rulings(db: Kysely<Tables>): Rulings {
  return {
    async judgements(ref) {
      const rows = await db
        .selectFrom('judgements')
        .select(['category', 'verdict', 'judged_by', 'judged_at'])
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .orderBy('judged_at')
        .orderBy('category')
        .execute();
      return rows.map((row) => ({
        category: row.category,
        verdict: row.verdict,
        by: row.judged_by,
        at: row.judged_at.getTime(),
      }));
    },

    judge: (ref, category, verdict, by, now) =>
      db.transaction().execute((tx) => recordJudgement(tx, ref, category, verdict, by, now)),

    async freezeOf(ref) {
      const row = await db
        .selectFrom('frozen_issues')
        .select(['frozen_by', 'frozen_at'])
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .executeTakeFirst();
      return row ? { by: row.frozen_by, at: row.frozen_at.getTime() } : null;
    },

    async freeze(ref, by, now) {
      const frozen = await db
        .insertInto('frozen_issues')
        .values({ ...issueColumns(ref), frozen_by: storable(by), frozen_at: new Date(now) })
        .onConflict((conflict) => conflict.columns(['repository', 'issue_number']).doNothing())
        .executeTakeFirst();
      return frozen.numInsertedOrUpdatedRows === 1n;
    },

    async unfreeze(ref) {
      const freed = await db
        .deleteFrom('frozen_issues')
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .executeTakeFirst();
      return freed.numDeletedRows === 1n;
    },
  };
}

/** In the caller's transaction; see `Rulings.judge`. */
export async function recordJudgement(
  tx: Transaction<Tables>,
  ref: IssueRef,
  category: string,
  verdict: Judgement['verdict'],
  by: string,
  now: number,
): Promise<void> {
  const judged = { verdict, judged_by: storable(by), judged_at: new Date(now) };
  if (verdict === 'is') {
    await tx
      .updateTable('judgements')
      .set({ ...judged, verdict: 'is-not' })
      .where('repository', '=', repositoryKey(ref))
      .where('issue_number', '=', ref.number)
      .where('verdict', '=', 'is')
      .where('category', '<>', storable(category))
      .execute();
  }
  await tx
    .insertInto('judgements')
    .values({ ...issueColumns(ref), category: storable(category), ...judged })
    .onConflict((conflict) =>
      conflict.columns(['repository', 'issue_number', 'category']).doUpdateSet(judged),
    )
    .execute();
}
