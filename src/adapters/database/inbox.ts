/** One row for each issue: what arrived is counted, and whoever looks at it does so alone. */

import { type Kysely, sql } from 'kysely';
import type { ClaimAnswer, Inbox, IssueClaim } from '../../app/inbox-ports.js';
import { issueRef, repositoryKey } from './issue-columns.js';
import { receiving } from './receive.js';
import { newRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { InboxRow, Tables } from './tables.js';

export function inbox(db: Kysely<Tables>): Inbox {
  function held({ issue, holder }: IssueClaim) {
    return db
      .updateTable('inbox')
      .where('repository', '=', repositoryKey(issue))
      .where('issue_number', '=', issue.number)
      .where('holder', '=', holder);
  }

  return {
    receive: receiving(db),

    async claimIssue(issue, holdMs, now) {
      const claimed = await db
        .updateTable('inbox')
        .where('repository', '=', repositoryKey(issue))
        .where('issue_number', '=', issue.number)
        .set({
          begun: sql<number>`wanted`,
          holder: newRowId(),
          held_until: new Date(now + holdMs),
          updated_at: new Date(now),
        })
        .whereRef('wanted', '>', 'handled')
        .where('due_at', '<=', new Date(now))
        .where((row) => row.or([row('held_until', 'is', null), row('held_until', '<=', new Date(now))]))
        .returningAll()
        .executeTakeFirst();
      if (claimed) return { kind: 'claimed', claim: claimOf(claimed) };
      const row = await db
        .selectFrom('inbox')
        .selectAll()
        .where('repository', '=', repositoryKey(issue))
        .where('issue_number', '=', issue.number)
        .executeTakeFirst();
      return row === undefined ? { kind: 'unknown' } : whyNot(row, now);
    },

    async keepClaim(claim, holdMs, now) {
      const kept = await held(claim)
        .set({ held_until: new Date(now + holdMs) })
        .executeTakeFirst();
      return kept.numUpdatedRows === 1n;
    },

    async issueHeldUntil(issue) {
      const row = await db
        .selectFrom('inbox')
        .select('held_until')
        .where('repository', '=', repositoryKey(issue))
        .where('issue_number', '=', issue.number)
        .executeTakeFirst();
      return row?.held_until?.getTime() ?? 0;
    },

    async finishIssue(claim, reason, now) {
      await held(claim)
        .set({
          handled: claim.generation,
          holder: null,
          held_until: null,
          outcome: reason === null ? null : storable(reason),
          updated_at: new Date(now),
        })
        .execute();
    },

    async releaseIssue(claim, reason, notBefore) {
      await held(claim)
        .set((row) => ({
          holder: null,
          held_until: null,
          outcome: storable(reason),
          due_at: sql<Date>`greatest(${row.ref('due_at')}, ${new Date(notBefore)}::timestamptz)`,
        }))
        .execute();
    },

    async overdueIssues(before, limit) {
      const rows = await db
        .selectFrom('inbox')
        .selectAll()
        .whereRef('wanted', '>', 'handled')
        .where('due_at', '<', new Date(before))
        .where((row) => row.or([row('held_until', 'is', null), row('held_until', '<', new Date(before))]))
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        issue: issueRef(row),
        deliveryId: row.delivery_id,
        event: row.event,
        round: Number(row.round),
        dueAt: row.due_at.getTime(),
        reason: row.outcome,
      }));
    },

    async giveUpIssue(issue, reason, now) {
      await db
        .updateTable('inbox')
        .where('repository', '=', repositoryKey(issue))
        .where('issue_number', '=', issue.number)
        .set({ handled: sql<number>`wanted`, outcome: storable(reason), updated_at: new Date(now) })
        .where((row) => row.or([row('held_until', 'is', null), row('held_until', '<=', new Date(now))]))
        .execute();
    },
  };
}

function claimOf(row: InboxRow): IssueClaim {
  return {
    issue: issueRef(row),
    holder: row.holder ?? '',
    generation: Number(row.begun),
    deliveries: Number(row.begun) - Number(row.handled),
    deliveryId: row.delivery_id,
    event: row.event,
  };
}

/** Why a row was not given out; in the instant since then it may have become free, which `wait` covers too. */
function whyNot(row: InboxRow, now: number): ClaimAnswer {
  if (BigInt(row.wanted) <= BigInt(row.handled)) return { kind: 'nothing' };
  const heldUntil = row.held_until?.getTime() ?? 0;
  if (heldUntil > now) return { kind: 'wait', until: heldUntil, why: 'held' };
  return { kind: 'wait', until: row.due_at.getTime(), why: 'grace' };
}
