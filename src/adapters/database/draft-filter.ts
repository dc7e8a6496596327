/** Filters of the desk's list as SQL, and the ids that pass them: by index in order of age, or by the words that a draft contains. */

import { type RawBuilder, sql } from 'kysely';
import type { DraftFilter } from '../../app/draft-ports.js';
import type { DraftState } from '../../app/ports.js';
import type { Position } from './cursor.js';
import { storable } from './stored-text.js';

/** A stretch of a list that is ordered by time and id. */
export interface Slice {
  readonly states: readonly DraftState[];
  /** `older`: newest first, from behind the position on; `newer`: the other way. */
  readonly direction: 'older' | 'newer';
  readonly from: Position | null;
  readonly limit: number;
}

const nothing = sql<boolean>`true`;

/** Conditions besides repository, state and words. */
function conditions({
  category,
  leastConfidence,
  from,
  before,
  number,
  snoozed,
}: DraftFilter): RawBuilder<boolean> {
  const all = [
    category === undefined ? nothing : sql<boolean>`category = ${storable(category)}`,
    leastConfidence === undefined ? nothing : sql<boolean>`confidence >= ${leastConfidence}::float8`,
    from === undefined ? nothing : sql<boolean>`created_at >= ${new Date(from)}::timestamptz`,
    before === undefined ? nothing : sql<boolean>`created_at < ${new Date(before)}::timestamptz`,
    number === undefined ? nothing : sql<boolean>`issue_number = ${number}::int`,
    snoozed === undefined ? nothing : sleeping(snoozed),
  ].filter((one) => one !== nothing);
  return all.length === 0 ? nothing : sql.join(all, sql` AND `);
}

function sleeping({ beyond, are }: NonNullable<DraftFilter['snoozed']>): RawBuilder<boolean> {
  const isAsleep = sql<boolean>`(state = 'pending' AND snoozed_until IS NOT NULL AND snoozed_until > ${new Date(beyond)}::timestamptz)`;
  return are === 'wanted' ? isAsleep : sql<boolean>`NOT ${isAsleep}`;
}

function behind({ direction, from }: Slice): RawBuilder<boolean> {
  if (from === null) return nothing;
  return direction === 'older'
    ? sql<boolean>`(created_at, id) < (${from.at}::timestamptz, ${from.id}::uuid)`
    : sql<boolean>`(created_at, id) > (${from.at}::timestamptz, ${from.id}::uuid)`;
}

function ordered({ direction, limit }: Slice): RawBuilder<unknown> {
  return direction === 'older'
    ? sql`ORDER BY created_at DESC, id DESC LIMIT ${limit}`
    : sql`ORDER BY created_at, id LIMIT ${limit}`;
}

/**
 * Ids in order. Each repository and state has an index in the order of the list, so that each is read as far as one page goes: a
 * list of many repositories costs no sorting of all their drafts.
 */
export function idsInOrder(filter: DraftFilter, slice: Slice): RawBuilder<{ id: string }> {
  return sql`SELECT one.id FROM unnest(${keysOf(filter)}::text[]) AS place (name)
    CROSS JOIN unnest(${slice.states}::text[]) AS standing (name)
    CROSS JOIN LATERAL (
      SELECT id, created_at FROM dejabug.drafts
      WHERE repository = place.name AND state = standing.name AND ${conditions(filter)} AND ${behind(slice)}
      ${ordered(slice)}
    ) AS one ${ordered(slice)}`;
}

export function idsWithWords(filter: DraftFilter, slice: Slice): RawBuilder<{ id: string }> {
  return sql`WITH found AS MATERIALIZED (${found(filter.words ?? [])})
    SELECT id FROM found WHERE state = ANY(${slice.states}::text[]) AND ${passing(filter)} AND ${behind(slice)}
    ${ordered(slice)}`;
}

/** @param at when a snooze counts, as a time */
export function counts(filter: DraftFilter, at: Date): RawBuilder<CountRow> {
  const columns = sql`state, category, (state = 'pending' AND snoozed_until > ${at}::timestamptz) IS TRUE AS snoozed`;
  if (filter.words === undefined)
    return sql`SELECT ${columns}, count(*) AS count FROM dejabug.drafts WHERE ${passing(filter)} GROUP BY 1, 2, 3`;
  return sql`WITH found AS MATERIALIZED (${found(filter.words)})
    SELECT ${columns}, count(*) AS count FROM found WHERE ${passing(filter)} GROUP BY 1, 2, 3`;
}

export interface CountRow {
  readonly state: DraftState;
  readonly category: string;
  readonly snoozed: boolean;
  readonly count: string;
}

function passing(filter: DraftFilter): RawBuilder<boolean> {
  return sql<boolean>`repository = ANY(${keysOf(filter)}::text[]) AND ${conditions(filter)}`;
}

/** By itself, so that nothing but the words' index can be used; each other way reads the words of every draft. */
function found(words: readonly string[]): RawBuilder<unknown> {
  return sql`SELECT id, repository, state, category, confidence, issue_number, created_at, snoozed_until FROM dejabug.drafts
    WHERE words @@ to_tsquery('simple', ${wordQuery(words)})`;
}

/** Every word as the beginning of one, all of them wanted. Quoted, a word has no operators. */
function wordQuery(words: readonly string[]): string {
  return words
    .map((word) => `'${storable(word).replace(/['\\]/g, (sign) => `${sign}${sign}`)}':*`)
    .join(' & ');
}

function keysOf({ repositories }: DraftFilter): readonly string[] {
  return repositories.map((name) => storable(name.toLowerCase()));
}
