/** A check that failed on the way: what its run says then, so that it does not look as if it went on. */

import { unfinishedTitle } from '../core/check/check-run.js';
import type { Deps } from './deps.js';
import { isRefusedForGood } from './github-failure.js';
import type { Job } from './ports.js';
import { RetryLater } from './retry-later.js';
import type { ShownCheck } from './show-check.js';

/** For so long after a webhook GitHub's own trouble is waited out, in milliseconds. */
const outageMs = 60 * 60_000;

const refused =
  'GitHub refused a request that the check needs; the log of Dejabug says which. Run it again when that is repaired.';
const failed =
  'Dejabug could not finish; its log says why. It may try again by itself; *Re-run* asks for that now.';

/** Ends the run without a verdict, unless the error asks for a later try. The next try, if there is one, takes the run up again. */
export async function endUnfinished(
  error: unknown,
  job: Extract<Job, { kind: 'check-policy' }>,
  shown: ShownCheck,
  { clock, log }: Pick<Deps, 'clock' | 'log'>,
): Promise<void> {
  if (asksForLater(error, clock.now() - job.at)) return;
  try {
    await shown.giveUp('neutral', unfinishedTitle, isRefusedForGood(error) ? refused : failed);
  } catch (err) {
    const { repository, pull } = job;
    log.warn({ err, repository, pull }, 'a check that failed could not be ended');
  }
}

function asksForLater(error: unknown, age: number): boolean {
  if (error instanceof RetryLater) return true;
  if (!(error instanceof Error)) return false;
  if ('retryAfterMs' in error && typeof error.retryAfterMs === 'number') return true;
  return 'retry' in error && error.retry === true && age < outageMs;
}
