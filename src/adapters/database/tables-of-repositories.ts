/** Tables about repositories as a whole: which are watched, their policies, checks, releases, backfills, and first reports. */

import type { ColumnType } from 'kysely';
import type {
  BackfillIssueState,
  BackfillRunner,
  BackfillState,
  BusyState,
} from '../../app/backfill-ports.js';
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
  paused_in: BusyState | null;
  runner: ColumnType<BackfillRunner, BackfillRunner | undefined, BackfillRunner>;
  asked_by: string | null;
  note: string | null;
  looked: ColumnType<number, number | undefined, number>;
  report: NullableJson<BackfillReport>;
  round: ColumnType<string, number | undefined, number>;
  holder: string | null;
  held_until: ColumnType<Date, Date | undefined, Date>;
  wake_at: ColumnType<Date, Date | undefined, Date>;
  begun_at: NullableTimestamp;
  begun_waiting: number | null;
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
  /** How many of them were taken back. */
  taken: ColumnType<number, number | undefined, number>;
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

/** GitHub's own id of each repository, and the name under which it was seen last. */
export interface RepositoryNameTable {
  repository_id: ColumnType<string, number, number>;
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
}

export interface FormerNameTable {
  /** In lower case; the rest is the repository as it is called now. */
  former: string;
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
}
