/** Counts for the scorecard, made where the feedback lies. */

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ScorecardStore, ScoreScope } from '../../app/scorecard-ports.js';
import type {
  ApprovalTime,
  DecidedCount,
  JudgedWeek,
  LastVerdicts,
  SaidCount,
} from '../../core/scorecard/counts.js';
import { undoable } from '../../core/scorecard/feedback.js';
import { repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

/** Not taken back since: nothing was undone about the draft after it. */
function stands(alias: 'given' | 'later'): RawBuilder<boolean> {
  const [draft, undone] = [sql.ref(`${alias}.draft_id`), sql.ref(`${alias}.kind`)];
  const at = sql`(${sql.ref(`${alias}.given_at`)}, ${sql.ref(`${alias}.id`)})`;
  return sql<boolean>`NOT (${undone} = ANY(${[...undoable]}::text[]) AND EXISTS (
    SELECT FROM dejabug.feedback AS undo
    WHERE undo.draft_id = ${draft} AND undo.kind = 'undone' AND (undo.given_at, undo.id) > ${at}))`;
}

/** The newest judgement of its problem on its issue: a person who looks again outranks the first look. */
const isNewest = sql<boolean>`NOT EXISTS (
  SELECT FROM dejabug.feedback AS later
  WHERE later.repository = given.repository AND later.issue_number = given.issue_number
    AND later.category = given.category AND later.verdict IS NOT NULL
    AND (later.given_at, later.id) > (given.given_at, given.id) AND ${stands('later')})`;

const judgement = sql<boolean>`given.verdict IS NOT NULL AND ${stands('given')} AND ${isNewest}`;

export function scorecard(db: Kysely<Tables>): ScorecardStore {
  return {
    async scoreCounts(scope) {
      return {
        judged: await judgedWeeks(db, scope),
        said: await saidCounts(db, scope),
        approvalTimes: await approvalTimes(db, scope),
        decided: await decidedCounts(db, scope),
      };
    },

    async lastVerdicts(repositories, { doubted, categories }, limit) {
      const which = sql`repository = ANY(${names(repositories)}::text[])
        AND ${doubted ? sql`verdict = 'wrong'` : sql`verdict IS NOT NULL`}
        ${categories === undefined ? sql`` : sql`AND category = ANY(${categories.map(storable)}::text[])`}`;
      const { rows } = await sql<LastVerdicts>`
        SELECT problem.repository, problem.category, ARRAY(
          SELECT given.verdict FROM dejabug.feedback AS given
          WHERE given.repository = problem.repository AND given.category = problem.category AND ${judgement}
            AND given.given_at > coalesce((
              SELECT max(reset_at) FROM dejabug.demotion_resets AS reset
              WHERE reset.repository = problem.repository AND reset.category = problem.category), '-infinity')
          ORDER BY given.given_at DESC, given.id DESC LIMIT ${limit}) AS verdicts
        FROM (SELECT DISTINCT repository, category FROM dejabug.feedback WHERE ${which}) AS problem
        ORDER BY problem.repository, problem.category`.execute(db);
      return rows;
    },

    async resetDemotion({ owner, repo, installationId, category, by, at }) {
      await db
        .insertInto('demotion_resets')
        .values({
          repository: repositoryKey({ owner, repo }),
          owner: storable(owner),
          repo: storable(repo),
          installation_id: installationId,
          category: storable(category),
          reset_by: storable(by),
          reset_at: new Date(at),
        })
        .execute();
    },

    async resets(repositories) {
      const rows = await db
        .selectFrom('demotion_resets')
        .selectAll()
        .where(sql<boolean>`repository = ANY(${names(repositories)}::text[])`)
        .orderBy('reset_at', 'desc')
        .orderBy('id', 'desc')
        .limit(100)
        .execute();
      return rows.map((row) => ({
        owner: row.owner,
        repo: row.repo,
        installationId: Number(row.installation_id),
        category: row.category,
        by: row.reset_by,
        at: row.reset_at.getTime(),
      }));
    },
  };
}

function names(repositories: readonly string[]): string[] {
  return repositories.map((name) => storable(name.toLowerCase()));
}

/** Rows of `given` in the scope. */
function within({ repositories, since }: ScoreScope): RawBuilder<boolean> {
  return sql<boolean>`given.repository = ANY(${names(repositories)}::text[]) AND given.given_at >= ${new Date(since)}`;
}

async function judgedWeeks(db: Kysely<Tables>, scope: ScoreScope): Promise<JudgedWeek[]> {
  const { rows } = await sql<Counted<JudgedWeek>>`
    SELECT repository, category,
      (extract(epoch FROM date_trunc('week', given_at AT TIME ZONE 'UTC')) * 1000)::text AS week,
      count(*) FILTER (WHERE verdict = 'right')::text AS right,
      count(*) FILTER (WHERE verdict = 'wrong')::text AS wrong
    FROM dejabug.feedback AS given WHERE ${within(scope)} AND ${judgement}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db);
  return rows.map(({ repository, category, week, right, wrong }) => ({
    repository,
    category,
    week: Number(week),
    right: Number(right),
    wrong: Number(wrong),
  }));
}

/** Of what is said about drafts only the first replies count: reminders follow from one that was counted. */
async function saidCounts(db: Kysely<Tables>, scope: ScoreScope): Promise<SaidCount[]> {
  const { rows } = await sql<Counted<SaidCount>>`
    SELECT repository, category, kind, reason, CASE kind WHEN 'reaction' THEN note END AS note, count(*)::text AS count
    FROM dejabug.feedback AS given
    WHERE ${within(scope)} AND ${stands('given')} AND coalesce(purpose, 'reply') = 'reply'
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`.execute(db);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

async function approvalTimes(db: Kysely<Tables>, scope: ScoreScope): Promise<ApprovalTime[]> {
  const { rows } = await sql<ApprovalTime>`
    SELECT repository, category,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM given_at - drafted_at) * 1000) AS "medianMs"
    FROM dejabug.feedback AS given
    WHERE ${within(scope)} AND kind IN ('approved', 'edited') AND purpose = 'reply' AND drafted_at IS NOT NULL
      AND ${stands('given')}
    GROUP BY GROUPING SETS ((repository, category), (category)) ORDER BY 1, 2`.execute(db);
  return rows.map((row) => ({ ...row, medianMs: Number(row.medianMs) }));
}

async function decidedCounts(
  db: Kysely<Tables>,
  { repositories, since }: ScoreScope,
): Promise<DecidedCount[]> {
  const { rows } = await sql<Counted<DecidedCount>>`
    SELECT repository, category, decision, count(*)::text AS count
    FROM (
      SELECT DISTINCT ON (repository, issue_number) repository, category, decision FROM dejabug.decisions
      WHERE repository = ANY(${names(repositories)}::text[]) AND decided_at >= ${new Date(since)}
      ORDER BY repository, issue_number, decided_at DESC, id DESC) AS newest
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** node-postgres and PGlite read large numbers differently; as text they are the same. */
type Counted<T> = { [Key in keyof T]: T[Key] extends number ? string : T[Key] };
