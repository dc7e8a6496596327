/** Triage of one issue by one worker at a time: claimed in the inbox, read after the claim, settled with its outcome. */

import { BackfillUndone, backfillWork } from './backfill-delivery.js';
import type { Deps } from './deps.js';
import type { IssueClaim } from './inbox-ports.js';
import type { Job } from './ports.js';
import { RetryLater } from './retry-later.js';
import { type Triaged, triageIssue } from './triage-issue.js';

type TriageJob = Extract<Job, { kind: 'triage' }>;

/** How long a claim lasts without a sign of life, in milliseconds. */
const usualHoldMs = 30_000;
/** How soon to look again while another worker is at the same issue, in milliseconds. */
const heldPauseMs = 1_000;

/** The claim ran out while the work was going on, because this process stood still: another worker may be at it. */
export class ClaimLost extends Error {
  constructor(issue: TriageJob['issue']) {
    super(`The claim on ${issue.owner}/${issue.repo}#${issue.number} was lost; another worker has it.`);
    this.name = 'ClaimLost';
  }
}

/**
 * Triages what arrived about the job's issue up to now; null when that was done already, or is not wanted any more. Rejects with `RetryLater` while the grace
 * window is open or another worker has the issue, and with the error of the port that failed.
 */
export async function triageInTurn(job: TriageJob, deps: Deps): Promise<Triaged | null> {
  const claim = await claimFor(job, deps);
  if (claim === null) return null;
  const log = deps.log.child({ delivery: claim.deliveryId });
  const beat = keepAlive(claim, deps);
  try {
    const asked = { ...job, issue: claim.issue, deliveryId: claim.deliveryId, event: claim.event };
    const backfill = backfillWork(claim, deps);
    const stillOurs = async () => {
      await beat.check();
      await backfill?.check();
    };
    await backfill?.check();
    const beforeLabels = backfill?.beforeLabels;
    const triaged = await triageIssue(asked, { ...deps, log, beforeLabels, stillOurs });
    const reason = triaged.decision === null ? 'The issue is gone, or out of reach.' : null;
    await deps.store.finishIssue(claim, reason, deps.clock.now());
    return triaged;
  } catch (error) {
    await settleFailure(claim, error, deps);
    if (!(error instanceof BackfillUndone)) throw error;
    log.info({ issue: claim.issue, reason: error.message }, 'nothing to triage');
    return null;
  } finally {
    beat.stop();
  }
}

async function claimFor(job: TriageJob, deps: Deps): Promise<IssueClaim | null> {
  const { store, clock } = deps;
  const answer = await store.claimIssue(job.issue, holdMsOf(deps), clock.now());
  switch (answer.kind) {
    case 'claimed':
      return answer.claim;
    case 'nothing':
      deps.log.debug(
        { issue: job.issue, delivery: job.deliveryId },
        'an earlier triage saw this delivery too',
      );
      return null;
    case 'wait': {
      const left = Math.max(answer.until - clock.now(), 0);
      if (answer.why === 'grace') throw new RetryLater('More arrived about the issue meanwhile.', left);
      throw new RetryLater('Another worker has the issue.', Math.min(left, heldPauseMs));
    }
    case 'unknown': {
      // A job without its row: the database is younger than the queue. The job says all that is needed.
      const { deliveryId, event, issue } = job;
      const key = `${deliveryId}-found ${event} ${issue.owner}/${issue.repo}#${issue.number}`.toLowerCase();
      await store.receive({ key, deliveryId, event, issue }, 0, clock.now());
      throw new RetryLater('The inbox had forgotten the issue.', 0);
    }
  }
}

/** Prolongs the claim while the work goes on. */
function keepAlive(claim: IssueClaim, deps: Deps) {
  const holdMs = holdMsOf(deps);
  async function keep(): Promise<boolean> {
    return deps.store.keepClaim(claim, holdMs, deps.clock.now());
  }
  const timer = setInterval(() => {
    keep().catch((err: unknown) => deps.log.warn({ err, issue: claim.issue }, 'a claim was not prolonged'));
  }, holdMs / 3);
  timer.unref();
  return {
    /** Before anything is done in public: a worker that stood still must not act on what it read before. */
    async check(): Promise<void> {
      if (!(await keep())) throw new ClaimLost(claim.issue);
    },
    stop: () => clearInterval(timer),
  };
}

/** Gives the issue back, or settles it when no further try can help. The job's own error matters more than one of these. */
async function settleFailure(claim: IssueClaim, error: unknown, deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const reason = error instanceof Error ? error.message : String(error);
  try {
    if (isFinal(error)) await deps.store.finishIssue(claim, reason, now);
    else await deps.store.releaseIssue(claim, reason, notBefore(error, now));
  } catch (err) {
    deps.log.warn({ err, issue: claim.issue }, 'a claim was not given back; it runs out by itself');
  }
}

/**
 * True where only a change of this issue or repository could help, and that comes with a delivery of its own. Missing credentials
 * or permissions are the operator's to repair: such issues stay in the inbox and are tried again now and then.
 */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error && 'retry' in error && error.retry === false)) return false;
  return !('status' in error) || (error.status !== 401 && error.status !== 403);
}

/** When it makes sense to begin again; 0 where nobody said, and the issue stays as overdue as it is. */
function notBefore(error: unknown, now: number): number {
  if (!(error instanceof Error && 'retryAfterMs' in error)) return 0;
  return typeof error.retryAfterMs === 'number' ? now + error.retryAfterMs : 0;
}

function holdMsOf({ holdMs = usualHoldMs }: Deps): number {
  return holdMs;
}
