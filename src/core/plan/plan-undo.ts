/** Taking back labels that a backfill set: those that nobody touched since. */

import type { Plan } from './action.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { hasLabel, isOurs, sameName } from './precedence.js';

/** A label that a person took off or put on since belongs to that person. Null: the issue is gone. `backfillId` is letters, digits and hyphens. */
export function planUndo(
  issue: IssueSnapshot | null,
  labels: readonly string[],
  botLogin: string,
  backfillId: string,
): Plan {
  if (issue === null) return { actions: [], reasons: ['The issue is gone, or out of reach.'] };
  const ours = labels.filter((label) => hasLabel(issue, label) && isUntouched(issue, label, botLogin));
  if (ours.length === 0) return { actions: [], reasons: ['Somebody changed the label since.'] };
  return {
    // One for each: whether a label is off is read off the issue afterwards, from the key.
    actions: ours.map((label) => ({
      kind: 'remove-labels',
      key: `unlabel:${issue.number}~${backfillId}:${label}`,
      labels: [label],
      because: 'The backfill is taken back.',
    })),
    reasons: [`Takes back ${ours.map((label) => `\`${label}\``).join(', ')}.`],
  };
}

function isUntouched({ labelEvents }: IssueSnapshot, label: string, botLogin: string): boolean {
  const events = labelEvents.filter((event) => sameName(event.label, label));
  return events.length > 0 && events.every(({ actor }) => isOurs(actor, botLogin));
}
