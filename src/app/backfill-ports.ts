/** What looking at many issues needs from GitHub and from the store. */

import type { BackfillReport } from '../core/backfill/report.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { IssueRef, RepositoryRef } from './refs.js';

export interface GitHubListing {
  /**
   * Open issues, newest first, a page at a time, as they are listed: without comments, and without the history of labels. Pull requests are left
   * out. `since`: those filed at or after it, in milliseconds since the epoch.
   */
  openIssues(ref: RepositoryRef, since: number | null): AsyncIterable<readonly IssueSnapshot[]>;
}

/** `collecting`: issues are still looked for; `running`: they are triaged; `done` and `undone` are ends. */
export type BackfillState = 'collecting' | 'running' | 'done' | 'undone';

export interface Backfill extends RepositoryRef {
  /** Opaque. */
  readonly id: string;
  readonly since: number | null;
  readonly state: BackfillState;
  readonly createdAt: number;
}

/** `waiting` for its triage; `failed`: given up, with the reason; labels may be set all the same; `undone`: looked at for taking back. */
export type BackfillIssueState = 'waiting' | 'done' | 'failed' | 'undone';

export interface BackfillStore {
  /** Newest first; null where there never was one. */
  lastBackfill(ref: RepositoryRef): Promise<Backfill | null>;
  beginBackfill(ref: RepositoryRef, since: number | null, now: number): Promise<Backfill>;
  moveBackfill(id: string, state: BackfillState, now: number): Promise<void>;
  /** Adds those that are not there yet. */
  addBackfillIssues(backfill: Backfill, numbers: readonly number[]): Promise<void>;
  /** The lowest number after `after` that waits for its triage; null where there is none. */
  waitingBackfillIssue(id: string, after: number): Promise<number | null>;
  /** Adds labels that are about to be set for the backfill to those of the issue. */
  noteBackfillLabels(id: string, number: number, labels: readonly string[]): Promise<void>;
  /** The lowest number after `after` with labels that were noted and not looked at for taking back, whatever became of its triage. */
  labelledBackfillIssue(
    id: string,
    after: number,
  ): Promise<{ readonly number: number; readonly labels: readonly string[] } | null>;
  settleBackfillIssue(id: string, number: number, state: BackfillIssueState, outcome: string): Promise<void>;
  /** Labels that were taken back from an issue together with the newest backfill that looked at it. */
  labelsTakenBack(ref: IssueRef): Promise<readonly string[]>;
  backfillCounts(id: string): Promise<Readonly<Record<BackfillIssueState, number>>>;
  /** Keeps the report on what would be done in a repository, in place of an earlier one. */
  saveFirstReport(ref: RepositoryRef, report: BackfillReport, now: number): Promise<void>;
  firstReport(ref: RepositoryRef): Promise<{ readonly report: BackfillReport; readonly at: number } | null>;
}
