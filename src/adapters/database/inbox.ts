/** One row for each issue: what arrived is counted, and whoever looks at it does so alone. */

import { type Kysely, sql } from 'kysely';
import type { ClaimAnswer, Inbox, IssueClaim, TriageWish, Wakeup } from '../../app/inbox-ports.js';
import { issueColumns, issueRef, repositoryKey } from './issue-columns.js';
import { newRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { InboxRow, Tables } from './tables.js';

/** How often the grace window may be begun anew by what arrives in it. */
const longestGraces = 5;
/** A crowd is counted no further than this. */
const mostAhead = 200;

export function inbox(db: Kysely<Tables>): Inbox {
  function held({ issue, holder }: IssueClaim) {
    return db
      .updateTable('inbox')
      .where('repository', '=', repositoryKey(issue))
      .where('issue_number', '=', issue.number)
      .where('holder', '=', holder);
  }

  return {
    receive: (wish, graceMs, now) => receive(db, wish, graceMs, now),

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

/**
 * The delivery and the wish in one statement, so that neither is there without the other. A round is a time that only grows,
 * never a small number: queues remember the ids of old jobs longer than a row may live.
 */
async function receive(
  db: Kysely<Tables>,
  { key, deliveryId, event, issue }: TriageWish,
  graceMs: number,
  now: number,
): Promise<Wakeup | null> {
  const columns = issueColumns(issue);
  const at = new Date(now);
  const due = new Date(now + graceMs);
  const longest = longestGraces * graceMs;
  const { rows } = await sql<{ round: string; due_at: Date; ahead: number }>`
    WITH accepted AS (
      INSERT INTO dejabug.deliveries AS known (id, event, accepted_at)
      VALUES (${storable(key)}, ${storable(event)}, ${at})
      ON CONFLICT (id) DO UPDATE SET accepted_at = excluded.accepted_at WHERE known.finished_at IS NULL
      RETURNING id
    )
    INSERT INTO dejabug.inbox AS row (repository, owner, repo, installation_id, issue_number,
      wanted, round, delivery_id, event, first_at, due_at, updated_at)
    SELECT ${columns.repository}, ${columns.owner}, ${columns.repo}, ${columns.installation_id}::bigint,
      ${columns.issue_number}::integer, 1, ${now}::bigint, ${storable(deliveryId)}, ${storable(event)},
      ${at}::timestamptz, ${due}::timestamptz, ${at}::timestamptz
    FROM accepted
    ON CONFLICT (repository, issue_number) DO UPDATE SET
      owner = excluded.owner,
      repo = excluded.repo,
      installation_id = excluded.installation_id,
      delivery_id = excluded.delivery_id,
      event = excluded.event,
      updated_at = excluded.updated_at,
      wanted = row.wanted + 1,
      -- A round that no worker has begun yet takes in what arrives; otherwise a new one begins.
      round = CASE WHEN row.wanted > row.begun THEN row.round ELSE greatest(row.round + 1, excluded.round) END,
      first_at = CASE WHEN row.wanted > row.begun THEN row.first_at ELSE excluded.first_at END,
      due_at = CASE WHEN row.wanted > row.begun
        THEN greatest(row.due_at, least(excluded.due_at, row.first_at + ${longest} * interval '1 millisecond'))
        ELSE excluded.due_at END
    RETURNING round, due_at, (SELECT count(*)::integer FROM (SELECT FROM dejabug.inbox
      WHERE installation_id = ${columns.installation_id}::bigint AND wanted > handled LIMIT ${mostAhead}) AS waiting) AS ahead`.execute(
    db,
  );
  const [row] = rows;
  return row ? { round: Number(row.round), dueAt: row.due_at.getTime(), ahead: row.ahead } : null;
}

function claimOf(row: InboxRow): IssueClaim {
  return {
    issue: issueRef(row),
    holder: row.holder ?? '',
    generation: Number(row.begun),
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
