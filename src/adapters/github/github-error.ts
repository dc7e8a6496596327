/** GitHub's refusals in words an operator can act on, with what the queue has to know: retry, when, or never. */

import { RequestError } from 'octokit';
import type { GitHubFailure } from '../../app/github-failure.js';

export interface GitHubErrorFields {
  /** HTTP status, 0 where no answer came. */
  readonly status: number;
  /** False where trying again cannot help before a person does something. */
  readonly retry: boolean;
  /** Milliseconds that GitHub asks us to wait, null when it does not say. */
  readonly retryAfterMs: number | null;
  /** `unknown` where a write may have been carried out all the same; `refused` unless told otherwise. */
  readonly outcome?: GitHubFailure['outcome'];
}

export class GitHubError extends Error implements GitHubFailure {
  readonly status: number;
  readonly retry: boolean;
  readonly retryAfterMs: number | null;
  readonly outcome: GitHubFailure['outcome'];

  constructor(message: string, fields: GitHubErrorFields, cause: unknown) {
    super(message, { cause });
    this.name = 'GitHubError';
    this.status = fields.status;
    this.retry = fields.retry;
    this.retryAfterMs = fields.retryAfterMs;
    this.outcome = fields.outcome ?? 'refused';
  }
}

/** GitHub's advice where it names no time after a secondary limit: at least a minute. */
const secondaryWaitMs = 60_000;

/** True when the thing asked for is not there, or not for us. */
export function isGone(error: unknown): boolean {
  return error instanceof RequestError && (error.status === 404 || error.status === 410);
}

/** True when GitHub understood the request and refuses what it asks for. */
export function isUnprocessable(error: unknown): error is RequestError {
  return error instanceof RequestError && error.status === 422;
}

/** True when this repository has no such commit, or none yet: a fork's takes a moment to be known where its pull request is. */
export function isUnknownCommit(error: unknown): boolean {
  return isUnprocessable(error) && /no commit found for sha/i.test(error.message);
}

/** True when this installation may not look there, whatever it asks; a rate limit is no such answer. */
export function isOutOfReach(error: unknown): boolean {
  return error instanceof RequestError && error.status === 403 && rateLimitWait(error, 0) === null;
}

/** Turns what octokit threw into a `GitHubError`; `doing` says what was attempted, `now` is for reset times. */
export function asGitHubError(error: unknown, doing: string, now: number): GitHubError {
  if (error instanceof GitHubError) return error;
  if (!(error instanceof RequestError)) {
    const why = error instanceof Error ? error.message : String(error);
    const fields = { status: 0, retry: true, retryAfterMs: null, outcome: 'unknown' } as const;
    return new GitHubError(`${doing} failed: ${why}`, fields, error);
  }
  if (error.response === undefined) return unreachable(error, doing);
  const { status } = error;
  const waitMs = rateLimitWait(error, now);
  if (waitMs !== null) {
    return new GitHubError(
      `${doing} met GitHub's rate limit; it goes on in ${Math.ceil(waitMs / 1000)} s.`,
      { status, retry: true, retryAfterMs: waitMs },
      error,
    );
  }
  if (status === 401) return refusal(error, doing, 'Check APP_ID and PRIVATE_KEY.');
  if (status === 403) {
    return refusal(
      error,
      doing,
      'The installation is suspended or lacks a permission: see the App\'s page under "Installed GitHub Apps".',
    );
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) return refusal(error, doing, '');
  return new GitHubError(
    `${doing} failed with ${status}: ${error.message}`,
    { status, retry: true, retryAfterMs: null, outcome: outcomeOf(error) },
    error,
  );
}

/** No answer came: octokit calls that a status 500, which nobody sent. */
function unreachable(error: RequestError, doing: string): GitHubError {
  const { origin } = new URL(error.request.url);
  const advice = 'Check GITHUB_API_URL and the network of this machine.';
  return new GitHubError(
    `${doing} failed: GitHub is not reachable at ${origin} (${error.message || 'no connection'}). ${advice}`,
    { status: 0, retry: true, retryAfterMs: null, outcome: outcomeOf(error) },
    error,
  );
}

/** Without a connection nothing was sent. */
const neverSent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Of a request without an answer, or with one about GitHub's own trouble: a gateway that gave up may have passed it on. */
function outcomeOf(error: RequestError): GitHubFailure['outcome'] {
  // The token is asked for before anything is done with it.
  if (error.request.url.endsWith('/access_tokens') || error.status === 409) return 'refused';
  const reason = error.cause instanceof Error ? error.cause.cause : undefined;
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : '';
  return neverSent.test(code) ? 'refused' : 'unknown';
}

function refusal(error: RequestError, doing: string, advice: string): GitHubError {
  return new GitHubError(
    `${doing} was refused with ${error.status}: ${error.message}${advice === '' ? '' : `. ${advice}`}`,
    { status: error.status, retry: false, retryAfterMs: null },
    error,
  );
}

/** Milliseconds until a rate limit ends, null when the error is no rate limit. */
function rateLimitWait(error: RequestError, now: number): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const headers = error.response?.headers ?? {};
  const retryAfter = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && retryAfter >= 0) return retryAfter * 1000;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1000;
    // One second more, because GitHub rounds down.
    if (reset > 0) return Math.max(0, reset - now) + 1000;
  }
  if (error.status === 429 || /secondary rate|abuse/i.test(error.message)) return secondaryWaitMs;
  return null;
}
