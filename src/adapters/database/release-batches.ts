/** The news of releases: one batch per release and known problem, its drafts, and the repositories that it concerns. */

import { type Kysely, type Selectable, sql } from 'kysely';
import type { ReleaseBatch, Store } from '../../app/ports.js';
import { repositoryKey } from './issue-columns.js';
import { isRowId, newRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';
import type { ReleaseBatchTable } from './tables-of-repositories.js';

const mostBatches = 100;

function toBatch(row: Selectable<ReleaseBatchTable>): ReleaseBatch {
  return {
    installationId: Number(row.installation_id),
    owner: row.owner,
    repo: row.repo,
    id: row.id,
    category: row.category,
    component: row.component,
    version: row.version,
    isTest: row.is_test,
    distribution: row.distribution,
    isSaidToFix: row.is_said_to_fix,
    createdAt: row.created_at.getTime(),
  };
}

export function releaseBatches(
  db: Kysely<Tables>,
): Pick<
  Store,
  'saveBatch' | 'batch' | 'waitingBatches' | 'draftsOfBatch' | 'repositoriesOfProblems' | 'issuesAnswered'
> {
  return {
    async saveBatch(key, batch, now) {
      const saved = await db
        .insertInto('release_batches')
        .values({
          id: newRowId(),
          repository: repositoryKey(batch),
          owner: storable(batch.owner),
          repo: storable(batch.repo),
          installation_id: batch.installationId,
          batch_key: storable(key),
          category: storable(batch.category),
          component: storable(batch.component),
          version: storable(batch.version),
          is_test: batch.isTest,
          distribution: batch.distribution === null ? null : storable(batch.distribution),
          is_said_to_fix: batch.isSaidToFix,
          created_at: new Date(now),
        })
        .onConflict((conflict) => conflict.columns(['repository', 'batch_key']).doNothing())
        .returningAll()
        .executeTakeFirst();
      const row =
        saved ??
        (await db
          .selectFrom('release_batches')
          .selectAll()
          .where('repository', '=', repositoryKey(batch))
          .where('batch_key', '=', storable(key))
          .executeTakeFirstOrThrow());
      return toBatch(row);
    },

    async batch(id) {
      if (!isRowId(id)) return null;
      const row = await db.selectFrom('release_batches').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toBatch(row) : null;
    },

    async waitingBatches(repositories) {
      const names = repositories.map((name) => storable(name.toLowerCase()));
      const pending = sql<string>`(SELECT count(*) FROM dejabug.drafts
        WHERE content->>'batch' = release_batches.id::text AND state = 'pending')`;
      const rows = await db
        .selectFrom('release_batches')
        .selectAll()
        .select(pending.as('pending'))
        .where(sql<boolean>`repository = ANY(${names}::text[])`)
        .where(sql<boolean>`EXISTS (SELECT 1 FROM dejabug.drafts
          WHERE content->>'batch' = release_batches.id::text AND state = 'pending')`)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(mostBatches)
        .execute();
      return rows.map((row) => ({ ...toBatch(row), pending: Number(row.pending) }));
    },

    async draftsOfBatch(batchId, states) {
      const rows = await db
        .selectFrom('drafts')
        .select('id')
        .where(sql<boolean>`content->>'batch' = ${batchId}`)
        .where(sql<boolean>`state = ANY(${states}::text[])`)
        .orderBy('issue_number')
        .execute();
      return rows.map(({ id }) => id);
    },

    async repositoriesOfProblems(categories) {
      const rows = await db
        .selectFrom('decisions')
        .distinctOn('repository')
        .select(['repository', 'owner', 'repo', 'installation_id'])
        .where(sql<boolean>`category = ANY(${categories}::text[])`)
        // The newest row knows how the name is written now, and the installation that is valid now.
        .orderBy('repository')
        .orderBy('decided_at', 'desc')
        .execute();
      return rows.map(({ owner, repo, installation_id }) => ({
        owner,
        repo,
        installationId: Number(installation_id),
      }));
    },

    async issuesAnswered(ref, category) {
      const rows = await db
        .selectFrom('drafts')
        .select('issue_number')
        .distinct()
        .where('repository', '=', repositoryKey(ref))
        .where('category', '=', storable(category))
        .where('state', '=', 'posted')
        .orderBy('issue_number')
        .execute();
      return rows.map(({ issue_number }) => issue_number);
    },
  };
}
