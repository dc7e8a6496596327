/** Tables about repositories as a whole: which are watched, their policies, checks, releases, backfills, and first reports. */

import type { ColumnType } from 'kysely';
import type { BackfillIssueState, BackfillState } from '../../app/backfill-ports.js';
import type { PolicyState } from '../../app/policy-ports.js';
import type { BackfillReport } from '../../core/backfill/report.js';

/** node-postgres reads 64-bit integers as text. */
type BigInteger = ColumnType<string, number, number>;
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null, Date | null>;
/** Read parsed, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;

export interface PolicyTable {
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  /** What is followed, null where nothing ever could be. */
  followed: NullableJson<Omit<NonNullable<PolicyState['followed']>, 'since'>>;
  followed_since: NullableTimestamp;
  /** What stands there now and cannot be followed, null where it can. */
  refused: NullableJson<Omit<NonNullable<PolicyState['refused']>, 'since'>>;
  refused_since: NullableTimestamp;
}

export interface CheckClaimTable {
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  head_sha: string;
  pull: number;
  holder: string;
  held_until: Timestamp;
}

export interface BackfillTable {
  id: string;
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  since: NullableTimestamp;
  state: BackfillState;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface BackfillIssueTable {
  backfill_id: string;
  issue_number: number;
  repository: string;
  installation_id: BigInteger;
  state: BackfillIssueState;
  /** Names of labels that were to be set. */
  labels: Json<readonly string[]>;
  outcome: string | null;
}

export interface FirstReportTable {
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  report: Json<BackfillReport>;
  made_at: Timestamp;
}

export interface WatchedRepositoryTable {
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  first_at: Timestamp;
  since: Timestamp;
  etag: string | null;
  looked_at: NullableTimestamp;
}

export interface ReleaseBatchTable {
  id: string;
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  batch_key: string;
  category: string;
  component: string;
  version: string;
  is_test: boolean;
  distribution: string | null;
  is_said_to_fix: boolean;
  created_at: Timestamp;
}
