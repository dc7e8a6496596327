/** The interfaces that use cases need from the world. Adapters implement them; nothing here names a library. */

import type { LabelSpec } from '../core/assessment.js';
import type { FollowUpIntent } from '../core/plan/action.js';
import type { DraftState } from '../core/plan/held-draft.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { Place } from '../core/rules/finding.js';
import type { BackfillStore, GitHubListing } from './backfill-ports.js';
import type { CheckClaims } from './check-claim-ports.js';
import type { GitHubChecks } from './check-ports.js';
import type { CommandLog } from './command-ports.js';
import type { Draft, DraftChange, DraftLists, NewDraft } from './draft-ports.js';
import type { EffectLedger } from './effect-ports.js';
import type { Feedback, FeedbackStore, GitHubReactions } from './feedback-ports.js';
import type { Inbox } from './inbox-ports.js';
import type { KeptJobs } from './kept-job-ports.js';
import type { NoiseLedger, WriteTurns } from './limit-ports.js';
import type { GitHubNames, RepositoryNames } from './name-ports.js';
import type { PolicyMemory, RepositoryFiles } from './policy-ports.js';
import type { PolicyWaits } from './policy-wait-ports.js';
import type { GitHubRecovery, RecoveryMemory } from './recovery-ports.js';
import type { IssueRef, RepositoryRef } from './refs.js';
import type { ReleaseStore } from './release-ports.js';
import type { Retention } from './retention-ports.js';
import type { Rulings } from './ruling-ports.js';
import type { ScorecardStore } from './scorecard-ports.js';
import type { SessionStore } from './session-ports.js';

export type { DraftState } from '../core/plan/held-draft.js';
export type { Draft, DraftChange, NewDraft } from './draft-ports.js';
export type { EffectState } from './effect-ports.js';
export type { Feedback } from './feedback-ports.js';
export type { GitHubFailure } from './github-failure.js';
export type { Likelihood, Pack } from './pack-port.js';
export type { Job, JobOptions, JobQueue, JobSight } from './queue-ports.js';
export type { IssueRef, RepositoryRef } from './refs.js';
export type { ReleaseBatch, WaitingBatch } from './release-ports.js';

/** GitHub's repository roles, weakest last. `write` and above may review drafts. */
export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** Every method rejects with a `GitHubFailure`. */
export interface GitHub extends GitHubRecovery, GitHubListing, GitHubReactions, GitHubChecks, GitHubNames {
  /** The issue with its comments and label history, read now; null when it is gone or out of reach. */
  readIssue(ref: IssueRef): Promise<IssueSnapshot | null>;
  /**
   * What stands for Dejabug in the repository's `.github` on its default branch. `maxAgeMs`: an answer as old as that will do. Nothing,
   * where the repository is out of reach.
   */
  repositoryFiles(ref: RepositoryRef, maxAgeMs: number): Promise<RepositoryFiles>;
  /** Creates the label when the repository has none of that name; an existing one is left as it is. */
  ensureLabel(ref: RepositoryRef, label: LabelSpec): Promise<void>;
  addLabels(ref: IssueRef, names: readonly string[]): Promise<void>;
  /** Takes a label off; does nothing when the issue has it not. */
  removeLabel(ref: IssueRef, name: string): Promise<void>;
  postComment(ref: IssueRef, body: string): Promise<{ readonly id: number; readonly url: string }>;
  /** Changes a comment of ours; does nothing when it is gone. */
  editComment(ref: RepositoryRef, commentId: number, body: string): Promise<void>;
  closeIssue(ref: IssueRef, as: 'completed' | 'not_planned' | 'duplicate'): Promise<void>;
  /** Our reaction to somebody's comment, once whatever is asked; does nothing when the comment is gone. */
  react(ref: RepositoryRef, commentId: number, reaction: Reaction): Promise<void>;
  reopenIssue(ref: IssueRef): Promise<void>;
  /** Numbers of the open issues with this label, without pull requests. */
  openIssuesLabelled(ref: RepositoryRef, label: string): Promise<readonly number[]>;
  /** What GitHub said with its last answer to this process about how many requests an installation has left; null where it said nothing. */
  requestsLeft(installationId: number): RequestsLeft | null;
  permissionOf(ref: RepositoryRef, login: string): Promise<Permission>;
  /** Login under which the App's own activity appears, e.g. `dejabug[bot]`. */
  botLogin(): Promise<string>;
}

