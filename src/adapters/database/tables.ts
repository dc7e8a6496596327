/** The tables of schema `dejabug` as Kysely sees them: what is read, inserted and updated. */

import type { ColumnType, Generated, Selectable } from 'kysely';
import type { KeptKind } from '../../app/kept-job.js';
import type { NoiseKind } from '../../app/limit-ports.js';
import type { DraftState, EffectState, FollowUp, Job } from '../../app/ports.js';
import type { DraftContent, DraftPurpose, FollowUpKind } from '../../core/plan/action.js';
import type { IssueSight } from '../../core/plan/issue-sight.js';
import type { Judgement } from '../../core/plan/judgement.js';
import type { FeedbackKind, RejectionId, Verdict } from '../../core/scorecard/feedback.js';
import type {
  BackfillIssueTable,
  BackfillTable,
  CheckClaimTable,
  FirstReportTable,
  FormerNameTable,
  PolicyTable,
  ReleaseBatchTable,
  RepositoryNameTable,
  WatchedRepositoryTable,
} from './tables-of-repositories.js';

/** Every query names it: with the embedded engine the search path belongs to the queue. */
export const schemaName = 'dejabug';

/** node-postgres reads 64-bit integers as text. */
type BigInteger = ColumnType<string, number, number>;
type Timestamp = ColumnType<Date, Date, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null, Date | null>;
/** Null where an insert does not name it. */
type LaterTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Read parsed, written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

/** Which issue a row is about. `repository` is the lower-case `owner/repo` that is compared; `owner` and `repo` are shown. */
export interface IssueColumns {
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  issue_number: number;
}

export interface DeliveryTable {
  id: string;
  event: string;
  accepted_at: Timestamp;
}

export interface KeptJobTable {
  id: string;
  job: Json<KeptKind>;
  repository: string | null;
  installation_id: BigInteger | null;
  kept_at: Timestamp;
}

export interface DecisionTable extends IssueColumns {
  id: Generated<string>;
  delivery_id: string;
  title: string;
  decision: 'label' | 'suggest' | 'abstain';
  category: string | null;
  confidence: number;
  reason: string;
  evidence: string | null;
  labels: Json<readonly string[]>;
  decided_at: Timestamp;
}

