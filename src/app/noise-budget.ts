/** The repository's noise budget: what does not fit into today waits for tomorrow, nothing is dropped. */

import { unhurried } from '../core/pace.js';
import type { Plan } from '../core/plan/action.js';
import type { HeldDraft } from '../core/plan/held-draft.js';
import { durationMs } from '../core/rules/duration.js';
import type { Policy } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import { effectKey } from './execute.js';
import type { NoiseKind } from './limit-ports.js';
import type { IssueRef } from './ports.js';
import { RetryLater } from './retry-later.js';

/**
 * Spends what the plan needs of today's budget; for work that can wait, no more than leaves a fifth of it for new issues. Rejects with `RetryLater` until the next UTC day when that is more than is left.
 */
export async function spendBudget(
  plan: Plan,
  ref: IssueRef,
  {
    policy,
    drafts,
    canWait,
  }: { readonly policy: Policy; readonly drafts: readonly HeldDraft[]; readonly canWait: boolean },
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  const limits = { labels: policy.noise_budget.labels_per_day, drafts: policy.noise_budget.drafts_per_day };
  for (const action of plan.actions) {
    const kind = noiseOf(action, drafts);
    if (kind === null) continue;
    const most = canWait ? unhurried(limits[kind]) : limits[kind];
    if (await store.spendNoise(ref, kind, effectKey(action, ref), most, now)) continue;
    const day = durationMs('1d');
    throw new RetryLater(
      `The noise budget of ${ref.owner}/${ref.repo} allows ${limits[kind]} ${kind} a day and is spent; it goes on tomorrow.`,
      day - (now % day),
    );
  }
}

/** What an action costs; saving a draft again that waits already makes no noise. */
function noiseOf(action: Plan['actions'][number], drafts: readonly HeldDraft[]): NoiseKind | null {
  if (action.kind === 'add-labels') return 'labels';
  if (action.kind !== 'save-draft') return null;
  const waits = drafts.some(
    ({ category, state }) =>
      category === action.draft.category && (state === 'pending' || state === 'approved'),
  );
  return waits ? null : 'drafts';
}
