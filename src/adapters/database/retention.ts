/** Forgetting: rows by age, and everything about one issue, repository or installation in whatever table it stands. */

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Aging, ForgetScope, Retention } from '../../app/retention-ports.js';
import { emptied, holdsTexts } from './empty-draft.js';
import { countIssue, forgetIssue } from './forget-issue.js';
import { repositoryKey } from './issue-columns.js';
import { schemaName, type Tables } from './tables.js';

const batch = 2_000;

function old(what: Aging, before: Date, limit: number): RawBuilder<unknown> {
  switch (what) {
    case 'deliveries':
      return sql`DELETE FROM dejabug.deliveries WHERE id IN
        (SELECT id FROM dejabug.deliveries WHERE accepted_at < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'inbox':
      return sql`DELETE FROM dejabug.inbox WHERE (repository, issue_number) IN
        (SELECT repository, issue_number FROM dejabug.inbox WHERE updated_at < ${before} AND handled >= wanted
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'decisions':
      // The newest of an issue says that it was triaged: without it the sweep would triage it again.
      return sql`DELETE FROM dejabug.decisions WHERE id IN
        (SELECT id FROM dejabug.decisions AS past WHERE decided_at < ${before} AND EXISTS
          (SELECT FROM dejabug.decisions AS later WHERE later.repository = past.repository
            AND later.issue_number = past.issue_number AND (later.decided_at, later.id) > (past.decided_at, past.id))
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'quotes':
      // The newest decision of an issue stays for ever, and its words need not.
      return sql`UPDATE dejabug.decisions SET title = '', evidence = NULL WHERE id IN
        (SELECT id FROM dejabug.decisions WHERE decided_at < ${before} AND (title <> '' OR evidence IS NOT NULL)
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'effects':
      return sql`DELETE FROM dejabug.effects WHERE effect_key IN
        (SELECT effect_key FROM dejabug.effects WHERE updated_at < ${before} AND state <> 'intended'
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'commands':
      return sql`DELETE FROM dejabug.command_comments WHERE (repository, comment_id) IN
        (SELECT repository, comment_id FROM dejabug.command_comments WHERE updated_at < ${before} AND holder IS NULL
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'words':
      // What a reaction was is a name of GitHub's, and is counted.
      return sql`UPDATE dejabug.feedback SET note = NULL, diff = NULL WHERE id IN
        (SELECT id FROM dejabug.feedback WHERE given_at < ${before} AND kind <> 'reaction'
          AND (note IS NOT NULL OR diff IS NOT NULL)
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'feedback':
      return sql`DELETE FROM dejabug.feedback WHERE id IN
        (SELECT id FROM dejabug.feedback WHERE given_at < ${before} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'reports':
      return sql`UPDATE dejabug.drafts SET ${emptied} WHERE id IN
        (SELECT id FROM dejabug.drafts WHERE updated_at < ${before}
          AND state IN ('posted', 'rejected', 'superseded', 'expired')
          AND ${holdsTexts}
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'follow-ups':
      return sql`DELETE FROM dejabug.follow_ups WHERE id IN
        (SELECT id FROM dejabug.follow_ups WHERE updated_at < ${before} AND state <> 'scheduled'
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'release-batches':
      // One that still waits for its approval is a page of the desk.
      return sql`DELETE FROM dejabug.release_batches WHERE id IN
        (SELECT id FROM dejabug.release_batches AS batch WHERE created_at < ${before} AND NOT EXISTS
          (SELECT FROM dejabug.drafts WHERE content->>'batch' = batch.id::text AND content->>'batch' IS NOT NULL
            AND state IN ('pending', 'approved'))
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
    case 'policy-waits':
      return sql`DELETE FROM dejabug.waiting_for_policy WHERE (repository, job_key) IN
        (SELECT repository, job_key FROM dejabug.waiting_for_policy WHERE since < ${before}
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  }
}

/** Every table that says about which repository a row is, also those of later migrations. */
export async function tablesAboutRepositories(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = ${schemaName} AND column_name IN ('repository', 'installation_id')
    GROUP BY table_name HAVING count(*) = 2 ORDER BY table_name`.execute(db);
  return rows.map(({ name }) => name);
}

type WideScope = Exclude<ForgetScope, { kind: 'issue' }>;

function about(scope: WideScope): RawBuilder<boolean> {
  return scope.kind === 'installation'
    ? sql<boolean>`installation_id = ${scope.installationId}`
    : sql<boolean>`repository = ${repositoryKey(scope)}`;
}

/** A delivery's id ends with the issue that it was about. */
function deliveriesOf(repositories: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`split_part(split_part(id, ' ', 3), '#', 1) = ANY(${repositories}::text[])`;
}

export function retention(db: Kysely<Tables>): Retention {
  async function repositoriesOf(scope: WideScope, tables: readonly string[]): Promise<readonly string[]> {
    if (scope.kind === 'repository') return [repositoryKey(scope)];
    const found = new Set<string>();
    for (const table of tables) {
      const { rows } = await sql<{ repository: string }>`
        SELECT DISTINCT repository FROM ${sql.id(schemaName, table)} WHERE ${about(scope)}`.execute(db);
      for (const { repository } of rows) found.add(repository);
    }
    return [...found];
  }

  /** Asks each table in turn, `deliveries` last, and keeps the answers that are not zero. */
  async function eachTable(
    scope: WideScope,
    ask: (table: string, where: RawBuilder<boolean>) => Promise<number>,
  ): Promise<Record<string, number>> {
    const tables = await tablesAboutRepositories(db);
    const repositories = await repositoriesOf(scope, tables);
    const counts: Record<string, number> = {};
    for (const table of [...tables, 'deliveries']) {
      const where = table === 'deliveries' ? deliveriesOf(repositories) : about(scope);
      const count = await ask(table, where);
      if (count > 0) counts[table] = count;
    }
    return counts;
  }

  async function remove(table: string, where: RawBuilder<boolean>): Promise<number> {
    const place = sql.id(schemaName, table);
    for (let removed = 0; ; ) {
      const result = await sql`
        DELETE FROM ${place} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${place} WHERE ${where} LIMIT ${batch}))`.execute(
        db,
      );
      const now = Number(result.numAffectedRows ?? 0);
      removed += now;
      if (now < batch) return removed;
    }
  }

  return {
    async countRows(scope) {
      if (scope.kind === 'issue') return countIssue(db, scope);
      return eachTable(scope, async (table, where) => {
        const { rows } = await sql<{ count: string }>`
          SELECT count(*) AS count FROM ${sql.id(schemaName, table)} WHERE ${where}`.execute(db);
        return Number(rows[0]?.count ?? 0);
      });
    },

    forgetRows: (scope) => (scope.kind === 'issue' ? forgetIssue(db, scope) : eachTable(scope, remove)),

    async discard(what, before, limit) {
      const result = await old(what, new Date(before), limit).execute(db);
      return Number(result.numAffectedRows ?? 0);
    },
  };
}
