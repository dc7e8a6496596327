/** The first report on each repository: what would have been done when Dejabug was installed. */

import type { Kysely } from 'kysely';
import type { BackfillStore } from '../../app/backfill-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

export function firstReports(db: Kysely<Tables>): Pick<BackfillStore, 'saveFirstReport' | 'firstReport'> {
  return {
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
