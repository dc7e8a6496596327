/** Sessions of the review desk, and texts that outlive one by a day. */

import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { SessionStore } from '../../app/session-ports.js';
import { repositoryKey } from './issue-columns.js';
import { isRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

/** How long forms of an ended session are recognised and texts are kept, in milliseconds. */
const keptMs = 24 * 60 * 60_000;
/** Forgotten in one go; the rest with the next sign-in. */
const mostForgotten = 1_000;

export function sessions(db: Kysely<Tables>): SessionStore {
  async function forget(now: number): Promise<void> {
    const before = new Date(now - keptMs);
    await sql`DELETE FROM dejabug.sessions WHERE id IN
      (SELECT id FROM dejabug.sessions WHERE ends_at < ${before} LIMIT ${mostForgotten})`.execute(db);
    await sql`DELETE FROM dejabug.kept_texts WHERE (draft_id, login) IN
      (SELECT draft_id, login FROM dejabug.kept_texts WHERE kept_at < ${before} LIMIT ${mostForgotten})`.execute(
      db,
    );
  }

  return {
    async startSession(key, { login, csrf, endsAt }, now) {
      await forget(now);
      await db
        .insertInto('sessions')
        .values({ id: digestOf(key), login, csrf, ends_at: new Date(endsAt) })
        .execute();
    },

    async session(key, now) {
      const row = await db
        .selectFrom('sessions')
        .select(['login', 'csrf', 'ends_at'])
        .where('id', '=', digestOf(key))
        .where('ended_at', 'is', null)
        .where('ends_at', '>', new Date(now))
        .executeTakeFirst();
      return row ? { login: row.login, csrf: row.csrf, endsAt: row.ends_at.getTime() } : null;
    },

    async endSession(key, now) {
      await db
        .updateTable('sessions')
        .set({ ended_at: new Date(now) })
        .where('id', '=', digestOf(key))
        .where('ended_at', 'is', null)
        .execute();
    },

    async loginOfForm(csrf) {
      const row = await db
        .selectFrom('sessions')
        .select('login')
        .where('csrf', '=', storable(csrf))
        .executeTakeFirst();
      return row?.login ?? null;
    },

    async keepText(draft, login, text, now) {
      const kept = { text: storable(text), kept_at: new Date(now) };
      await db
        .insertInto('kept_texts')
        .values({
          draft_id: draft.id,
          login: login.toLowerCase(),
          repository: repositoryKey(draft),
          installation_id: draft.installationId,
          ...kept,
        })
        .onConflict((conflict) => conflict.columns(['draft_id', 'login']).doUpdateSet(kept))
        .execute();
    },

    async keptText(draftId, login, now) {
      if (!isRowId(draftId)) return null;
      const row = await db
        .selectFrom('kept_texts')
        .select(['text', 'kept_at'])
        .where('draft_id', '=', draftId)
        .where('login', '=', login.toLowerCase())
        .where('kept_at', '>', new Date(now - keptMs))
        .executeTakeFirst();
      return row ? { text: row.text, keptAt: row.kept_at.getTime() } : null;
    },

    async dropText(draftId, login) {
      if (!isRowId(draftId)) return;
      await db
        .deleteFrom('kept_texts')
        .where('draft_id', '=', draftId)
        .where('login', '=', login.toLowerCase())
        .execute();
    },
  };
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
