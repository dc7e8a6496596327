/** A draft as the port has it, made from its row. */

import type { Draft } from '../../app/ports.js';
import { issueRef } from './issue-columns.js';
import type { DraftRow } from './tables.js';

export function toDraft(row: DraftRow): Draft {
  return {
    ...row.content,
    ...issueRef(row),
    id: row.id,
    title: row.title,
    issueUrl: row.issue_url,
    body: row.body,
    state: row.state,
    decidedBy: row.decided_by,
    decisionReason: row.decision_reason,
    editedReply: row.edited_reply,
    commentUrl: row.comment_url,
    decidedAt: row.decided_at?.getTime() ?? null,
    snoozedUntil: row.snoozed_until?.getTime() ?? null,
    replacedBy: row.replaced_by,
    seen: row.seen,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
