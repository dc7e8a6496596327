/** What was decided about each issue, for the sweep, the command line and the explanation on the desk. */

import type { Kysely } from 'kysely';
import type { DecisionRecord, Store } from '../../app/ports.js';
import { issueColumns, issueRef, repositoryKey } from './issue-columns.js';
import { storable, storableJson } from './stored-text.js';
import type { DecisionRow, Tables } from './tables.js';

function toDecision(row: DecisionRow): DecisionRecord {
  return {
    ...issueRef(row),
    deliveryId: row.delivery_id,
    title: row.title,
    decision: row.decision,
    category: row.category,
    confidence: row.confidence,
    reason: row.reason,
    evidence: row.evidence,
    labels: row.labels,
    at: row.decided_at.getTime(),
  };
}

export function decisions(db: Kysely<Tables>): Pick<Store, 'recordDecision' | 'lastDecision'> {
  return {
    async recordDecision(decision) {
      const decided = {
        title: storable(decision.title),
        decision: decision.decision,
        category: decision.category,
        confidence: decision.confidence,
        reason: storable(decision.reason),
        evidence: decision.evidence === null ? null : storable(decision.evidence),
        labels: storableJson(decision.labels),
        decided_at: new Date(decision.at),
      };
      // A job that is retried decides again about the same delivery: one row, the newest answer.
      await db
        .insertInto('decisions')
        .values({ ...issueColumns(decision), delivery_id: storable(decision.deliveryId), ...decided })
        .onConflict((conflict) =>
          conflict.columns(['repository', 'issue_number', 'delivery_id']).doUpdateSet(decided),
        )
        .execute();
    },

    async lastDecision(ref) {
      const row = await db
        .selectFrom('decisions')
        .selectAll()
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .orderBy('decided_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? toDecision(row) : null;
    },
  };
}
