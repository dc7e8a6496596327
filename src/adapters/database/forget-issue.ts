/**
 * Forgetting one issue: its words go, and what keeps Dejabug from saying something twice or against a person's judgement stays, without
 * words: that drafts and effects were there, the newest decision, commands that were carried out, judgements and freezes.
 */

import { type Kysely, type RawBuilder, sql } from 'kysely';
import { emptied, holdsTexts } from './empty-draft.js';
import { repositoryKey } from './issue-columns.js';
import { schemaName, type Tables } from './tables.js';

interface Step {
  readonly table: keyof Tables;
  readonly where: RawBuilder<boolean>;
  /** Assignments; without any the rows are deleted. */
  readonly set?: RawBuilder<unknown>;
}

export interface ForgottenIssue {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

const isNewest = sql<boolean>`NOT EXISTS (SELECT FROM dejabug.decisions AS later
  WHERE later.repository = decisions.repository AND later.issue_number = decisions.issue_number
    AND (later.decided_at, later.id) > (decisions.decided_at, decisions.id))`;

/** In the order in which they are to be done; none finds anything the second time. */
function stepsFor(issue: ForgottenIssue): readonly Step[] {
  const { number } = issue;
  const inRepository = sql<boolean>`repository = ${repositoryKey(issue)}`;
  const here = sql<boolean>`${inRepository} AND issue_number = ${number}`;
  const jobIsHere = sql<boolean>`${inRepository} AND job #>> '{issue,number}' = ${String(number)}`;
  const shown = JSON.stringify({ problems: [{ examples: [{ number }] }] });
  return [
    {
      table: 'kept_texts',
      where: sql`${inRepository} AND draft_id IN (SELECT id FROM dejabug.drafts WHERE ${here})`,
    },
    { table: 'feedback', where: here },
    { table: 'watched_replies', where: here },
    { table: 'kept_jobs', where: jobIsHere },
    { table: 'waiting_for_policy', where: jobIsHere },
    { table: 'inbox', where: here },
    {
      table: 'drafts',
      where: sql`${here} AND (${holdsTexts} OR decision_reason <> '' OR state IN ('pending', 'approved'))`,
      // One that was superseded could be made again; a rejected one is the end of it.
      set: sql`${emptied}, decision_reason = NULL,
        state = CASE WHEN state IN ('pending', 'approved') THEN 'rejected' ELSE state END`,
    },
    {
      table: 'follow_ups',
      where: sql`${here} AND (state = 'scheduled' OR closed_reason <> '')`,
      set: sql`closed_reason = NULL, state = CASE state WHEN 'scheduled' THEN 'cancelled' ELSE state END`,
    },
    { table: 'effects', where: sql`${here} AND outcome <> ''`, set: sql`outcome = NULL` },
    { table: 'backfill_issues', where: sql`${here} AND outcome <> ''`, set: sql`outcome = NULL` },
    { table: 'decisions', where: sql`${here} AND NOT (${isNewest})` },
    {
      table: 'decisions',
      where: sql`${here} AND ${isNewest} AND (title <> '' OR reason <> '' OR evidence IS NOT NULL)`,
      set: sql`title = '', reason = '', evidence = NULL`,
    },
    // Both keep the titles of some issues as examples.
    ...(['first_reports', 'backfills'] as const).map((table) => ({
      table,
      where: sql<boolean>`${inRepository} AND report @> ${shown}::jsonb`,
      set: sql`report = jsonb_set(report, '{problems}', (
        SELECT jsonb_agg(jsonb_set(problem, '{examples}', (
            SELECT coalesce(jsonb_agg(example ORDER BY at), '[]'::jsonb)
            FROM jsonb_array_elements(problem->'examples') WITH ORDINALITY AS examples (example, at)
            WHERE example->>'number' <> ${String(number)})) ORDER BY place)
        FROM jsonb_array_elements(report->'problems') WITH ORDINALITY AS problems (problem, place)))`,
    })),
  ];
}

type Counts = Record<string, number>;

/** Rows by table that `forgetIssue` would delete or empty; tables without any are left out. */
export async function countIssue(db: Kysely<Tables>, issue: ForgottenIssue): Promise<Counts> {
  const counts: Counts = {};
  for (const { table, where } of stepsFor(issue)) {
    const { rows } = await sql<{ count: string }>`
      SELECT count(*)::text AS count FROM ${sql.id(schemaName, table)} WHERE ${where}`.execute(db);
    add(counts, table, Number(rows[0]?.count ?? 0));
  }
  return counts;
}

/** Deletes and empties all of it or nothing. Safe to repeat. */
export async function forgetIssue(db: Kysely<Tables>, issue: ForgottenIssue): Promise<Counts> {
  return db.transaction().execute(async (tx) => {
    const counts: Counts = {};
    for (const { table, where, set } of stepsFor(issue)) {
      const place = sql.id(schemaName, table);
      const change = set === undefined ? sql`DELETE FROM ${place}` : sql`UPDATE ${place} SET ${set}`;
      const { numAffectedRows } = await sql`${change} WHERE ${where}`.execute(tx);
      add(counts, table, Number(numAffectedRows ?? 0));
    }
    return counts;
  });
}

function add(counts: Counts, table: string, count: number): void {
  if (count > 0) counts[table] = (counts[table] ?? 0) + count;
}
