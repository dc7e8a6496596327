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

/** Not taken back since: nothing was undone about the draft after it, by the order of rows, for two processes have two clocks. */
function stands(alias: 'given' | 'later'): RawBuilder<boolean> {
  return sql<boolean>`NOT (${sql.ref(`${alias}.kind`)} = ANY(${[...undoable]}::text[]) AND EXISTS (
    SELECT FROM dejabug.feedback AS undo
    WHERE undo.draft_id = ${sql.ref(`${alias}.draft_id`)} AND undo.kind = 'undone'
      AND undo.id > ${sql.ref(`${alias}.id`)}))`;
}

/** A judgement that stands: the newest of its problem on its issue, for a person who looks again outranks the first look. */
const judgement = sql<boolean>`given.verdict IS NOT NULL AND ${stands('given')} AND NOT EXISTS (
  SELECT FROM dejabug.feedback AS later
  WHERE later.repository = given.repository AND later.issue_number = given.issue_number
    AND later.category = given.category AND later.verdict IS NOT NULL
    AND (later.given_at, later.id) > (given.given_at, given.id) AND ${stands('later')})`;

/**
 * The question that is asked before a plan. It walks the indexes from problem to problem and from the newest judgement back, so that it
 * reads a few pages, however much was said.
 */
export function lastVerdictsQuery(
  repositories: readonly string[],
  { doubted, categories }: Parameters<ScorecardStore['lastVerdicts']>[1],
  limit: number,
): RawBuilder<LastVerdicts> {
  const judged = doubted ? sql`verdict = 'wrong'` : sql`verdict IS NOT NULL`;
  const own = sql`dejabug.feedback WHERE repository = asked.repository AND ${judged}`;
  const problems =
    categories === undefined
      ? sql`(WITH RECURSIVE found AS (
          SELECT (SELECT min(category) FROM ${own}) AS category
          UNION ALL
          SELECT (SELECT min(category) FROM ${own} AND category > found.category) FROM found
          WHERE found.category IS NOT NULL)
        SELECT category FROM found WHERE category IS NOT NULL)`
      : sql`(SELECT category FROM unnest(${categories.map(storable)}::text[]) AS wanted(category)
        WHERE EXISTS (SELECT FROM ${own} AND feedback.category = wanted.category))`;
  return sql<LastVerdicts>`
    SELECT asked.repository, problem.category, ARRAY(
      SELECT given.verdict FROM dejabug.feedback AS given
      WHERE given.repository = asked.repository AND given.category = problem.category AND ${judgement}
        AND given.given_at > coalesce((
          SELECT max(reset_at) FROM dejabug.demotion_resets AS reset
          WHERE reset.repository = asked.repository AND reset.category = problem.category), '-infinity')
      ORDER BY given.given_at DESC, given.id DESC LIMIT ${limit}) AS verdicts
    FROM (SELECT DISTINCT unnest(${names(repositories)}::text[]) AS repository) AS asked
    CROSS JOIN LATERAL ${problems} AS problem
    ORDER BY asked.repository, problem.category`;
}

/** The planner takes these for far dearer than they are, and would compile them for longer than they run. */
function uncompiled<T>(db: Kysely<Tables>, ask: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`SELECT set_config('jit', 'off', true)`.execute(tx);
    return ask(tx);
  });
}

export function scorecard(db: Kysely<Tables>): ScorecardStore {
  return {
    scoreCounts: (scope) =>
      uncompiled(db, async (tx) => ({
        judged: await judgedWeeks(tx, scope),
        said: await saidCounts(tx, scope),
        approvalTimes: await approvalTimes(tx, scope),
        decided: await decidedCounts(tx, scope),
      })),

    async lastVerdicts(repositories, which, limit) {
      const query = lastVerdictsQuery(repositories, which, limit);
      // Of a few problems it is too cheap to be compiled, and it is asked before every plan.
      const { rows } =
        which.categories === undefined
          ? await uncompiled(db, (tx) => query.execute(tx))
          : await query.execute(db);
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

/**
 * Feedback of the scope that was not taken back, as `said`: what was undone is few, and is joined instead of asked for row by row.
 * What sorts it compares code units, which takes a fraction of the time that a language's order does.
 */
function saidIn({ repositories, since }: ScoreScope): RawBuilder<unknown> {
  const own = sql`repository = ANY(${names(repositories)}::text[])`;
  return sql`WITH undo AS (
      SELECT draft_id, max(id) AS id FROM dejabug.feedback WHERE kind = 'undone' AND ${own} GROUP BY draft_id),
    said AS (
      SELECT given.* FROM dejabug.feedback AS given LEFT JOIN undo ON undo.draft_id = given.draft_id
      WHERE given.${own} AND given.given_at >= ${new Date(since)}
        AND (undo.draft_id IS NULL OR given.kind <> ALL(${[...undoable]}::text[])
          OR given.id > undo.id))`;
}

async function judgedWeeks(db: Kysely<Tables>, scope: ScoreScope): Promise<JudgedWeek[]> {
  const { rows } = await sql<Counted<JudgedWeek>>`
    ${saidIn(scope)}, judgement AS (
      SELECT DISTINCT ON (issue_number, category COLLATE "C", repository COLLATE "C") repository, category, verdict, given_at
      FROM said WHERE verdict IS NOT NULL
      ORDER BY issue_number, category COLLATE "C", repository COLLATE "C", given_at DESC, id DESC)
    SELECT repository, category,
      (extract(epoch FROM date_trunc('week', given_at AT TIME ZONE 'UTC')) * 1000)::text AS week,
      count(*) FILTER (WHERE verdict = 'right')::text AS right,
      count(*) FILTER (WHERE verdict = 'wrong')::text AS wrong
    FROM judgement GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db);
  return rows.map(({ repository, category, week, right, wrong }) => ({
    repository,
    category,
    week: Number(week),
    right: Number(right),
    wrong: Number(wrong),
  }));
}

/**
 * Of what is said about drafts only the first replies count, and each once: one whose posting GitHub refused is decided again.
 * Reminders follow from one that was counted.
 */
async function saidCounts(db: Kysely<Tables>, scope: ScoreScope): Promise<SaidCount[]> {
  const { rows } = await sql<Counted<SaidCount>>`
    ${saidIn(scope)}
    SELECT repository COLLATE "C" AS repository, category COLLATE "C" AS category, kind COLLATE "C" AS kind,
      reason COLLATE "C" AS reason, CASE kind COLLATE "C" WHEN 'reaction' THEN note END COLLATE "C" AS note,
      CASE WHEN kind COLLATE "C" = ANY(${[...undoable]}::text[]) THEN count(DISTINCT draft_id) ELSE count(*) END::text AS count
    FROM said WHERE coalesce(purpose, 'reply') = 'reply'
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`.execute(db);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

async function approvalTimes(db: Kysely<Tables>, scope: ScoreScope): Promise<ApprovalTime[]> {
  const { rows } = await sql<ApprovalTime>`
    ${saidIn(scope)}
    SELECT repository COLLATE "C" AS repository, category COLLATE "C" AS category,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(extract(epoch FROM given_at - drafted_at), 0) * 1000) AS "medianMs"
    FROM (
      SELECT DISTINCT ON (draft_id) repository, category, given_at, drafted_at FROM said
      WHERE kind IN ('approved', 'edited') AND purpose = 'reply' AND drafted_at IS NOT NULL
      ORDER BY draft_id, given_at) AS first_approval
    GROUP BY GROUPING SETS ((repository COLLATE "C", category COLLATE "C"), (category COLLATE "C")) ORDER BY 1, 2`.execute(
    db,
  );
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
