/** What recovery asks of GitHub, and what it has to remember. */

import type { RepositoryRef } from './refs.js';

/** A webhook that GitHub could not deliver. */
export interface FailedDelivery {
  /** Of this attempt; a redelivery is asked for by it. */
  readonly id: number;
  /** Of the delivery, the same for all its attempts. */
  readonly guid: string;
  readonly event: string;
  /** What we answered; 0 where nothing did. */
  readonly status: number;
  /** Of the newest attempt, milliseconds since the epoch. */
  readonly at: number;
}

export interface ChangedIssue {
  readonly number: number;
  readonly isPullRequest: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ChangedIssues =
  | { readonly kind: 'unchanged' }
  /** The repository is gone, or out of reach. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'changed';
      /** Oldest change first, pull requests included; a hundred at most, then `isMore`. */
      readonly issues: readonly ChangedIssue[];
      readonly isMore: boolean;
      readonly etag: string | null;
    };

export interface InstalledRepository extends RepositoryRef {
  /** GitHub's own id of it. */
  readonly id: number;
}

export interface GitHubRecovery {
  /** Deliveries since this moment of which no attempt succeeded, oldest first; `isComplete` is false where there were too many to see. */
  failedDeliveries(
    since: number,
  ): Promise<{ readonly failed: readonly FailedDelivery[]; readonly isComplete: boolean }>;
  /** Asks GitHub to send a delivery again. */
  redeliver(attemptId: number): Promise<void>;
  /** Repositories on which the App is installed, `limit` at most. */
  installedRepositories(limit: number): Promise<readonly InstalledRepository[]>;
  /** Open issues that changed at or after `since`. The etag of an equal question makes an unchanged answer free. */
  changedIssues(ref: RepositoryRef, since: number, etag: string | null): Promise<ChangedIssues>;
}

/** A repository that is looked through now and then. */
export interface WatchedRepository extends RepositoryRef {
  /** Issues that were filed before are the business of a backfill. Milliseconds since the epoch, like all of them. */
  readonly firstAt: number;
  readonly since: number;
  readonly etag: string | null;
}

export interface RecoveryMemory {
  /** True for one caller in each period, whichever process asks. */
  takePeriod(name: string, periodMs: number, now: number): Promise<boolean>;
  /** How far something was looked through, null at first; milliseconds since the epoch. */
  bookmark(name: string): Promise<number | null>;
  setBookmark(name: string, at: number): Promise<void>;
  /** `ask` at most `most` times and once in a window; after the last one `exhausted`. */
  claimRedelivery(
    guid: string,
    windowMs: number,
    most: number,
    now: number,
  ): Promise<'ask' | 'wait' | 'exhausted'>;
  /** Remembers repositories that are not known yet. */
  watch(repositories: readonly RepositoryRef[], now: number): Promise<void>;
  /** The same for repositories from which deliveries came. */
  watchSenders(): Promise<void>;
  /** Those that were not looked through for longest. */
  longestUnseen(limit: number): Promise<readonly WatchedRepository[]>;
  looked(ref: RepositoryRef, since: number, etag: string | null, now: number): Promise<void>;
  unwatch(ref: RepositoryRef): Promise<void>;
  /** Those of these issues that were never decided and never wanted. */
  unheard(ref: RepositoryRef, numbers: readonly number[]): Promise<readonly number[]>;
  /** Removes what recovery and limits need no more; returns how many rows. */
  forgetPast(now: number): Promise<number>;
}
