/** Accepting deliveries: those of one moment in one statement, each with its issue's row, so that neither is there without the other. */

import { type Kysely, sql } from 'kysely';
import type { Inbox, TriageWish, Wakeup } from '../../app/inbox-ports.js';
import type { IssueRef } from '../../app/refs.js';
import { gather } from './gather.js';
import { issueColumns } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

/** How often the grace window may be begun anew by what arrives in it. */
const longestGraces = 5;
/** A crowd is counted no further than this. */
const mostAhead = 200;
/** Rows in one statement, when so many come at once. */
const mostRows = 100;
/** A statement costs as much as some ten rows of it, so under load there are at most a hundred of them a second. */
const spacingMs = 10;

interface Arrival {
  readonly wish: TriageWish;
  readonly graceMs: number;
  readonly now: number;
}

interface ReceivedRow {
  readonly repository: string;
  readonly issue_number: number;
  readonly round: string;
  readonly due_at: Date;
  readonly ahead: number;
}

export function receiving(db: Kysely<Tables>): Inbox['receive'] {
  const receive = gather(
    mostRows,
    async (all: readonly Arrival[]) => {
      const answers = new Map<Arrival, Wakeup | null>();
      for (const wave of wavesOf(all)) {
        const rows = await receiveWave(db, wave);
        for (const [arrival, wakeup] of rows) answers.set(arrival, wakeup);
      }
      return all.map((arrival) => answers.get(arrival) ?? null);
    },
    spacingMs,
  );
  return (wish, graceMs, now) => receive({ wish, graceMs, now });
}

function placeOf({ wish }: Arrival): string {
  const { repository, issue_number } = issueColumns(wish.issue);
  return `${repository}#${issue_number}`;
}

/** One statement changes a row once: what is about the same issue, or came twice, or has another grace, is in a later wave. */
function wavesOf(all: readonly Arrival[]): readonly (readonly Arrival[])[] {
  const waves: { readonly graceMs: number; readonly seen: Set<string>; readonly arrivals: Arrival[] }[] = [];
  for (const arrival of all) {
    const marks = [`issue ${placeOf(arrival)}`, `key ${storable(arrival.wish.key)}`];
    // Never before one that it came after.
    const last = waves.findLastIndex(({ seen }) => marks.some((mark) => seen.has(mark)));
    let wave = waves.slice(last + 1).find(({ graceMs }) => graceMs === arrival.graceMs);
    if (wave === undefined) {
      wave = { graceMs: arrival.graceMs, seen: new Set(), arrivals: [] };
      waves.push(wave);
    }
    for (const mark of marks) wave.seen.add(mark);
    wave.arrivals.push(arrival);
  }
  return waves.map(({ arrivals }) => arrivals);
}

/**
 * A round is a time that only grows, never a small number: queues remember the ids of old jobs longer than a row may live. Rows are
 * locked in one order, whichever process asks.
 */
async function receiveWave(
  db: Kysely<Tables>,
  arrivals: readonly Arrival[],
): Promise<ReadonlyMap<Arrival, Wakeup | null>> {
  const columns = arrivals.map(({ wish }) => issueColumns(wish.issue));
  const longest = longestGraces * (arrivals[0]?.graceMs ?? 0);
  const { rows } = await sql<ReceivedRow>`
    WITH wished AS MATERIALIZED (
      SELECT * FROM unnest(
        ${arrivals.map(({ wish }) => storable(wish.key))}::text[],
        ${arrivals.map(({ wish }) => storable(wish.deliveryId))}::text[],
        ${arrivals.map(({ wish }) => storable(wish.event))}::text[],
        ${columns.map(({ repository }) => repository)}::text[],
        ${columns.map(({ owner }) => owner)}::text[],
        ${columns.map(({ repo }) => repo)}::text[],
        ${columns.map(({ installation_id }) => installation_id)}::bigint[],
        ${columns.map(({ issue_number }) => issue_number)}::integer[],
        ${arrivals.map(({ now }) => now)}::bigint[],
        ${arrivals.map(({ now }) => timeText(now))}::timestamptz[],
        ${arrivals.map(({ now, graceMs }) => timeText(now + graceMs))}::timestamptz[]
      ) AS wish (key, delivery_id, event, repository, owner, repo, installation_id, issue_number, now, at, due)
    ), accepted AS (
      INSERT INTO dejabug.deliveries (id, event, accepted_at)
      SELECT key, event, at FROM wished ORDER BY key
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), crowd AS MATERIALIZED (
      SELECT installation_id, (SELECT count(*)::integer FROM (SELECT FROM dejabug.inbox AS other
        WHERE other.installation_id = one.installation_id AND wanted > handled LIMIT ${mostAhead}) AS waiting) AS ahead
      FROM (SELECT DISTINCT installation_id FROM wished) AS one
    )
    INSERT INTO dejabug.inbox AS row (repository, owner, repo, installation_id, issue_number,
      wanted, round, delivery_id, event, first_at, due_at, updated_at)
    SELECT repository, owner, repo, installation_id, issue_number, 1, now, delivery_id, event, at, due, at
    FROM wished JOIN accepted ON accepted.id = wished.key ORDER BY repository, issue_number
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
    RETURNING repository, issue_number, round, due_at,
      (SELECT ahead FROM crowd WHERE crowd.installation_id = row.installation_id) AS ahead`.execute(db);
  const found = new Map(rows.map((row) => [`${row.repository}#${row.issue_number}`, row]));
  const answers = new Map<Arrival, Wakeup | null>();
  for (const arrival of arrivals) {
    const row = found.get(placeOf(arrival));
    answers.set(arrival, row === undefined ? await stillToDo(db, arrival.wish.issue) : wakeupOf(row, false));
  }
  return answers;
}

/** Of a delivery that is known: what wakes a worker, should its job never have reached the queue; null when a worker was there. */
async function stillToDo(db: Kysely<Tables>, issue: IssueRef): Promise<Wakeup | null> {
  const { repository, issue_number } = issueColumns(issue);
  const row = await db
    .selectFrom('inbox')
    .select(['round', 'due_at'])
    .where('repository', '=', repository)
    .where('issue_number', '=', issue_number)
    .whereRef('wanted', '>', 'handled')
    .executeTakeFirst();
  return row === undefined ? null : wakeupOf({ ...row, ahead: 0 }, true);
}

function wakeupOf(row: Pick<ReceivedRow, 'round' | 'due_at' | 'ahead'>, isRepeat: boolean): Wakeup {
  return { round: Number(row.round), dueAt: row.due_at.getTime(), ahead: row.ahead, isRepeat };
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
