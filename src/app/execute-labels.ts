/** The one labels call of a plan, of which no second one is under way at the same time. */

import type { Action } from '../core/plan/action.js';
import { claimMsOf } from './claim-time.js';
import type { Deps } from './deps.js';
import { OutcomeUnknown, written } from './github-failure.js';
import type { IssueRef } from './ports.js';
import { RetryLater } from './retry-later.js';
import type { Subject } from './subject.js';

/**
 * Sets the labels under this key of the store. Rejects with `RetryLater` while an earlier call for the issue may yet be carried out:
 * whoever sets them again then, and has them removed by a person, would see them come back. Otherwise rejects with the error of the
 * port that failed.
 */
export async function addLabels(
  action: Extract<Action, { kind: 'add-labels' }>,
  key: string,
  { ref }: Subject,
  deps: Deps,
): Promise<void> {
  const { github, store, clock } = deps;
  await awaitEarlierCalls(action.kind, ref, deps);
  if ((await store.intendEffect(key, action.kind, ref, clock.now())) !== 'intended') return;
  const names = action.labels.map((label) => label.name);
  try {
    // After the intent: whoever takes labels back sees that, or has been seen here.
    await deps.beforeLabels?.(names);
    for (const label of action.labels) await github.ensureLabel(ref, label);
    await written(github.addLabels(ref, names), claimMsOf(deps));
  } catch (error) {
    // Known not to have happened: the next try need not wait for it.
    if (!(error instanceof OutcomeUnknown))
      await store.settleEffect(key, 'refused', reasonOf(error), clock.now());
    throw error;
  }
  await store.settleEffect(key, 'settled', names.join(', '), clock.now());
}

/**
 * Effects that are open are calls without an answer, whatever labels they were about. Rejects with `RetryLater` while one of this kind may
 * yet be carried out, and settles those that were not in their time.
 */
export async function awaitEarlierCalls(kind: 'add-labels', ref: IssueRef, deps: Deps): Promise<void> {
  const { store, clock } = deps;
  const holdMs = claimMsOf(deps);
  for (const effect of await store.openEffects(ref)) {
    if (effect.kind !== kind) continue;
    const left = effect.at + holdMs - clock.now();
    if (left > 0) throw new RetryLater('An earlier labels call may yet be carried out.', left);
    // The next call begins a time of its own.
    await store.settleEffect(effect.key, 'refused', 'Nothing was seen of it in time.', clock.now());
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
