/** Checks of commits: whoever shows one does so alone. */

import type { Kysely } from 'kysely';
import type { CheckClaims, CheckedCommit } from '../../app/check-claim-ports.js';
import { repositoryKey } from './issue-columns.js';
import { newRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

/** Milliseconds after which a claim that ran out is nobody's any more: its worker died, and its job did not come back. */
const lapsedMs = 24 * 60 * 60_000;

export function checkClaims(db: Kysely<Tables>): CheckClaims {
  return {
    async claimCheck(commit, holdMs, now) {
      const { repository: ref, headSha, pull } = commit;
      const columns = { holder: newRowId(), held_until: new Date(now + holdMs) };
      const claimed = await db
        .insertInto('check_claims')
        .values({
          ...keyOf(commit),
          owner: storable(ref.owner),
          repo: storable(ref.repo),
          installation_id: ref.installationId,
          ...columns,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['repository', 'head_sha', 'pull'])
            .doUpdateSet(columns)
            .where('check_claims.held_until', '<=', new Date(now)),
        )
        .returning('holder')
        .executeTakeFirst();
      if (claimed !== undefined) return { repository: ref, headSha, pull, holder: claimed.holder };
      const key = keyOf(commit);
      const row = await db
        .selectFrom('check_claims')
        .select('held_until')
        .where('repository', '=', key.repository)
        .where('head_sha', '=', key.head_sha)
        .where('pull', '=', key.pull)
        .executeTakeFirst();
      return { until: row?.held_until.getTime() ?? now };
    },

    async keepCheck({ holder, ...commit }, until) {
      const key = keyOf(commit);
      const kept = await db
        .updateTable('check_claims')
        .where('repository', '=', key.repository)
        .where('head_sha', '=', key.head_sha)
        .where('pull', '=', key.pull)
        .where('holder', '=', holder)
        .set({ held_until: new Date(until) })
        .executeTakeFirst();
      return kept.numUpdatedRows === 1n;
    },

    async releaseCheck({ holder, ...commit }, now) {
      const key = keyOf(commit);
      await db
        .deleteFrom('check_claims')
        .where((row) =>
          row.or([row.and({ ...key, holder }), row('held_until', '<', new Date(now - lapsedMs))]),
        )
        .execute();
    },
  };
}

function keyOf({ repository, headSha, pull }: CheckedCommit) {
  return { repository: repositoryKey(repository), head_sha: storable(headSha), pull };
}
