/** The policy that each repository follows: kept, so that a broken one does not end what the last good one began. */

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { PolicyMemory } from '../../app/policy-ports.js';
import type { RepositoryRef } from '../../app/ports.js';
import { repositoryKey } from './issue-columns.js';
import { storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

export function policies(db: Kysely<Tables>): PolicyMemory {
  async function save(ref: RepositoryRef, change: Change): Promise<void> {
    const { owner, repo, installationId } = ref;
    const place = { repository: repositoryKey(ref), owner, repo, installation_id: installationId };
    await db
      .insertInto('policies')
      .values({ ...place, ...change })
      .onConflict((conflict) => conflict.column('repository').doUpdateSet({ ...place, ...change }))
      .execute();
  }

  return {
    async policyState(ref) {
      const row = await db
        .selectFrom('policies')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .executeTakeFirst();
      if (row === undefined) return null;
      const { followed, followed_since: since, refused, refused_since: refusedSince } = row;
      return {
        followed: followed && since ? { ...followed, since: since.getTime() } : null,
        refused: refused && refusedSince ? { ...refused, since: refusedSince.getTime() } : null,
      };
    },

    followPolicy: (ref, followed, now) =>
      save(ref, {
        followed: storableJson(followed),
        followed_since: new Date(now),
        refused: null,
        refused_since: null,
      }),

    refusePolicy: (ref, refused, now) =>
      save(ref, { refused: storableJson(refused), refused_since: new Date(now) }),

    knownRepositories: (limit) => known(db, sql`true`, limit),

    async knownRepository(name) {
      const [found] = await known(db, sql`repository = ${repositoryKey(name)}`, 1);
      return found ?? null;
    },

    async dropPolicy(ref) {
      await db.deleteFrom('policies').where('repository', '=', repositoryKey(ref)).execute();
    },
  };
}

/** Whatever is stored about a repository names it with its installation; the newest that is looked through first. */
async function known(
  db: Kysely<Tables>,
  where: RawBuilder<boolean>,
  limit: number,
): Promise<readonly RepositoryRef[]> {
  const { rows } = await sql<{ owner: string; repo: string; installation_id: string }>`
    SELECT DISTINCT ON (repository) owner, repo, installation_id FROM (
      SELECT repository, owner, repo, installation_id FROM dejabug.policies
      UNION ALL SELECT repository, owner, repo, installation_id FROM dejabug.watched_repositories
      UNION ALL SELECT repository, owner, repo, installation_id FROM dejabug.first_reports
      UNION ALL SELECT repository, owner, repo, installation_id FROM dejabug.backfills
      UNION ALL SELECT DISTINCT repository, owner, repo, installation_id FROM dejabug.drafts
    ) AS seen WHERE ${where} ORDER BY repository LIMIT ${limit}`.execute(db);
  return rows.map(({ owner, repo, installation_id: id }) => ({ installationId: Number(id), owner, repo }));
}

interface Change {
  readonly followed?: string;
  readonly followed_since?: Date;
  readonly refused: string | null;
  readonly refused_since: Date | null;
}