export interface RequestsLeft {
  readonly remaining: number;
  /** How many there are in a whole period. */
  readonly limit: number;
  /** When there are as many again, in milliseconds since the epoch. */
  readonly resetAt: number;
}

/** GitHub's names for 👍, 😕 and 👀. */
export type Reaction = '+1' | 'confused' | 'eyes';

export interface DecisionRecord extends IssueRef {
  readonly deliveryId: string;
  readonly title: string;
  readonly decision: 'label' | 'suggest' | 'abstain';
  readonly category: string | null;
  readonly confidence: number;
  readonly reason: string;
  /** Strongest evidence line, null when nothing was found. */
  readonly evidence: string | null;
  readonly labels: readonly string[];
  readonly at: number;
}

export interface FollowUp extends FollowUpIntent, IssueRef {
  readonly id: string;
  readonly state: 'scheduled' | 'done' | 'cancelled';
}

export interface Store
  extends Inbox,
    KeptJobs,
    DraftLists,
    EffectLedger,
    FeedbackStore,
    WriteTurns,
    NoiseLedger,
    RecoveryMemory,
    PolicyWaits,
    ReleaseStore,
    PolicyMemory,
    BackfillStore,
    RepositoryNames,
    Retention,
    Rulings,
    CommandLog,
    CheckClaims,
    ScorecardStore,
    SessionStore {
  recordDecision(decision: DecisionRecord): Promise<void>;
  /** Newest decision for an issue, null when it was never triaged. */
  lastDecision(ref: IssueRef): Promise<DecisionRecord | null>;

  /** Idempotent by key: returns the existing draft when the key is known. */
  saveDraft(draft: NewDraft, now: number): Promise<Draft>;
  draft(id: string): Promise<Draft | null>;
  draftsOfIssue(ref: IssueRef): Promise<readonly Draft[]>;
  /**
   * Drafts that are approved, or claimed, and whose comment is not known, without those that wait for a policy; the ones that changed
   * longest ago first, `limit` at most.
   */
  unpostedDrafts(limit: number): Promise<readonly Pick<Draft, 'id' | 'updatedAt' | 'decidedAt'>[]>;
  /** Compare-and-set; false when the draft was not in `from` any more. */
  moveDraft(id: string, from: DraftState, to: DraftState, change: DraftChange, now: number): Promise<boolean>;
  /**
   * A person says that it is another known problem: supersedes a pending draft, saves the one that takes its place, and keeps both
   * judgements; all or nothing. Null when the old one was not pending any more.
   */
  replaceDraft(
    id: string,
    draft: NewDraft,
    change: { readonly decidedBy: string; readonly reason: string; readonly feedback?: Feedback },
    now: number,
  ): Promise<Draft | null>;

  /** Idempotent by key; returns the follow-up. */
  saveFollowUp(key: string, ref: IssueRef, intent: FollowUpIntent, now: number): Promise<FollowUp>;
  followUp(id: string): Promise<FollowUp | null>;
  /** Those of a repository that are still to come. */
  scheduledFollowUps(ref: RepositoryRef): Promise<readonly FollowUp[]>;
  /**
   * At most 1,000 of those that are due before this time and do not wait for a policy, the most urgent first; `after` is the last one
   * of the page before.
   */
  followUpsDue(before: number, after?: Pick<FollowUp, 'id' | 'dueAt'>): Promise<readonly FollowUp[]>;
  /** Another due time for one that is still to come. */
  moveFollowUp(id: string, dueAt: number, now: number): Promise<void>;
  closeFollowUp(id: string, state: 'done' | 'cancelled', reason: string, now: number): Promise<void>;

  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** YAML as a plain value, or why it is none. */
export type YamlReading =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Where the value at this path stands, or the nearest thing around it that the text has. */
      placeOf(path: readonly (string | number)[]): Place;
    }
  | { readonly ok: false; readonly reason: string; readonly place: Place };

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
