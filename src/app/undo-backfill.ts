/** Takes back the labels that a backfill set and nobody touched since, an issue at a time. */

import { planUndo, type UndoPlan } from '../core/plan/plan-undo.js';
import { hasLabel } from '../core/plan/precedence.js';
import type { Backfill } from './backfill-ports.js';
import { roomFor } from './backfill-room.js';
import { concernsAll } from './concerns-all.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { awaitEarlierCalls } from './execute-labels.js';
import type { IssueRef } from './ports.js';

/** The next issue, which is read again first; the end where there is none. Safe to repeat; rejects when GitHub or the store fails. */
export async function undoNext(backfill: Backfill, deps: Deps): Promise<boolean> {
  const { store, clock, log } = deps;
  const { id, installationId, owner, repo } = backfill;
  const next = await store.labelledBackfillIssue(id);
  if (next === null) {
    await store.moveBackfill(id, 'undoing', 'undone', { note: null }, clock.now());
    return true;
  }
  await roomFor(backfill, deps);
  const issue = { installationId, owner, repo, number: next.number };
  try {
    const { reasons, taken } = await takeOff(issue, next.labels, id, deps);
    await store.settleBackfillIssue(id, issue.number, 'undone', reasons.join(' '), taken);
    log.info({ issue, reasons }, 'a backfilled label was looked at for taking back');
  } catch (error) {
    if (concernsAll(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await store.settleBackfillIssue(id, issue.number, 'undone', reason);
    log.warn({ issue, err: error }, 'a backfilled label was not taken back');
  }
  return true;
}

async function takeOff(
  issue: IssueRef,
  labels: readonly string[],
  id: string,
  deps: Deps,
): Promise<UndoPlan> {
  const snapshot = await deps.github.readIssue(issue);
  // What a process that died had sent may arrive yet, and would be there for ever.
  if (snapshot !== null && !labels.every((label) => hasLabel(snapshot, label)))
    await awaitEarlierCalls('add-labels', issue, deps);
  const plan = planUndo(snapshot, labels, await deps.github.botLogin(), id);
  await execute(plan, { ref: issue, snapshot }, deps);
  return plan;
}
