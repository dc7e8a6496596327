/** What use cases need of the queue: jobs as ids only, and somewhere to put them. */

import type { IssueRef, RepositoryRef } from './refs.js';

/** One unit of queued work; ids only, the world is re-read when it runs. */
export type Job =
  | { readonly kind: 'triage'; readonly deliveryId: string; readonly event: string; readonly issue: IssueRef }
  | { readonly kind: 'post-draft'; readonly draftId: string }
  | { readonly kind: 'follow-up'; readonly followUpId: string }
  | {
      /** A person said or did something on an issue. */
      readonly kind: 'conversation';
      readonly deliveryId: string;
      readonly event: string;
      readonly issue: IssueRef;
    }
  | {
      /** A comment with words to us. */
      readonly kind: 'command';
      readonly deliveryId: string;
      readonly issue: IssueRef;
      readonly commentId: number;
    }
  | {
      /** A release that may have fixes, for one repository's issues. */
      readonly kind: 'release';
      readonly repository: RepositoryRef;
      /** Null: whatever the policy says that this repository's releases are. */
      readonly component: string | null;
      readonly tag: string;
      readonly isPrerelease: boolean;
      readonly distribution: string | null;
      /** Only this known problem, and taken as fixed whatever the number says; null: all that name the version. */
      readonly problem: string | null;
      /** When it became known, in milliseconds since the epoch. */
      readonly at: number;
    }
  | {
      /** One issue of a batch. */
      readonly kind: 'announce';
      readonly batchId: string;
      readonly issue: IssueRef;
      /** That of the release job that asks for it. */
      readonly at: number;
    }
  | { readonly kind: 'policy-changed'; readonly deliveryId: string; readonly repository: RepositoryRef }
  | {
      /** A commit that is the head of a pull request. */
      readonly kind: 'check-policy';
      readonly deliveryId: string;
      readonly repository: RepositoryRef;
      /** Null: every one that a check of the commit was made for. */
      readonly pull: number | null;
      readonly headSha: string;
      /** Somebody asked for it: also where the commit's check has come to its end. */
      readonly again: boolean;
      /** The check run that was asked to run again; null where none was named. */
      readonly runId: number | null;
      /** When it became known, in milliseconds since the epoch: what GitHub told of may not be there yet. */
      readonly at: number;
    }
  | { readonly kind: 'first-report'; readonly deliveryId: string; readonly repository: RepositoryRef }
  | {
      /** One turn of a backfill; `round` tells it from those before. */
      readonly kind: 'backfill';
      readonly backfillId: string;
      readonly round: number;
      readonly repository: RepositoryRef;
    }
  | {
      /** A repository has another name or owner, or another one has its name. */
      readonly kind: 'moved';
      readonly deliveryId: string;
      readonly installationId: number;
      /** GitHub's own id of it, null where nobody told. */
      readonly repositoryId: number | null;
      readonly from: { readonly owner: string; readonly repo: string };
      readonly to: { readonly owner: string; readonly repo: string } | null;
    }
  | {
      readonly kind: 'forget';
      readonly deliveryId: string;
      readonly installationId: number;
      /** `owner/repo`; null means everything about the installation. */
      readonly repositories: readonly string[] | null;
    };

export interface JobOptions {
  /** Idempotency key: adding a known id again does nothing while it is kept (three days, or the last 100,000). */
  readonly id: string;
  /** Milliseconds to wait before the job may run. */
  readonly delay?: number;
  /** Of the jobs that may run, those with a lower one do first; 0 unless told otherwise. */
  readonly priority?: number;
}

/** `open`: it waits, runs, or will be tried again; `failed`: for good. */
export interface JobSight {
  readonly state: 'open' | 'done' | 'failed';
  /** Milliseconds since the epoch; null while it is open. */
  readonly endedAt: number | null;
}

export interface JobQueue {
  add(job: Job, options: JobOptions): Promise<void>;
  /** Gives a job that still waits for its time another delay, from now; adds it when its id is not known. */
  move(job: Job, options: JobOptions): Promise<void>;
  /** What the queue knows of a job; null when it does not know its id, or not any more. */
  find(id: string): Promise<JobSight | null>;
  /** Forgets a job that is not running, so that its id is free again; nothing for one that is not there. */
  remove(id: string): Promise<void>;
  /** Runs jobs until `close`; a rejected promise is retried with exponential backoff and jitter. */
  work(run: (job: Job) => Promise<void>, options: { readonly concurrency: number }): Promise<void>;
  /** Jobs by state, for metrics and readiness. */
  counts(): Promise<Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>>;
  /** When the job that waits longest was due, in milliseconds since the epoch; null when none waits. */
  oldestWaiting(): Promise<number | null>;
  /** Throws when the queue's store does not answer. */
  ping(): Promise<void>;
  /** Finishes running jobs (or returns them after `timeoutMs`) and disconnects. */
  close(timeoutMs?: number): Promise<void>;
}
