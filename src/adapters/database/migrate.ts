/** Brings schema `dejabug` to the version that this program knows; safe when several processes start at once. */

import { Kysely, Migrator, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { backfillDesk, backfillIndex, backfillTables } from './backfill-tables.js';
import { checkClaimTables } from './check-claim-tables.js';
import { commandTables } from './command-tables.js';
import { deskTables } from './desk-tables.js';
import { effectIndexes } from './effect-indexes.js';
import { DatabaseError, reasonOf } from './errors.js';
import { feedbackTables } from './feedback-tables.js';
import { firstTables } from './first-tables.js';
import { followUpTables } from './follow-up-tables.js';
import { inboxTables } from './inbox-tables.js';
import { keptJobTables } from './kept-job-tables.js';
import { limitTables } from './limit-tables.js';
import { nameTables } from './name-tables.js';
import { policyTables } from './policy-tables.js';
import { policyWaitTables } from './policy-wait-tables.js';
import { recoveryTables } from './recovery-tables.js';
import { retentionIndexes } from './retention-indexes.js';
import { scorecardTables } from './scorecard-tables.js';
import { schemaName } from './tables.js';
import { unpostedIndex } from './unposted-index.js';
import { verbTables } from './verb-tables.js';

/** Run in the order of their names. */
const migrations = {
  '2026-11-22-first-tables': firstTables,
  '2026-11-22-inbox': inboxTables,
  '2026-11-22-limits': limitTables,
  '2026-11-22-recovery': recoveryTables,
  '2026-11-24-retention-indexes': retentionIndexes,
  '2026-11-25-releases': followUpTables,
  '2026-11-26-open-effects': effectIndexes,
  '2026-11-27-unposted-drafts': unpostedIndex,
  '2026-12-01-waiting-for-policy': policyWaitTables,
  '2026-12-02-verbs': verbTables,
  '2026-12-02-verbs-commands': commandTables,
  '2026-12-03-feedback': feedbackTables,
  '2026-12-03-scorecard': scorecardTables,
  '2026-12-04-desk': deskTables,
  '2026-12-05-backfills': backfillTables,
  '2026-12-05-policies': policyTables,
  '2026-12-07-backfill-desk': backfillDesk,
  '2026-12-07-backfill-index': backfillIndex,
  '2026-12-07-names': nameTables,
  '2026-12-08-kept-jobs': keptJobTables,
  '2026-12-09-check-claims': checkClaimTables,
};

/** What is there already, read without changing anything. */
export interface MigrationState {
  /** Names of steps that were made; empty where Dejabug was never here. */
  readonly made: readonly string[];
  /** Steps that this program knows and nobody made. */
  readonly pending: readonly string[];
  /** Steps that were made and this program does not know. */
  readonly unknown: readonly string[];
}

/** Rejects when the database does not answer or hides its tables from this user. */
export async function migrationState(pool: Pool): Promise<MigrationState> {
  const table = `${schemaName}.kysely_migration`;
  const found = await pool.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [table]);
  const rows = found.rows[0]?.there
    ? (await pool.query<{ name: string }>(`SELECT name FROM ${table} ORDER BY name`)).rows
    : [];
  const made = rows.map(({ name }) => name);
  const known = Object.keys(migrations);
  return {
    made,
    pending: known.filter((name) => !made.includes(name)),
    unknown: made.filter((name) => !known.includes(name)),
  };
}

/**
 * Kysely runs all that is missing in one transaction under an advisory lock: whoever comes second waits and finds it done.
 * @throws DatabaseError when a step fails; nothing of the attempt stays behind.
 */
export async function migrate(pool: Pool): Promise<void> {
  const migrator = new Migrator({
    db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schemaName,
  });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  const isForeign = reasonOf(error).includes('corrupted migrations');
  throw new DatabaseError(
    isForeign
      ? `The database was last used by a newer version of Dejabug (${reasonOf(error)}). Install that version or a later one.`
      : `The database could not be brought up to date: ${reasonOf(error)}. The user in DATABASE_URL must be allowed to create a schema.`,
    error,
  );
}
