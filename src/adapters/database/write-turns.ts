/** Whose turn it is to write to GitHub: one line for each installation, kept for all workers together. */

import { type Kysely, sql, type Transaction } from 'kysely';
import type { WriteTurns } from '../../app/limit-ports.js';
import {
  type EarlierWrites,
  earliestWrite,
  gitHubWriteLimits,
  hourMs,
  unhurriedLimits,
  type WriteLimits,
} from '../../core/pace.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

/** A place in the line that nobody came back for in this time is free again, in milliseconds. */
const forgottenMs = 10 * 60_000;

export function writeTurns(db: Kysely<Tables>, limits: WriteLimits = gitHubWriteLimits): WriteTurns {
  return {
    takeTurn: (installationId, holder, now) =>
      db
        .transaction()
        .execute((tx) => takeTurn(tx, limits, { installationId, holder: storable(holder), now })),

    async pauseInstallation(installationId, until, now) {
      await db.transaction().execute(async (tx) => {
        const before = await lockInstallation(tx, installationId);
        const end = Math.max(before, until);
        await tx
          .updateTable('installation_pauses')
          .set({ paused_until: new Date(end) })
          .where('installation_id', '=', String(installationId))
          .execute();
        // Those who wait keep their distances; otherwise all of them would come at once when the pause ends.
        const longer = end - Math.max(before, now);
        if (longer <= 0) return;
        await tx
          .updateTable('write_turns')
          .set({ turn_at: sql<Date>`turn_at + ${longer} * interval '1 millisecond'` })
          .where('installation_id', '=', String(installationId))
          .where('used', '=', false)
          .execute();
      });
    },

    async unhurriedTurn(installationId, now) {
      const earlier = await earlierWrites(db, unhurriedLimits(limits), installationId, false);
      // The gap is kept when the turn is taken.
      return earliestWrite({ ...earlier, last: null }, limits, now) - now;
    },

    async pausedUntil(installationId) {
      const row = await db
        .selectFrom('installation_pauses')
        .select('paused_until')
        .where('installation_id', '=', String(installationId))
        .executeTakeFirst();
      return row?.paused_until.getTime() ?? 0;
    },
  };
}

interface Asker {
  readonly installationId: number;
  readonly holder: string;
  readonly now: number;
}

async function takeTurn(tx: Transaction<Tables>, limits: WriteLimits, asker: Asker): Promise<number> {
  const { installationId, holder, now } = asker;
  const pausedUntil = await lockInstallation(tx, installationId);
  if (pausedUntil > now) return pausedUntil - now;
  await forget(tx, asker);
  const mine = await tx
    .selectFrom('write_turns')
    .select(['id', 'turn_at'])
    .where('installation_id', '=', String(installationId))
    .where('holder', '=', holder)
    .where('used', '=', false)
    .executeTakeFirst();
  if (mine === undefined) {
    const at = earliestWrite(await earlierWrites(tx, limits, installationId, false), limits, now);
    await tx
      .insertInto('write_turns')
      .values({ installation_id: installationId, holder, turn_at: new Date(at), used: at <= now })
      .execute();
    return at - now;
  }
  const place = mine.turn_at.getTime();
  if (place > now) return place - now;
  // Whoever comes back late may meet another who did: what counts then is when writes really happened.
  const at = earliestWrite(await earlierWrites(tx, limits, installationId, true), limits, now);
  if (at <= now) {
    await tx
      .updateTable('write_turns')
      .set({ used: true, turn_at: new Date(now) })
      .where('id', '=', mine.id)
      .execute();
  }
  return at - now;
}

/** Until when the installation is paused; nobody else decides about its turns until the transaction ends. */
async function lockInstallation(tx: Transaction<Tables>, installationId: number): Promise<number> {
  const row = await tx
    .insertInto('installation_pauses')
    .values({ installation_id: installationId, paused_until: new Date(0) })
    .onConflict((conflict) =>
      conflict.column('installation_id').doUpdateSet((old) => ({
        paused_until: old.ref('installation_pauses.paused_until'),
      })),
    )
    .returning('paused_until')
    .executeTakeFirstOrThrow();
  return row.paused_until.getTime();
}

async function earlierWrites(
  tx: Kysely<Tables>,
  { perMinute, perHour }: WriteLimits,
  installationId: number,
  onlyUsed: boolean,
): Promise<EarlierWrites> {
  async function back(writes: number): Promise<number | null> {
    const row = await tx
      .selectFrom('write_turns')
      .select('turn_at')
      .where('installation_id', '=', String(installationId))
      .$if(onlyUsed, (query) => query.where('used', '=', true))
      .orderBy('turn_at', 'desc')
      .offset(writes - 1)
      .limit(1)
      .executeTakeFirst();
    return row?.turn_at.getTime() ?? null;
  }
  return { last: await back(1), minute: await back(perMinute), hour: await back(perHour) };
}

async function forget(tx: Transaction<Tables>, { installationId, now }: Asker): Promise<void> {
  await tx
    .deleteFrom('write_turns')
    .where('installation_id', '=', String(installationId))
    .where((row) =>
      row.or([
        row('turn_at', '<', new Date(now - hourMs)),
        row.and([row('used', '=', false), row('turn_at', '<', new Date(now - forgottenMs))]),
      ]),
    )
    .execute();
}