export interface DraftTable extends IssueColumns {
  id: string;
  action_key: string;
  title: string;
  issue_url: string;
  body: string;
  category: string;
  content: Json<DraftContent>;
  state: DraftState;
  decided_by: string | null;
  decision_reason: string | null;
  edited_reply: string | null;
  comment_url: string | null;
  /** When a person, or the policy, decided last; null while it is pending. */
  decided_at: LaterTimestamp;
  snoozed_until: LaterTimestamp;
  /** The draft that took its place. */
  replaced_by: ColumnType<string | null, string | null | undefined, string | null>;
  /** The issue as it was read when the draft was made. */
  seen: ColumnType<IssueSight | null, string | null | undefined, string | null>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface EffectTable extends IssueColumns {
  effect_key: string;
  kind: string;
  state: EffectState;
  outcome: string | null;
  /** How often the effect was about to run: more than one after a crash or a retry. */
  attempts: Generated<number>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface FollowUpTable extends IssueColumns {
  id: string;
  action_key: string;
  kind: FollowUpKind;
  category: string;
  due_at: Timestamp;
  /** From when the wait is counted; null in rows of the first version. */
  counted_from: NullableTimestamp;
  state: FollowUp['state'];
  closed_reason: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface InboxTable extends IssueColumns {
  /** How many deliveries arrived; how many of them a worker began to look at, and how many it finished with. */
  wanted: BigInteger;
  begun: BigInteger;
  handled: BigInteger;
  /** Names the job that wakes a worker for what is not begun yet. */
  round: BigInteger;
  delivery_id: string;
  event: string;
  /** When the first delivery of this round arrived. */
  first_at: Timestamp;
  due_at: Timestamp;
  holder: string | null;
  held_until: NullableTimestamp;
  /** Why the last look ended without a decision. */
  outcome: string | null;
  updated_at: Timestamp;
}

export interface InstallationPauseTable {
  installation_id: BigInteger;
  paused_until: Timestamp;
}

export interface WriteTurnTable {
  id: Generated<string>;
  installation_id: BigInteger;
  holder: string;
  /** When it was used, or may be. */
  turn_at: Timestamp;
  used: boolean;
}

export interface NoiseSpentTable {
  repository: string;
  installation_id: BigInteger;
  kind: NoiseKind;
  action_key: string;
  /** `YYYY-MM-DD`, UTC; never read back, because node-postgres would make a local time of it. */
  day: string;
}

export interface BookmarkTable {
  name: string;
  at: Timestamp;
}

export interface RedeliveryTable {
  guid: string;
  asks: number;
  asked_at: Timestamp;
}

export interface SessionTable {
  /** Digest of what the cookie holds: whoever reads the table cannot make one. */
  id: string;
  login: string;
  csrf: string;
  ends_at: Timestamp;
  ended_at: LaterTimestamp;
}

export interface KeptTextTable {
  draft_id: string;
  login: string;
  repository: string;
  installation_id: BigInteger;
  text: string;
  kept_at: Timestamp;
}

export interface WaitingForPolicyTable {
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  job_key: string;
  job: Json<Job>;
  reason: string;
  since: Timestamp;
}

export interface FeedbackTable extends IssueColumns {
  id: Generated<string>;
  feedback_key: string;
  kind: FeedbackKind;
  /** What `verdictOf` says about the row; null where it judges nothing. */
  verdict: Verdict | null;
  category: string;
  given_by: string;
  given_at: Timestamp;
  draft_id: string | null;
  purpose: DraftPurpose | null;
  decision: 'label' | 'suggest' | null;
  confidence: number | null;
  rule_version: string | null;
  drafted_at: NullableTimestamp;
  reason: RejectionId | null;
  chosen: string | null;
  note: string | null;
  diff: string | null;
}

export interface DemotionResetTable {
  id: Generated<string>;
  repository: string;
  owner: string;
  repo: string;
  installation_id: BigInteger;
  category: string;
  reset_by: string;
  reset_at: Timestamp;
}

export interface WatchedReplyTable extends IssueColumns {
  draft_id: string;
  etag: string | null;
  looked_at: Timestamp;
}

export interface FrozenIssueTable extends IssueColumns {
  frozen_by: string;
  frozen_at: Timestamp;
}

export interface JudgementTable extends IssueColumns {
  category: string;
  verdict: Judgement['verdict'];
  judged_by: string;
  judged_at: Timestamp;
}

export interface CommandCommentTable extends IssueColumns {
  comment_id: BigInteger;
  /** Ids of the commands that were carried out. */
  done: ColumnType<string[], string[] | undefined, string[]>;
  holder: string | null;
  held_until: NullableTimestamp;
  updated_at: Timestamp;
}

export interface Tables {
  backfills: BackfillTable;
  backfill_issues: BackfillIssueTable;
  first_reports: FirstReportTable;
  repository_names: RepositoryNameTable;
  former_names: FormerNameTable;
  policies: PolicyTable;
  command_comments: CommandCommentTable;
  check_claims: CheckClaimTable;
  sessions: SessionTable;
  kept_texts: KeptTextTable;
  demotion_resets: DemotionResetTable;
  watched_replies: WatchedReplyTable;
  feedback: FeedbackTable;
  frozen_issues: FrozenIssueTable;
  judgements: JudgementTable;
  bookmarks: BookmarkTable;
  redeliveries: RedeliveryTable;
  watched_repositories: WatchedRepositoryTable;
  installation_pauses: InstallationPauseTable;
  write_turns: WriteTurnTable;
  noise_spent: NoiseSpentTable;
  inbox: InboxTable;
  deliveries: DeliveryTable;
  kept_jobs: KeptJobTable;
  decisions: DecisionTable;
  drafts: DraftTable;
  effects: EffectTable;
  follow_ups: FollowUpTable;
  release_batches: ReleaseBatchTable;
  waiting_for_policy: WaitingForPolicyTable;
}

export type InboxRow = Selectable<InboxTable>;
export type DraftRow = Selectable<DraftTable>;
export type DecisionRow = Selectable<DecisionTable>;
export type FollowUpRow = Selectable<FollowUpTable>;
