/** One check by one worker at a time: claimed in the store, and held for as long as the work goes on. */

import type { CheckClaim, CheckedCommit } from './check-claim-ports.js';
import type { Deps } from './deps.js';
import { OutcomeUnknown } from './github-failure.js';
import { RetryLater } from './retry-later.js';

/** How long a claim lasts without a sign of life, in milliseconds. */
const usualHoldMs = 30_000;
/** How soon to look again while another worker is at the same check, in milliseconds. */
const heldPauseMs = 5_000;

/**
 * Does the work while nobody else is at the commit's check; what it is given refuses writes once the claim is lost. Rejects with `RetryLater`
 * while another worker is at it, and like the work.
 */
export async function checkInTurn(
  commit: CheckedCommit,
  work: (held: Deps) => Promise<void>,
  deps: Deps,
): Promise<void> {
  const { store, clock, log, holdMs = usualHoldMs } = deps;
  const claim = await store.claimCheck(commit, holdMs, clock.now());
  if ('until' in claim) {
    const left = Math.max(claim.until - clock.now(), 0);
    throw new RetryLater('Another worker is at this check.', Math.min(left, heldPauseMs));
  }
  const keep = () => store.keepCheck(claim, clock.now() + holdMs);
  const timer = setInterval(() => {
    keep().catch((err: unknown) => log.warn({ err, ...nameOf(claim) }, 'a claim was not prolonged'));
  }, holdMs / 3);
  timer.unref();
  async function stillOurs(): Promise<void> {
    if (!(await keep())) throw new RetryLater('The claim on the check was lost.', heldPauseMs);
  }
  let unknownMs = 0;
  try {
    await work({ ...deps, stillOurs });
  } catch (error) {
    if (error instanceof OutcomeUnknown) unknownMs = error.retryAfterMs;
    throw error;
  } finally {
    clearInterval(timer);
    await giveBack(claim, unknownMs, deps);
  }
}

/** For `unknownMs` a write may still take effect: so long nobody begins the same check. */
async function giveBack(claim: CheckClaim, unknownMs: number, { store, clock, log }: Deps): Promise<void> {
  try {
    const now = clock.now();
    if (unknownMs > 0) await store.keepCheck(claim, now + unknownMs);
    else await store.releaseCheck(claim, now);
  } catch (err) {
    // The work's own error matters more; the claim runs out by itself.
    log.warn({ err, ...nameOf(claim) }, 'a claim was not given back; it runs out by itself');
  }
}

function nameOf({ repository, pull, headSha }: CheckClaim) {
  return { repository, pull, commit: headSha };
}
