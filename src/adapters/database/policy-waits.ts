/** Jobs that wait until their repository's policy can be followed again. */

import { type Kysely, sql } from 'kysely';
import type { PolicyWaits } from '../../app/policy-wait-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

export function policyWaits(db: Kysely<Tables>): PolicyWaits {
  return {
    async awaitPolicy(ref, key, job, reason, now) {
      const repository = repositoryKey(ref);
      const row = await db
        .insertInto('waiting_for_policy')
        .values({
          repository,
          owner: storable(ref.owner),
          repo: storable(ref.repo),
          installation_id: ref.installationId,
          job_key: storable(key),
          job: storableJson(job),
          reason: storable(reason),
          since: new Date(now),
        })
        .onConflict((conflict) =>
          conflict.columns(['repository', 'job_key']).doUpdateSet((row) => ({
            job: row.ref('excluded.job'),
            reason: row.ref('excluded.reason'),
            since: row.ref('excluded.since'),
            installation_id: row.ref('excluded.installation_id'),
          })),
        )
        // What the statement itself writes is not seen here.
        .returning(
          sql<boolean>`NOT EXISTS (SELECT FROM dejabug.waiting_for_policy WHERE repository = ${repository})`.as(
            'is_first',
          ),
        )
        .executeTakeFirstOrThrow();
      return row.is_first;
    },

    async waitingForPolicy(ref, before, limit) {
      const rows = await db
        .selectFrom('waiting_for_policy')
        .select(['job_key', 'job', 'since'])
        .where('repository', '=', repositoryKey(ref))
        .where('since', '<=', new Date(before))
        .orderBy('since')
        .orderBy('job_key')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ key: row.job_key, job: row.job, since: row.since.getTime() }));
    },

    async stopWaiting(ref, { key, since }) {
      await db
        .deleteFrom('waiting_for_policy')
        .where('repository', '=', repositoryKey(ref))
        .where('job_key', '=', storable(key))
        .where('since', '=', new Date(since))
        .execute();
    },

    async repositoriesWaiting(limit) {
      const rows = await db
        .selectFrom('waiting_for_policy')
        .distinctOn('repository')
        .select(['repository', 'owner', 'repo', 'installation_id'])
        .orderBy('repository')
        .orderBy('since', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ owner, repo, installation_id }) => ({
        owner,
        repo,
        installationId: Number(installation_id),
      }));
    },
  };
}
