/** Private replies: saved once per action, moved from state to state by whoever comes first. */

import type { Kysely } from 'kysely';
import type { Draft, NewDraft, Store } from '../../app/ports.js';
import { draftColumns, toDraft } from './draft-row.js';
import { issueColumns, repositoryKey } from './issue-columns.js';
import { isRowId, newRowId } from './row-id.js';
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
    state: 'pending',
    created_at: new Date(now),
    updated_at: new Date(now),
  } as const;
}

export function drafts(
  db: Kysely<Tables>,
): Pick<Store, 'saveDraft' | 'draft' | 'draftsOfIssue' | 'moveDraft'> {
  async function saveDraft(draft: NewDraft, now: number): Promise<Draft> {
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

  return {
    saveDraft,

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
      const { decidedBy, reason, editedReply, commentUrl } = change;
      const moved = await db
        .updateTable('drafts')
        .set({
          state: to,
          updated_at: new Date(now),
          // What the change does not name stays as it is.
          ...(decidedBy !== undefined && { decided_by: storable(decidedBy) }),
          ...(reason !== undefined && { decision_reason: storable(reason) }),
          ...(editedReply !== undefined && { edited_reply: storable(editedReply) }),
          ...(commentUrl !== undefined && { comment_url: storable(commentUrl) }),
        })
        .where('id', '=', id)
        .where('state', '=', from)
        .executeTakeFirst();
      return moved.numUpdatedRows === 1n;
    },
  };
}
