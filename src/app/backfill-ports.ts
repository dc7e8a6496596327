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

/**
 * `surveying`: the dry report is made, and nothing else; `surveyed`: it waits for somebody who applies it; `collecting`: issues are looked for,
 * to be triaged at once; `running`: they are triaged; `undoing`: labels are taken back; `paused`: stopped in one of these three. `done`,
 * `undone` and `failed` are ends.
 */
export type BackfillState =
  | 'surveying'
  | 'surveyed'
  | 'collecting'
  | 'running'
  | 'undoing'
  | 'paused'
  | 'done'
  | 'undone'
  | 'failed';

/** States in which there is something to do without anybody asking again. */
export const busyStates = [
  'surveying',
  'collecting',
  'running',
  'undoing',
] as const satisfies readonly BackfillState[];
export type BusyState = (typeof busyStates)[number];

/** Who does the work: the jobs of a worker, or the process of the command line. */
export type BackfillRunner = 'worker' | 'command';

export interface Backfill extends RepositoryRef {
  /** Opaque: letters, digits and hyphens. */
  readonly id: string;
  /** Only issues that were filed at or after this, in milliseconds since the epoch. */
  readonly since: number | null;
  readonly state: BackfillState;
  /** Of one that is paused: where it goes on. */
  readonly pausedIn: BusyState | null;
  readonly runner: BackfillRunner;
  /** Login of the person who said last what it should do; null from the command line. */
  readonly askedBy: string | null;
  /** Why it waits, is paused, or failed, in a sentence. */
  readonly note: string | null;
  /** Issues that the survey looked at until now. */
  readonly looked: number;
  readonly report: BackfillReport | null;
  /** Which of its jobs is the one; an older one ends at once. */
  readonly round: number;
  /** Until when a process holds it, and until when it waits for GitHub or for tomorrow; milliseconds since the epoch, 0 for not at all. */
  readonly heldUntil: number;
  readonly wakeAt: number;
  /** When its triage was begun or gone on with, and how many issues waited then: for the time that is left. */
  readonly begun: { readonly at: number; readonly waiting: number } | null;
  readonly createdAt: number;
  /** When somebody last said what it should do, or it came to an end. */
  readonly updatedAt: number;
}

/** What changes together with the state; what is left out stays. */
export interface BackfillChange {
  readonly pausedIn?: BusyState | null;
  readonly runner?: BackfillRunner;
  readonly askedBy?: string | null;
  readonly note?: string | null;
  readonly report?: BackfillReport;
  readonly begun?: { readonly at: number; readonly waiting: number };
}

/** `waiting` for its triage; `failed`: given up, with the reason; labels may be set all the same; `undone`: looked at for taking back. */
export type BackfillIssueState = 'waiting' | 'done' | 'failed' | 'undone';

export interface BackfillCounts extends Readonly<Record<BackfillIssueState, number>> {
  /** Issues with labels that were set for it and not looked at for taking back. */
  readonly labelled: number;
  /** Labels that were taken back. */
  readonly taken: number;
  /** Issues that were looked at for taking back, and from which nothing was taken. */
  readonly left: number;
}

export interface BackfillIssues {
  /** Adds those that are not there yet. */
  addBackfillIssues(backfill: Backfill, numbers: readonly number[]): Promise<void>;
  /** The lowest number that waits for its triage; null where there is none. */
  waitingBackfillIssue(id: string): Promise<number | null>;
  /** Adds labels that are about to be set for the backfill to those of the issue. */
  noteBackfillLabels(id: string, number: number, labels: readonly string[]): Promise<void>;
  /** The lowest number with labels that were noted and not looked at for taking back, whatever became of its triage. */
  labelledBackfillIssue(
    id: string,
  ): Promise<{ readonly number: number; readonly labels: readonly string[] } | null>;
  /** `taken`: labels that were taken back. */
  settleBackfillIssue(
    id: string,
    number: number,
    state: BackfillIssueState,
    outcome: string,
    taken?: number,
  ): Promise<void>;
  /** Labels that were taken back from an issue together with the newest backfill that looked at it. */
  labelsTakenBack(ref: IssueRef): Promise<readonly string[]>;
  backfillCounts(id: string): Promise<BackfillCounts>;
  /** Labels that were set for it and not looked at for taking back, with the number of issues, most first. */
  backfillLabels(id: string): Promise<readonly { readonly label: string; readonly issues: number }[]>;
}

export interface BackfillStore extends BackfillIssues {
  /** Newest first; null where there never was one. */
  lastBackfill(ref: Pick<RepositoryRef, 'owner' | 'repo'>): Promise<Backfill | null>;
  backfill(id: string): Promise<Backfill | null>;
  /** The newest that may have set labels; null where there never was one. */
  appliedBackfill(ref: Pick<RepositoryRef, 'owner' | 'repo'>): Promise<Backfill | null>;
  /**
   * Begins one, in the place of one that was only surveyed. Null where another is open: there is one of a repository at a time.
   */
  beginBackfill(
    ref: RepositoryRef,
    how: Pick<Backfill, 'since' | 'runner' | 'askedBy'> & { readonly state: 'surveying' | 'collecting' },
    now: number,
  ): Promise<Backfill | null>;
  /**
   * Compare-and-set; false when it was not in `from` any more. One that is `done` only moves where no other is open; one that was only
   * surveyed gives way.
   */
  moveBackfill(
    id: string,
    from: BackfillState,
    to: BackfillState,
    change: BackfillChange,
    now: number,
  ): Promise<boolean>;
  noteBackfillLooked(id: string, looked: number): Promise<void>;
  /** A name for `holdBackfill` that no other process has. */
  newHolder(): string;
  /**
   * Gives it to `holder` for `holdMs`, or prolongs that; `busy` while another process has it. One that waits for a time is given all the
   * same: whoever asks knows why.
   */
  holdBackfill(
    id: string,
    holder: string,
    holdMs: number,
    now: number,
  ): Promise<
    | { readonly kind: 'held'; readonly backfill: Backfill }
    | { readonly kind: 'busy'; readonly until: number }
    | { readonly kind: 'gone' }
  >;
  /** Ends what `holdBackfill` gave; it is not to be gone on with before `wakeAt`, for the reason in `note`. */
  releaseBackfill(id: string, holder: string, wakeAt: number, note: string | null): Promise<void>;
  /** Makes the job after that of `round` the one; false where it is not that round any more. */
  nextBackfillRound(id: string, round: number): Promise<boolean>;
  /** Those of the worker with something to do that nobody holds and that wait for nothing, since before this time. */
  idleBackfills(before: number, limit: number): Promise<readonly Backfill[]>;
  /** Keeps the report on what would be done in a repository, in place of an earlier one. */
  saveFirstReport(ref: RepositoryRef, report: BackfillReport, now: number): Promise<void>;
  firstReport(ref: RepositoryRef): Promise<{ readonly report: BackfillReport; readonly at: number } | null>;
}
