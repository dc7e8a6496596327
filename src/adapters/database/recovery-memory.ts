/** What recovery remembers: how far it looked, what it asked for, and which repositories there are. */

import { type Kysely, sql } from 'kysely';
import type { RecoveryMemory } from '../../app/recovery-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

export function recoveryMemory(db: Kysely<Tables>): RecoveryMemory {
  return { ...bookmarks(db), ...redeliveries(db), ...watchedRepositories(db), forgetPast };

  async function forgetPast(now: number): Promise<number> {
    const days = (count: number) => new Date(now - count * dayMs);
    const statements = [
      sql`DELETE FROM dejabug.write_turns WHERE turn_at < ${days(1)}`,
      sql`DELETE FROM dejabug.installation_pauses WHERE paused_until < ${days(1)} AND paused_until > to_timestamp(0)`,
      // An action may be tried again for three days, and must not be paid for twice.
      sql`DELETE FROM dejabug.noise_spent WHERE day < ${days(7)}::date`,
      sql`DELETE FROM dejabug.redeliveries WHERE asked_at < ${days(7)}`,
      // Replies are looked at for fourteen days.
      sql`DELETE FROM dejabug.watched_replies WHERE looked_at < ${days(30)}`,
    ];
    let removed = 0n;
    for (const statement of statements) removed += (await statement.execute(db)).numAffectedRows ?? 0n;
    return Number(removed);
  }
}

const dayMs = 24 * 60 * 60_000;

function bookmarks(db: Kysely<Tables>): Pick<RecoveryMemory, 'takePeriod' | 'bookmark' | 'setBookmark'> {
  return {
    async takePeriod(name, periodMs, now) {
      const taken = await db
        .insertInto('bookmarks')
        .values({ name: `period ${name}`, at: new Date(now) })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ at: new Date(now) })
            .where('bookmarks.at', '<=', new Date(now - periodMs)),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    },

    async bookmark(name) {
      const row = await db.selectFrom('bookmarks').select('at').where('name', '=', name).executeTakeFirst();
      return row?.at.getTime() ?? null;
    },

    async setBookmark(name, at) {
      const values = { name, at: new Date(at) };
      await db
        .insertInto('bookmarks')
        .values(values)
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
        .execute();
    },
  };
}

function redeliveries(db: Kysely<Tables>): Pick<RecoveryMemory, 'claimRedelivery'> {
  return {
    async claimRedelivery(guid, windowMs, most, now) {
      const asked = await db
        .insertInto('redeliveries')
        .values({ guid: storable(guid), asks: 1, asked_at: new Date(now) })
        .onConflict((conflict) =>
          conflict
            .column('guid')
            .doUpdateSet((old) => ({ asks: old('redeliveries.asks', '+', 1), asked_at: new Date(now) }))
            .where('redeliveries.asked_at', '<=', new Date(now - windowMs))
            .where('redeliveries.asks', '<', most),
        )
        .returning('asks')
        .executeTakeFirst();
      if (asked) return 'ask';
      const known = await db
        .selectFrom('redeliveries')
        .selectAll()
        .where('guid', '=', storable(guid))
        .executeTakeFirstOrThrow();
      const isOver = known.asks >= most && known.asked_at.getTime() <= now - windowMs;
      return isOver ? 'exhausted' : 'wait';
    },
  };
}

function watchedRepositories(
  db: Kysely<Tables>,
): Pick<RecoveryMemory, 'watch' | 'watchSenders' | 'longestUnseen' | 'looked' | 'unwatch' | 'unheard'> {
  return {
    async watch(repositories, now) {
      // In portions: a statement takes 65,535 parameters.
      for (let start = 0; start < repositories.length; start += 1_000) {
        const rows = repositories.slice(start, start + 1_000).map((ref) => ({
          repository: repositoryKey(ref),
          owner: storable(ref.owner),
          repo: storable(ref.repo),
          installation_id: ref.installationId,
          first_at: new Date(now),
          since: new Date(now),
          etag: null,
          looked_at: null,
        }));
        await db
          .insertInto('watched_repositories')
          .values(rows)
          .onConflict((conflict) =>
            conflict.column('repository').doUpdateSet((row) => ({
              installation_id: row.ref('excluded.installation_id'),
            })),
          )
          .execute();
      }
    },

    async watchSenders() {
      await sql`
        INSERT INTO dejabug.watched_repositories (repository, owner, repo, installation_id, first_at, since)
        SELECT repository, max(owner), max(repo), max(installation_id), min(first_at), min(first_at)
        FROM dejabug.inbox AS row
        WHERE NOT EXISTS (SELECT FROM dejabug.watched_repositories AS known WHERE known.repository = row.repository)
        GROUP BY repository
        ON CONFLICT DO NOTHING`.execute(db);
    },

    async longestUnseen(limit) {
      const rows = await db
        .selectFrom('watched_repositories')
        .selectAll()
        .orderBy('looked_at', (order) => order.asc().nullsFirst())
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        installationId: Number(row.installation_id),
        owner: row.owner,
        repo: row.repo,
        firstAt: row.first_at.getTime(),
        since: row.since.getTime(),
        etag: row.etag,
      }));
    },

    async looked(ref, since, etag, now) {
      await db
        .updateTable('watched_repositories')
        .set({ since: new Date(since), etag, looked_at: new Date(now) })
        .where('repository', '=', repositoryKey(ref))
        .execute();
    },

    async unwatch(ref) {
      await db.deleteFrom('watched_repositories').where('repository', '=', repositoryKey(ref)).execute();
    },

    async unheard(ref, numbers) {
      const repository = repositoryKey(ref);
      const { rows } = await sql<{ number: number }>`
        SELECT number FROM unnest(${[...numbers]}::integer[]) AS asked (number)
        WHERE NOT EXISTS (SELECT FROM dejabug.decisions
            WHERE repository = ${repository} AND issue_number = asked.number)
          AND NOT EXISTS (SELECT FROM dejabug.inbox
            WHERE repository = ${repository} AND issue_number = asked.number)
        ORDER BY number`.execute(db);
      return rows.map((row) => row.number);
    },
  };
}
