/** What a repository says to Dejabug in its `.github`, and what is remembered of it. */

import type { RepositoryRef } from './refs.js';

/** A file as it stands on the default branch. */
export interface TextFile {
  /** From the repository's top. */
  readonly path: string;
  /** Of the blob. */
  readonly sha: string;
  readonly text: string;
}

/** Something at a file's place that cannot be read: a directory, a link, a file that is too large. */
export interface UnusableFile {
  readonly path: string;
  readonly sha: string;
  /** What it is, to be read after the path. */
  readonly problem: string;
}

export interface RepositoryFiles {
  /** Null where there is none. */
  readonly policy: TextFile | UnusableFile | null;
  /** Rules of its own, by name. */
  readonly rules: readonly (TextFile | UnusableFile)[];
}

/** What one repository contributes to a policy. */
export interface PolicyLayer {
  /** `owner/repo`. */
  readonly repository: string;
  readonly files: RepositoryFiles;
}

/** The newest policy that could be followed, or why a newer one cannot. */
export interface PolicyState {
  readonly followed: {
    /** Blobs that it was made from, as one text. */
    readonly fingerprint: string;
    readonly layers: readonly PolicyLayer[];
    /** Milliseconds since the epoch. */
    readonly since: number;
  } | null;
  readonly refused: {
    readonly fingerprint: string;
    readonly reasons: readonly string[];
    readonly since: number;
  } | null;
}

export interface PolicyMemory {
  /** Null where the repository never had a policy or rules of its own. */
  policyState(ref: RepositoryRef): Promise<PolicyState | null>;
  /** This one is followed from now on, and nothing newer is refused. */
  followPolicy(
    ref: RepositoryRef,
    followed: { readonly fingerprint: string; readonly layers: readonly PolicyLayer[] },
    now: number,
  ): Promise<void>;
  /** What stands in the repository now cannot be followed; what was followed stays. */
  refusePolicy(
    ref: RepositoryRef,
    refused: { readonly fingerprint: string; readonly reasons: readonly string[] },
    now: number,
  ): Promise<void>;
  /** Repositories of which anything is stored, `limit` at most. */
  knownRepositories(limit: number): Promise<readonly RepositoryRef[]>;
  /** By name in any case; null where nothing is stored about it. */
  knownRepository(name: { readonly owner: string; readonly repo: string }): Promise<RepositoryRef | null>;
  /** The repository has neither policy nor rules of its own any more. */
  dropPolicy(ref: RepositoryRef): Promise<void>;
}
