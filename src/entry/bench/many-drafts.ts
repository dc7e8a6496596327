/** Ten thousand drafts as a year of triage leaves them: many repositories and known problems, most of them decided. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../adapters/database/open-database.js';
import type { DraftState } from '../../app/ports.js';
import { demoReports } from '../demo/reports.js';
import { textOfSize } from './text-of-size.js';

export const repositories = 40;
const problems = 20;
const atOnce = 250;
/** One of five waits. */
const states: readonly DraftState[] = ['pending', 'posted', 'rejected', 'posted', 'superseded'];
const minute = 60_000;

/** Saves `count` drafts and returns the ids of those that wait, the newest first. Straight into the table: saving one by one takes minutes. */
export async function benchDrafts({ db }: Database, count: number): Promise<readonly string[]> {
  const now = Date.now();
  const pending: string[] = [];
  for (let start = 0; start < count; start += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, count - start) }, (_, index) =>
      draftRow(start + index, now - (start + index) * minute),
    );
    for (const { id, state } of rows) if (state === 'pending') pending.push(id);
    await db.insertInto('drafts').values(rows).execute();
  }
  // As the database's own upkeep does it soon after.
  await sql`VACUUM ANALYZE dejabug.drafts`.execute(db);
  return pending;
}

function draftRow(number: number, at: number) {
  const report = demoReports[number % demoReports.length];
  const repo = `tools-${number % repositories}`;
  const category = `problem-${(number * 7) % problems}`;
  const body = `${report?.body ?? ''}\n\n${textOfSize(2_000)}\nxenbus rare-word-${number % 997}`;
  const quote = body.split('\n').find((line) => line.length > 40) ?? '';
  const evidence = { signal: 'bench', says: 'It says so', quote, section: '', line: 3, weight: 2 };
  return {
    id: randomUUID(),
    repository: `acme/${repo}`,
    owner: 'acme',
    repo,
    installation_id: 1,
    issue_number: number + 1,
    action_key: `bench:${number}`,
    title: `${report?.title ?? ''}, report ${number}`,
    issue_url: `https://github.example/acme/${repo}/issues/${number + 1}`,
    body,
    category,
    content: JSON.stringify({
      category,
      confidence: 0.5 + (number % 50) / 100,
      decision: 'label',
      reason: 'The words of the report say so.',
      evidence: [evidence],
      against: [],
      runnerUp: null,
      facts: [],
      fix: null,
      missing: [{ id: 'kernel', question: 'Which kernel?' }],
      reply: `Thanks for the report. This looks like **${category}**.\n\n${'Please try the newest release, which has the fix. '.repeat(12)}`,
    }),
    state: states[number % states.length] ?? 'pending',
    decided_by: null,
    decision_reason: null,
    edited_reply: null,
    comment_url: null,
    created_at: new Date(at),
    updated_at: new Date(at),
  };
}
