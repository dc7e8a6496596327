/** What checking a pull request's policy needs from GitHub: the pull request, the files on both of its sides, issues, labels, and the check itself. */

import type { CheckAnnotation, CheckConclusion } from '../core/check/check-run.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { RepositoryFiles } from './policy-ports.js';
import type { RepositoryRef } from './refs.js';

export interface PullRequest {
  readonly number: number;
  readonly isOpen: boolean;
  /** Newest commit of the branch that is to be merged. */
  readonly headSha: string;
  /** The repository that has this branch, a fork for instance; null where it is gone. */
  readonly headRepository: {
    readonly owner: string;
    readonly repo: string;
    readonly isPublic: boolean;
  } | null;
  /** Name of the branch that it is to be merged into. */
  readonly baseBranch: string;
  readonly isIntoDefault: boolean;
}

/** The policy files on both sides of a pull request. */
export interface PolicyChange {
  /** Where its branch left the other one. */
  readonly before: RepositoryFiles;
  /** At its newest commit. */
  readonly after: RepositoryFiles;
}

export interface CheckRun {
  readonly id: number;
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** GitHub's word for how it ended, null while it goes on. */
  readonly conclusion: string | null;
  /** What it shows in one line. */
  readonly title: string | null;
  /** What we wrote there when we made it. */
  readonly externalId: string;
}

/** What is shown in place of whatever was. */
export interface CheckOutput {
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Markdown. */
  readonly text?: string;
}

export interface CheckEnd {
  readonly conclusion: CheckConclusion;
  readonly output: CheckOutput;
  /** Added to those that the run has; at most fifty. */
  readonly annotations: readonly CheckAnnotation[];
}

/** Every method rejects with a `GitHubFailure`. */
export interface GitHubChecks {
  /** Null when it is gone or out of reach. */
  pullRequest(ref: RepositoryRef, number: number): Promise<PullRequest | null>;
  /** Null where the head cannot be read any more: its fork is gone, or private. */
  policyChange(ref: RepositoryRef, pull: PullRequest): Promise<PolicyChange | null>;
  /** Whether everybody may read this repository; false too where it is not there. */
  isPublic(ref: RepositoryRef): Promise<boolean>;
  /** At most `most` labels, and whether these are all. */
  labelNames(
    ref: RepositoryRef,
    most: number,
  ): Promise<{ readonly names: readonly string[]; readonly isComplete: boolean }>;
  hasLabel(ref: RepositoryRef, name: string): Promise<boolean>;
  /** Issues open and closed, newest first, a page at a time, as they are listed: without comments and events. Pull requests are left out. */
  allIssues(ref: RepositoryRef): AsyncIterable<readonly IssueSnapshot[]>;
  /** Our check runs of this name on a commit, oldest first; none where this repository does not know the commit. */
  checkRuns(ref: RepositoryRef, headSha: string, name: string): Promise<readonly CheckRun[]>;
  /** Begins a check run and returns its id; null where this repository does not know the commit, as for a moment after a fork got it. */
  createCheckRun(
    ref: RepositoryRef,
    run: {
      readonly name: string;
      readonly headSha: string;
      readonly externalId: string;
      readonly output: CheckOutput;
    },
  ): Promise<number | null>;
  /** The run goes on: shows this. */
  updateCheckRun(
    ref: RepositoryRef,
    id: number,
    output: CheckOutput,
    annotations?: readonly CheckAnnotation[],
  ): Promise<void>;
  completeCheckRun(ref: RepositoryRef, id: number, end: CheckEnd): Promise<void>;
  /** All that were ever added to the run: GitHub takes none back. */
  checkAnnotations(ref: RepositoryRef, id: number): Promise<readonly CheckAnnotation[]>;
}
