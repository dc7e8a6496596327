/** When a job that failed runs again: later each time, when the error says so, or never. */

import { type Job as BullJob, DelayedError, UnrecoverableError } from 'bullmq';
import { storable } from '../database/stored-text.js';

export interface RetrySettings {
  /** Runs of one job before it is given up, the first included. */
  readonly attempts: number;
  /** Milliseconds before the second run; doubled each time. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** Twelve runs over about two and a half hours: longer than most outages of GitHub. */
export const usualRetry: RetrySettings = { attempts: 12, firstDelayMs: 5_000, longestDelayMs: 60 * 60_000 };

/** A job that was postponed this often is in no hurry: from then on it waits a minute at least. */
const manyStarts = 200;
const patientMs = 60_000;
/** Spread over which jobs postponed to the same moment wake up, as a share of the wait and at most so many milliseconds. */
const spreadShare = 0.1;
const maxSpreadMs = 30_000;

/** Exponential with jitter: between half and all of the nominal wait. */
export function backoff(retry: RetrySettings, attemptsMade: number): number {
  const nominal = Math.min(retry.firstDelayMs * 2 ** (attemptsMade - 1), retry.longestDelayMs);
  return Math.round(nominal * (0.5 + Math.random() / 2));
}

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
}

/** `retryAfterMs` of an error that knows when it makes sense to try again, e.g. a rate limit. */
function retryAfter(error: unknown): number | null {
  const ms = field(error, 'retryAfterMs');
  return typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** The error as it may be stored: text that the database takes, and not all of a page that a server answered with. */
function storableError(error: unknown): Error {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const kept = new Error(storable(thrown.message).slice(0, 2_000));
  kept.name = thrown.name;
  kept.stack = storable(thrown.stack ?? '').slice(0, 4_000);
  return kept;
}

/**
 * What to throw at BullMQ for an error of the job: `retry === false` fails it at once, `retryAfterMs` postpones it by at least
 * that without using up an attempt, however often, everything else is tried again after the backoff.
 */
export async function outcomeOf(error: unknown, job: BullJob, token: string | undefined): Promise<Error> {
  const kept = storableError(error);
  if (field(error, 'retry') === false) return new UnrecoverableError(kept.message);
  const wait = retryAfter(error);
  if (wait === null) return kept;
  const least = job.attemptsStarted < manyStarts ? wait : Math.max(wait, patientMs);
  const spread = Math.min(least * spreadShare, maxSpreadMs) * Math.random();
  await job.moveToDelayed(Date.now() + Math.ceil(least + spread), token);
  return new DelayedError();
}
