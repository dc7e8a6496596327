/** Takes back the labels that the last backfill of a repository set and nobody touched since. */

import { planUndo } from '../core/plan/plan-undo.js';
import { hasLabel } from '../core/plan/precedence.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { awaitEarlierCalls } from './execute-labels.js';
import type { RepositoryRef } from './ports.js';

export interface Undone {
  /** Null where there was no backfill. */
  readonly id: string | null;
  /** Labels that were taken off. */
  readonly removed: number;
  /** Issues on which somebody changed the label since, or that are gone. */
  readonly left: number;
}

/** Each issue is read again first. Safe to repeat; rejects when GitHub or the store fails, and goes on from there the next time. */
export async function undoBackfill(
  ref: RepositoryRef,
  deps: Deps,
  options: { readonly signal: AbortSignal; readonly retry: (work: () => Promise<void>) => Promise<void> },
): Promise<Undone> {
  const { store, github, clock, log } = deps;
  const backfill = await store.lastBackfill(ref);
  if (backfill === null) return { id: null, removed: 0, left: 0 };
  let [removed, left, after] = [0, 0, 0];
  while (!options.signal.aborted) {
    const next = await store.labelledBackfillIssue(backfill.id, after);
    if (next === null) {
      await store.moveBackfill(backfill.id, 'undone', clock.now());
      break;
    }
    const { number, labels } = next;
    after = number;
    await options.retry(async () => {
      const issue = { ...ref, number };
      const snapshot = await github.readIssue(issue);
      // What a process that died had sent may arrive yet, and would be there for ever.
      if (snapshot !== null && !labels.every((label) => hasLabel(snapshot, label)))
        await awaitEarlierCalls('add-labels', issue, deps);
      const plan = planUndo(snapshot, labels, await github.botLogin(), backfill.id);
      await execute(plan, { ref: issue, snapshot }, deps);
      const outcome = plan.reasons.join(' ');
      await store.settleBackfillIssue(backfill.id, number, 'undone', outcome);
      log.info({ issue, reasons: plan.reasons }, 'a backfilled label was looked at for taking back');
      let taken = 0;
      for (const action of plan.actions) if (action.kind === 'remove-labels') taken += action.labels.length;
      removed += taken;
      if (taken === 0) left += 1;
    });
  }
  return { id: backfill.id, removed, left };
}
