/** What the store knows about releases: batches of news, and where known problems were met. */

import type { DraftState } from '../core/plan/held-draft.js';
import type { RepositoryRef } from './refs.js';

/** The news of one release for the open issues of one known problem: their drafts are approved together. */
export interface ReleaseBatch extends RepositoryRef {
  readonly id: string;
  readonly category: string;
  readonly component: string;
  readonly version: string;
  readonly isTest: boolean;
  readonly distribution: string | null;
  /** Somebody says that the release has the fix, whatever its number says. */
  readonly isSaidToFix: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A batch with drafts that wait for approval. */
export interface WaitingBatch extends ReleaseBatch {
  readonly pending: number;
}

export interface ReleaseStore {
  /** Idempotent by key within the repository: returns the existing batch when the key is known. */
  saveBatch(key: string, batch: Omit<ReleaseBatch, 'id' | 'createdAt'>, now: number): Promise<ReleaseBatch>;
  batch(id: string): Promise<ReleaseBatch | null>;
  /** Batches of these repositories (`owner/repo` in lower case) with pending drafts, newest first, at most 100. */
  waitingBatches(repositories: readonly string[]): Promise<readonly WaitingBatch[]>;
  /** Ids of the drafts of a batch that are in one of these states. */
  draftsOfBatch(batchId: string, states: readonly DraftState[]): Promise<readonly string[]>;
  /** Repositories where one of these known problems was met, with their installation. */
  repositoriesOfProblems(categories: readonly string[]): Promise<readonly RepositoryRef[]>;
  /** Numbers of the issues that have a posted draft about this known problem. */
  issuesAnswered(ref: RepositoryRef, category: string): Promise<readonly number[]>;
}
