/** Private replies: saved once per action, moved from state to state by whoever comes first. */

import type { Kysely } from 'kysely';
import type { Draft, DraftChange, NewDraft, Store } from '../../app/ports.js';
import { draftColumns, toDraft } from './draft-row.js';
import { insertFeedback } from './feedback.js';
import { issueColumns, repositoryKey } from './issue-columns.js';
import { isRowId, newRowId } from './row-id.js';
import { recordJudgement } from './rulings.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

function toRow(draft: NewDraft, now: number) {
  return {
    id: newRowId(),
    ...issueColumns(draft),
    action_key: storable(draft.key),
    title: storable(draft.title),
    issue_url: storable(draft.issueUrl),
    body: storable(draft.body),
    category: storable(draft.content.category),
    content: storableJson(draft.content),
    seen: draft.seen === undefined ? null : storableJson(draft.seen),
    state: 'pending',
    created_at: new Date(now),
    updated_at: new Date(now),
  } as const;
}

/** What a change does not name stays as it is. */
function changed(change: DraftChange, now: number) {
  const { decidedBy, reason, editedReply, commentUrl, snoozedUntil } = change;
  return {
    ...(decidedBy !== undefined && {
      decided_by: textOrNull(decidedBy),
      decided_at: decidedBy === null ? null : new Date(now),
    }),
    ...(reason !== undefined && { decision_reason: textOrNull(reason) }),
    ...(editedReply !== undefined && { edited_reply: textOrNull(editedReply) }),
    ...(commentUrl !== undefined && { comment_url: storable(commentUrl) }),
    ...(snoozedUntil !== undefined && {
      snoozed_until: snoozedUntil === null ? null : new Date(snoozedUntil),
    }),
  };
}

function textOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}

async function save(db: Kysely<Tables>, draft: NewDraft, now: number): Promise<Draft> {
  const saved = await db
    .insertInto('drafts')
    .values(toRow(draft, now))
    .onConflict((conflict) => conflict.columns(['repository', 'action_key']).doNothing())
    .returning(draftColumns)
    .executeTakeFirst();
  // Nothing inserted: the other one is committed, for the insert waited for it, and drafts are never removed.
  const row =
    saved ??
    (await db
      .selectFrom('drafts')
      .select(draftColumns)
      .where('repository', '=', repositoryKey(draft))
      .where('action_key', '=', storable(draft.key))
      .executeTakeFirstOrThrow());
  return toDraft(row);
}

export function drafts(
  db: Kysely<Tables>,
): Pick<Store, 'saveDraft' | 'draft' | 'draftsOfIssue' | 'moveDraft' | 'replaceDraft'> {
  return {
    saveDraft: (draft, now) => save(db, draft, now),

    async draft(id) {
      if (!isRowId(id)) return null;
      const row = await db.selectFrom('drafts').select(draftColumns).where('id', '=', id).executeTakeFirst();
      return row ? toDraft(row) : null;
    },

    async draftsOfIssue(ref) {
      const rows = await db
        .selectFrom('drafts')
        .select(draftColumns)
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(toDraft);
    },

    async moveDraft(id, from, to, change, now) {
      if (!isRowId(id)) return false;
      const { feedback, ...rest } = change;
      if (feedback !== undefined)
        return db.transaction().execute(async (tx) => {
          if (!(await drafts(tx).moveDraft(id, from, to, rest, now))) return false;
          await insertFeedback(tx, feedback);
          return true;
        });
      const moved = await db
        .updateTable('drafts')
        .set({ state: to, updated_at: new Date(now), ...changed(change, now) })
        .where('id', '=', id)
        .where('state', '=', from)
        .$if(change.unchangedSince !== undefined, (update) =>
          update.where('updated_at', '=', new Date(change.unchangedSince ?? 0)),
        )
        .executeTakeFirst();
      return moved.numUpdatedRows === 1n;
    },

    async replaceDraft(id, draft, change, now) {
      if (!isRowId(id)) return null;
      return db.transaction().execute(async (tx) => {
        const old = await tx
          .updateTable('drafts')
          .set({ state: 'superseded', updated_at: new Date(now), ...changed(change, now) })
          .where('id', '=', id)
          .where('state', '=', 'pending')
          .returning('category')
          .executeTakeFirst();
        if (old === undefined) return null;
        if (change.feedback !== undefined) await insertFeedback(tx, change.feedback);
        const saved = await save(tx, draft, now);
        await tx.updateTable('drafts').set({ replaced_by: saved.id }).where('id', '=', id).execute();
        const { decidedBy } = change;
        await recordJudgement(tx, draft, old.category, 'is-not', decidedBy, now);
        await recordJudgement(tx, draft, draft.content.category, 'is', decidedBy, now);
        return saved;
      });
    },
  };
}
