/** Repositories through their names: what is stored follows one that was renamed or transferred, in one transaction. */

import { type Kysely, sql, type Transaction } from 'kysely';
import type { RepositoryName, RepositoryNames } from '../../app/name-ports.js';
import type { RepositoryRef } from '../../app/refs.js';
import { repositoryKey } from './issue-columns.js';
import { dropDoubles } from './move-doubles.js';
import { tablesAboutRepositories } from './retention.js';
import { storable } from './stored-text.js';
import { schemaName, type Tables } from './tables.js';

/** No owner on GitHub has such a name: rows of a repository whose name another one has, until GitHub says where it is. */
const parkedOwner = '~';

/** Columns that begin with the repository's name, see `effectKey`. */
const prefixed = [
  ['drafts', 'action_key'],
  ['follow_ups', 'action_key'],
  ['noise_spent', 'action_key'],
] as const;

export function repositoryNames(db: Kysely<Tables>): RepositoryNames {
  return {
    nameRepository: (repositoryId, ref) =>
      db.transaction().execute(async (tx) => {
        await lock(tx);
        const repository = repositoryKey(ref);
        const known = await tx
          .selectFrom('repository_names')
          .select(['repository', 'owner', 'repo'])
          .where('repository_id', '=', String(repositoryId))
          .executeTakeFirst();
        if (known?.repository === repository) return { kind: 'known' };
        if (known !== undefined) return { kind: 'elsewhere', from: { owner: known.owner, repo: known.repo } };
        const other = await tx
          .selectFrom('repository_names')
          .select('repository_id')
          .where('repository', '=', repository)
          .executeTakeFirst();
        const row = {
          owner: storable(ref.owner),
          repo: storable(ref.repo),
          installation_id: ref.installationId,
        };
        if (other === undefined) {
          await tx
            .insertInto('repository_names')
            .values({ repository_id: repositoryId, repository, ...row })
            .execute();
          // The name is in use again, and not by who had it before.
          await tx.deleteFrom('former_names').where('former', '=', repository).execute();
          return { kind: 'known' };
        }
        const parked = { owner: parkedOwner, repo: other.repository_id };
        await move(tx, ref, { ...parked, installationId: ref.installationId });
        await tx
          .insertInto('repository_names')
          .values({ repository_id: repositoryId, repository, ...row })
          .execute();
        return { kind: 'taken-over', parked, repositoryId: Number(other.repository_id) };
      }),

    moveRepository: (from, to, repositoryId) =>
      db.transaction().execute(async (tx) => {
        await lock(tx);
        const moved = await move(tx, from, to);
        const row = {
          repository: repositoryKey(to),
          owner: storable(to.owner),
          repo: storable(to.repo),
          installation_id: to.installationId,
        };
        if (repositoryId !== null)
          await tx
            .insertInto('repository_names')
            .values({ repository_id: repositoryId, ...row })
            .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
            .execute();
        await tx.deleteFrom('former_names').where('former', '=', row.repository).execute();
        if (from.owner !== parkedOwner && repositoryKey(from) !== row.repository)
          await tx
            .insertInto('former_names')
            .values({ former: repositoryKey(from), ...row })
            .onConflict((conflict) => conflict.column('former').doUpdateSet(row))
            .execute();
        return moved;
      }),

    async repositoryIdOf(name) {
      const row = await db
        .selectFrom('repository_names')
        .select('repository_id')
        .where('repository', '=', repositoryKey(name))
        .executeTakeFirst();
      return row === undefined ? null : Number(row.repository_id);
    },

    async presentName(name) {
      const row = await db
        .selectFrom('former_names')
        .select(['owner', 'repo', 'installation_id'])
        .where('former', '=', repositoryKey(name))
        .executeTakeFirst();
      return row === undefined
        ? null
        : { owner: row.owner, repo: row.repo, installationId: Number(row.installation_id) };
    },
  };
}

/** Names change one after the other, whichever process hears of it. */
async function lock(tx: Transaction<Tables>): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('repository names', 0))`.execute(tx);
}

async function move(tx: Transaction<Tables>, from: RepositoryName, to: RepositoryRef): Promise<number> {
  const [old, fresh] = [repositoryKey(from), repositoryKey(to)];
  const [owner, repo] = [storable(to.owner), storable(to.repo)];
  if (old !== fresh) {
    // Those that wait for nothing any more say more than those that are open.
    await sql`DELETE FROM dejabug.effects AS old USING dejabug.effects AS fresh WHERE old.repository = ${old}
      AND old.state <> 'settled' AND fresh.effect_key = ${fresh} || substr(old.effect_key, length(${old}::text) + 1)`.execute(
      tx,
    );
    await sql`DELETE FROM dejabug.effects AS fresh USING dejabug.effects AS old WHERE old.repository = ${old}
      AND fresh.effect_key = ${fresh} || substr(old.effect_key, length(${old}::text) + 1)`.execute(tx);
    await sql`UPDATE dejabug.effects SET effect_key = ${fresh} || substr(effect_key, length(${old}::text) + 1)
      WHERE repository = ${old} AND starts_with(effect_key, ${`${old}/`})`.execute(tx);
    for (const [table, column] of prefixed)
      await sql`UPDATE ${sql.id(schemaName, table)} SET ${sql.id(column)} = ${fresh} || substr(${sql.id(column)}, length(${old}::text) + 1)
        WHERE repository = ${old} AND starts_with(${sql.id(column)}, ${`${old}/`})`.execute(tx);
    // What GitHub leads on today may be somebody else's address tomorrow.
    await sql`UPDATE dejabug.drafts SET
      issue_url = replace(issue_url, '/' || owner || '/' || repo || '/issues/', ${`/${owner}/${repo}/issues/`}),
      comment_url = replace(comment_url, '/' || owner || '/' || repo || '/issues/', ${`/${owner}/${repo}/issues/`})
      WHERE repository = ${old}`.execute(tx);
  }
  let moved = 0;
  for (const table of await tablesAboutRepositories(tx)) {
    if (old !== fresh) await dropDoubles(tx, table, old, fresh);
    const named = await hasName(tx, table);
    const result =
      await sql`UPDATE ${sql.id(schemaName, table)} SET repository = ${fresh}, installation_id = ${to.installationId}
      ${named ? sql`, owner = ${owner}, repo = ${repo}` : sql``} WHERE repository = ${old}`.execute(tx);
    moved += Number(result.numAffectedRows ?? 0);
  }
  return moved;
}

/** Whether the table shows the name, too. */
async function hasName(tx: Transaction<Tables>, table: string): Promise<boolean> {
  const { rows } = await sql<{ count: string }>`
    SELECT count(*) AS count FROM information_schema.columns
    WHERE table_schema = ${schemaName} AND table_name = ${table} AND column_name IN ('owner', 'repo')`.execute(
    tx,
  );
  return Number(rows[0]?.count) === 2;
}
