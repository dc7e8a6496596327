/** What the store knows of checks: who is at one now. */

import type { RepositoryRef } from './refs.js';

/** What has one check: a commit, as the head of one pull request. */
export interface CheckedCommit {
  readonly repository: RepositoryRef;
  readonly headSha: string;
  readonly pull: number;
}

/** The right to show one check, held by one worker and for a short time only. */
export interface CheckClaim extends CheckedCommit {
  /** Nobody else has it. */
  readonly holder: string;
}

/** Times are in milliseconds since the epoch. */
export interface CheckClaims {
  /** The claim, or until when another worker has it. */
  claimCheck(
    commit: CheckedCommit,
    holdMs: number,
    now: number,
  ): Promise<CheckClaim | { readonly until: number }>;
  /** Holds it until then; false when it was lost: then nothing more may be written under it. */
  keepCheck(claim: CheckClaim, until: number): Promise<boolean>;
  releaseCheck(claim: CheckClaim, now: number): Promise<void>;
}
