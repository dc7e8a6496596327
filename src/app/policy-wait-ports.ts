/** What is kept of work that waits until a repository's policy can be followed again. */

import type { Job } from './queue-ports.js';
import type { RepositoryRef } from './refs.js';

export interface WaitingJob {
  /** Names the job within its repository. */
  readonly key: string;
  readonly job: Job;
  /** When it was put aside last, in milliseconds since the epoch. */
  readonly since: number;
}

export interface PolicyWaits {
  /** Puts a job aside with the reason; one with this key that waits already begins anew. True where nothing else of the repository waits. */
  awaitPolicy(ref: RepositoryRef, key: string, job: Job, reason: string, now: number): Promise<boolean>;
  /** Those that wait since `before` or longer, longest first. */
  waitingForPolicy(ref: RepositoryRef, before: number, limit: number): Promise<readonly WaitingJob[]>;
  /** Forgets one that was taken up; nothing where it was put aside again since. */
  stopWaiting(ref: RepositoryRef, waiting: WaitingJob): Promise<void>;
  /** Repositories of which something waits. */
  repositoriesWaiting(limit: number): Promise<readonly RepositoryRef[]>;
}
