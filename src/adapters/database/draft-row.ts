/** A draft as the port has it, made from its row. */

import type { Draft } from '../../app/ports.js';
import { issueRef } from './issue-columns.js';
import type { DraftRow } from './tables.js';

/** What is read of a draft; its words are only searched. */
export const draftColumns = [
  'id',
  'owner',
  'repo',
  'installation_id',
  'issue_number',
  'title',
  'issue_url',
  'body',
  'content',
  'state',
  'decided_by',
  'decision_reason',
  'edited_reply',
  'comment_url',
  'decided_at',
  'snoozed_until',
  'replaced_by',
  'seen',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof DraftRow)[];

type ReadRow = Pick<DraftRow, (typeof draftColumns)[number]>;
export type ListedRow = Omit<ReadRow, 'body' | 'seen'>;

export function toDraft(row: ReadRow): Draft {
  return { ...toListedDraft(row), body: row.body, seen: row.seen };
}

export function toListedDraft(row: ListedRow): Omit<Draft, 'body' | 'seen'> {
  return {
    ...row.content,
    ...issueRef(row),
    id: row.id,
    title: row.title,
    issueUrl: row.issue_url,
    state: row.state,
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
    editedReply: row.edited_reply,
    commentUrl: row.comment_url,
    decidedAt: row.decided_at?.getTime() ?? null,
    snoozedUntil: row.snoozed_until?.getTime() ?? null,
    replacedBy: row.replaced_by,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
