/** What a failed write leaves open: GitHub may carry it out after we stopped listening. */

import { RetryLater } from './retry-later.js';

/** Every method of the `GitHub` port rejects with one of these. */
export interface GitHubFailure extends Error {
  /** `refused`: it was not carried out and will not be; `unknown`: it may have been, or may yet be. */
  readonly outcome: 'refused' | 'unknown';
}

/**
 * A write that may yet take effect. Whoever reads the issue too soon does not see it and writes again: a second comment, or an
 * older state over a newer one. So nobody tries before `retryAfterMs` have passed.
 */
export class OutcomeUnknown extends RetryLater {
  constructor(cause: Error, retryAfterMs: number) {
    super(
      `${cause.message} It may have been carried out all the same; that is looked at later.`,
      retryAfterMs,
    );
    this.name = 'OutcomeUnknown';
    this.cause = cause;
  }
}

/** Performs a write that must not be repeated blindly. Rejects with `OutcomeUnknown` where it may yet take effect. */
export async function written<T>(write: Promise<T>, waitMs: number): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (isFailure(error) && error.outcome === 'unknown') throw new OutcomeUnknown(error, waitMs);
    throw error;
  }
}

/**
 * True where trying again cannot help before a person changes something about the issue, the repository or the installation. Wrong
 * credentials do not count: they are the operator's, and every job meets them.
 */
export function isRefusedForGood(error: unknown): error is Error {
  if (!(isFailure(error) && 'retry' in error && error.retry === false)) return false;
  return !('status' in error && error.status === 401);
}

function isFailure(error: unknown): error is GitHubFailure {
  return error instanceof Error && 'outcome' in error;
}
