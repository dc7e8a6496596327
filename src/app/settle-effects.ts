/** Effects that were begun and never settled: their worker died, their answer was lost, or nobody wants them any more. */

import { settlementOf } from '../core/plan/effect-left.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { claimMsOf } from './claim-time.js';
import type { Deps } from './deps.js';
import type { IssueRef } from './refs.js';

type SettleDeps = Pick<Deps, 'github' | 'store' | 'clock' | 'log' | 'claimMs'>;

const issuesAtOnce = 100;

/**
 * Brings the books up to what the issue shows, of these kinds or of all; returns how many effects were closed. Rejects when the
 * store or GitHub fails.
 */
export async function settleEffects(
  ref: IssueRef,
  issue: IssueSnapshot | null,
  deps: SettleDeps,
  kinds?: readonly string[],
): Promise<number> {
  const { store, github, clock, log } = deps;
  const open = (await store.openEffects(ref)).filter(({ kind }) => kinds?.includes(kind) ?? true);
  if (open.length === 0) return 0;
  const view = { issue, botLogin: await github.botLogin(), drafts: await store.draftsOfIssue(ref) };
  const repository = `${ref.owner}/${ref.repo}/`.length;
  let closed = 0;
  for (const effect of open) {
    const settlement = settlementOf({ ...effect, key: effect.key.slice(repository) }, view);
    if (settlement === null) continue;
    await store.settleEffect(effect.key, settlement.state, settlement.outcome, clock.now());
    log.info({ issue: ref, effect: effect.key, ...settlement }, 'an effect was settled afterwards');
    closed += 1;
  }
  return closed;
}

/** Looks at issues whose effects nobody is about to perform any more; one process in each period does it. */
export async function sweepEffects(
  deps: SettleDeps,
  options: { readonly periodMs: number },
): Promise<number> {
  const { store, github, clock, log } = deps;
  const now = clock.now();
  if (!(await store.takePeriod('settle-effects', options.periodMs, now))) return 0;
  let closed = 0;
  for (const ref of await store.issuesWithOpenEffects(now - claimMsOf(deps), issuesAtOnce)) {
    try {
      closed += await settleEffects(ref, await github.readIssue(ref), deps);
    } catch (err) {
      // One that GitHub refuses must not hide those behind it: what nobody can look at is closed without a look.
      if (isFinal(err)) closed += await settleEffects(ref, null, deps);
      log.debug({ err, issue: ref }, 'the effects of an issue were not settled');
    }
  }
  return closed;
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'retry' in error && error.retry === false;
}
