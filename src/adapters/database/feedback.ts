/** What people said about decisions, each piece once; with the verdict that it carries, so that figures can be counted where they lie. */

import type { Kysely, Selectable } from 'kysely';
import type { Feedback, FeedbackStore } from '../../app/feedback-ports.js';
import { verdictOf } from '../../core/scorecard/feedback.js';
import { issueColumns, issueRef, repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { FeedbackTable, Tables } from './tables.js';

/** Inserts it in this connection or transaction; false where its key is known. */
export async function insertFeedback(db: Kysely<Tables>, feedback: Feedback): Promise<boolean> {
  const inserted = await db
    .insertInto('feedback')
    .values(toRow(feedback))
    .onConflict((conflict) => conflict.columns(['repository', 'feedback_key']).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export function feedback(db: Kysely<Tables>): FeedbackStore {
  return {
    saveFeedback: (given) => insertFeedback(db, given),

    async feedbackOfIssue(ref) {
      const rows = await db
        .selectFrom('feedback')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .orderBy('given_at')
        .orderBy('id')
        .execute();
      return rows.map(toFeedback);
    },

    async repliesToWatch(postedSince, lookedBefore, limit) {
      const rows = await db
        .selectFrom('drafts')
        .leftJoin('watched_replies as watched', 'watched.draft_id', 'drafts.id')
        .select(['drafts.id', 'watched.etag'])
        .where('drafts.updated_at', '>=', new Date(postedSince))
        .where('drafts.state', '=', 'posted')
        .where('drafts.comment_url', 'is not', null)
        .where((row) =>
          row.or([
            row('watched.looked_at', 'is', null),
            row('watched.looked_at', '<', new Date(lookedBefore)),
          ]),
        )
        .orderBy('watched.looked_at', (order) => order.asc().nullsFirst())
        .orderBy('drafts.updated_at')
        .limit(limit)
        .execute();
      return rows.map(({ id, etag }) => ({ draftId: id, etag }));
    },

    async watchedReply(draft, etag, now) {
      const look = { etag, looked_at: new Date(now) };
      await db
        .insertInto('watched_replies')
        .values({ draft_id: draft.id, ...issueColumns(draft), ...look })
        .onConflict((conflict) => conflict.column('draft_id').doUpdateSet(look))
        .execute();
    },
  };
}

function toRow(given: Feedback) {
  return {
    ...issueColumns(given),
    feedback_key: storable(given.key),
    kind: given.kind,
    verdict: verdictOf(given),
    category: storable(given.category),
    given_by: storable(given.by),
    given_at: new Date(given.at),
    draft_id: given.draftId,
    purpose: given.purpose,
    decision: given.decision,
    confidence: given.confidence,
    rule_version: given.ruleVersion,
    drafted_at: given.draftedAt === null ? null : new Date(given.draftedAt),
    reason: given.reason,
    chosen: given.chosen === null ? null : storable(given.chosen),
    note: given.note === null ? null : storable(given.note),
    diff: given.diff === null ? null : storable(given.diff),
  };
}

function toFeedback(row: Selectable<FeedbackTable>): Feedback {
  return {
    ...issueRef(row),
    key: row.feedback_key,
    kind: row.kind,
    category: row.category,
    by: row.given_by,
    at: row.given_at.getTime(),
    draftId: row.draft_id,
    purpose: row.purpose,
    decision: row.decision,
    confidence: row.confidence,
    ruleVersion: row.rule_version,
    draftedAt: row.drafted_at?.getTime() ?? null,
    reason: row.reason,
    chosen: row.chosen,
    note: row.note,
    diff: row.diff,
  };
}
