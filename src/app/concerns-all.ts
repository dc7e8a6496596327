/** Errors about one issue among many, and those that every other issue would meet too. */

import type { GitHubFailure } from './github-failure.js';

/** Whether the next issue would meet the same: a limit, an outage, a suspension, or a permission that is missing. */
export function concernsAll(error: unknown): boolean {
  if (isLater(error)) return true;
  if (!isFailure(error)) return false;
  return !('retry' in error && error.retry === false) || isShutOut(error);
}

/** Suspended, without a permission, or with wrong credentials: only a person can mend that. */
export function isShutOut(error: unknown): error is GitHubFailure {
  if (!(isFailure(error) && 'retry' in error && error.retry === false && 'status' in error)) return false;
  return error.status === 401 || error.status === 403;
}

function isFailure(error: unknown): error is GitHubFailure {
  return error instanceof Error && 'outcome' in error;
}

export function isLater(error: unknown): error is Error & { readonly retryAfterMs: number } {
  return error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number';
}
