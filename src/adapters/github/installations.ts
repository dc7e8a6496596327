/** One authenticated octokit per installation, paced as GitHub asks, never retrying a write by itself. */

import { App, Octokit } from 'octokit';
import type { WriteTurns } from '../../app/limit-ports.js';
import type { Log, RequestsLeft } from '../../app/ports.js';
import type { Pace } from './pace.js';

export interface AppCredentials extends RequestLimits {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
}

export interface RequestLimits {
  /** Base address of the REST API, e.g. `https://api.github.com`. */
  readonly apiUrl: string;
  /** True keeps to GitHub's limits for writes: through `turns` together with all other workers, else in this process alone. */
  readonly pace: boolean;
  readonly turns?: WriteTurns | undefined;
  /** After this many milliseconds without an answer a request has failed; default 30,000. */
  readonly requestMs?: number | undefined;
  /** Told after every answer how many requests GitHub still allows; `installation` is its id, `app` for the App itself. */
  readonly onBudget?: ((installation: string, remaining: number) => void) | undefined;
  readonly log: Log;
}

export interface Installations {
  of(installationId: number): Promise<Octokit>;
  /** What the last answer to an installation said about its requests; null where none did. */
  requestsLeft(installationId: number): RequestsLeft | null;
  /** Authenticated as the App itself. */
  readonly app: Octokit;
}

/** An installation's octokit holds a token and little else; more than this many at once are opened again when needed. */
const mostKept = 500;
const usualRequestMs = 30_000;

/** Opens nothing yet: the first request signs in. */
export function openInstallations(credentials: AppCredentials, pace: Pace): Installations {
  const kept = new Map<number, Promise<Octokit>>();
  const left = new Map<number, RequestsLeft>();
  return {
    requestsLeft: (installationId) => left.get(installationId) ?? null,
    app: appFor(credentials, 'app', () => {}).octokit,
    of(installationId) {
      const known = kept.get(installationId);
      if (known !== undefined) return known;
      const oldest = kept.keys().next();
      if (kept.size >= mostKept && !oldest.done) kept.delete(oldest.value);
      const opened = appFor(credentials, String(installationId), (said) => left.set(installationId, said))
        .getInstallationOctokit(installationId)
        .then((octokit) => {
          keepTurns(octokit, installationId, pace);
          return octokit;
        });
      kept.set(installationId, opened);
      return opened;
    },
  };
}

/** Every write waits for its turn, whichever call sends it; asking for the installation's token is none. */
function keepTurns(octokit: Octokit, installationId: number, pace: Pace): void {
  octokit.hook.before('request', async (options) => {
    const { method, url } = octokit.request.endpoint(options);
    if (method === 'GET' || method === 'HEAD' || url.endsWith('/access_tokens')) return;
    await pace.turn(installationId, `${method} ${new URL(url).pathname}`);
  });
}

/** `paceId` names the budget that requests draw from: each installation has its own. */
function appFor(credentials: AppCredentials, paceId: string, onLeft: (left: RequestsLeft) => void) {
  const { appId, privateKey, log } = credentials;
  return new App({
    appId,
    privateKey,
    Octokit: pacedOctokit(credentials, paceId, onLeft),
    log: octokitLog(log),
  });
}

/** An octokit that never repeats a request by itself; see `appFor` for `paceId`. */
export function pacedOctokit(
  { apiUrl, pace, turns, requestMs = usualRequestMs, onBudget, log }: RequestLimits,
  paceId: string,
  onLeft: (left: RequestsLeft) => void = () => {},
) {
  return Octokit.defaults({
    baseUrl: apiUrl,
    log: octokitLog(log),
    request: {
      fetch: fetchWithin(requestMs, (left) => {
        onBudget?.(paceId, left.remaining);
        onLeft(left);
      }),
    },
    // A job is the unit of retry: it reads the issue again first, so a write whose answer was lost is not doubled.
    retry: { enabled: false },
    // A rate limit ends the job with the time to wait; waiting here would hold the job's lock, and the default gives up.
    throttle: {
      enabled: pace && turns === undefined,
      id: paceId,
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
  });
}

function fetchWithin(ms: number, onLeft: (left: RequestsLeft) => void): typeof fetch {
  return async (url, options) => {
    const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(ms) });
    const said = (name: string) => Number(answer.headers.get(`x-ratelimit-${name}`) ?? Number.NaN);
    const [remaining, limit, reset] = [said('remaining'), said('limit'), said('reset')];
    if (!Number.isNaN(remaining)) onLeft({ remaining, limit, resetAt: reset * 1000 });
    return answer;
  };
}

function octokitLog(log: Log) {
  return {
    debug: (message: string) => log.debug({}, message),
    info: (message: string) => log.debug({}, message),
    warn: (message: string) => log.warn({}, message),
    // octokit calls every refused request an error, the expected 404s too; ours says in the job's error what mattered.
    error: (message: string) => log.debug({}, message),
  };
}
