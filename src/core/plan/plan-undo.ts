/** Taking back labels that a backfill set: those that nobody touched since. */

import type { Plan } from './action.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { hasLabel, isOurs, sameName } from './precedence.js';

export interface UndoPlan extends Plan {
  /** Labels that are off once it is performed because we took them off, by an earlier try among them. */
  readonly taken: number;
}

/**
 * A label that a person took off or put on since belongs to that person. Null: the issue is gone. `backfillId` is letters, digits and
 * hyphens.
 */
export function planUndo(
  issue: IssueSnapshot | null,
  labels: readonly string[],
  botLogin: string,
  backfillId: string,
): UndoPlan {
  if (issue === null) return { actions: [], taken: 0, reasons: ['The issue is gone, or out of reach.'] };
  const ours = labels.filter((label) => isUntouched(issue, label, botLogin));
  const left = ours.filter((label) => hasLabel(issue, label));
  if (ours.length === 0) return { actions: [], taken: 0, reasons: ['Somebody changed the label since.'] };
  return {
    // One for each: whether a label is off is read off the issue afterwards, from the key.
    actions: left.map((label) => ({
      kind: 'remove-labels',
      key: `unlabel:${issue.number}~${backfillId}:${label}`,
      labels: [label],
      because: 'The backfill is taken back.',
    })),
    taken: ours.length,
    reasons: [`Takes back ${ours.map((label) => `\`${label}\``).join(', ')}.`],
  };
}

function isUntouched({ labelEvents }: IssueSnapshot, label: string, botLogin: string): boolean {
  const events = labelEvents.filter((event) => sameName(event.label, label));
  return events.length > 0 && events.every(({ actor }) => isOurs(actor, botLogin));
}
