/** What stands under both names of a repository, where a table holds only one: which of the two goes before rows are moved. */

import { type Kysely, sql } from 'kysely';
import { schemaName, type Tables } from './tables.js';

/** These say what GitHub or a queue is at now, so that the newer row is right; everywhere else it counts what was done first. */
const newerCounts: ReadonlySet<string> = new Set([
  'inbox',
  'policies',
  'watched_repositories',
  'repository_names',
]);

interface UniqueIndex {
  /** Besides the repository. */
  readonly columns: readonly string[];
  /** Of an index on some rows only. */
  readonly predicate: string | null;
}

/** Deletes one of each two rows that would be the same to a unique index once those of `old` are under `fresh`. */
export async function dropDoubles(
  db: Kysely<Tables>,
  table: string,
  old: string,
  fresh: string,
): Promise<void> {
  const place = sql.id(schemaName, table);
  const [going, staying] = newerCounts.has(table) ? [old, fresh] : [fresh, old];
  for (const { columns, predicate } of await uniqueIndexes(db, table)) {
    const only = predicate === null ? sql`true` : sql.raw(predicate);
    const same = columns.map((name) => sql`${sql.ref(`going.${name}`)} = ${sql.ref(`staying.${name}`)}`);
    await sql`DELETE FROM ${place} WHERE ctid = ANY(ARRAY(
      SELECT going.ctid FROM (SELECT ctid, * FROM ${place} WHERE repository = ${going} AND (${only})) AS going
      JOIN (SELECT * FROM ${place} WHERE repository = ${staying} AND (${only})) AS staying
      ON ${same.length === 0 ? sql`true` : sql.join(same, sql` AND `)}))`.execute(db);
  }
}

/** Those of plain columns that the repository is one of, as PostgreSQL knows them: also of later migrations. */
async function uniqueIndexes(db: Kysely<Tables>, table: string): Promise<readonly UniqueIndex[]> {
  const { rows } = await sql<{ columns: string[]; predicate: string | null }>`
    SELECT array(SELECT attname::text FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY(indkey)) AS columns,
      pg_get_expr(indpred, indrelid) AS predicate
    FROM pg_index WHERE indisunique AND indrelid = ${`${schemaName}.${table}`}::regclass`.execute(db);
  return rows
    .filter(({ columns }) => columns.includes('repository'))
    .map(({ columns, predicate }) => ({
      columns: columns.filter((name) => name !== 'repository'),
      predicate,
    }));
}
