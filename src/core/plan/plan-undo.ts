/** Taking back labels that a backfill set: those that nobody touched since. */

import type { Action, Plan } from './action.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { hasLabel, isOurs, sameName } from './precedence.js';

export interface UndoPlan extends Plan {
  /** Labels that are off once it is performed because we took them off, by an earlier try among them. */
  readonly taken: number;
}

/** The backfill that is taken back. */
export interface UndoneBackfill {
  /** Letters, digits and hyphens. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** `off`: we set it and took it off again; `unset`: we meant to set it and never did. */
type Fate = 'ours' | 'off' | 'unset' | 'theirs';

/** A label that a person took off or put on belongs to that person. Null: the issue is gone. */
export function planUndo(
  issue: IssueSnapshot | null,
  labels: readonly string[],
  botLogin: string,
  backfill: UndoneBackfill,
): UndoPlan {
  if (issue === null) return { actions: [], taken: 0, reasons: ['The issue is gone, or out of reach.'] };
  const fates = labels.map((label) => ({ label, fate: fateOf(issue, label, botLogin, backfill) }));
  return {
    actions: fates.flatMap(({ label, fate }) => (fate === 'ours' ? [removal(issue, label, backfill)] : [])),
    taken: fates.filter(({ fate }) => fate === 'ours' || fate === 'off').length,
    reasons: fates.map(({ label, fate }) => inWords(label, fate)),
  };
}

/** One for each label: whether it is off is read off the issue afterwards, from the key. */
function removal({ number }: IssueSnapshot, label: string, { id }: UndoneBackfill): Action {
  const key = `unlabel:${number}~${id}:${label}`;
  return { kind: 'remove-labels', key, labels: [label], because: 'The backfill is taken back.' };
}

function fateOf(issue: IssueSnapshot, label: string, botLogin: string, { createdAt }: UndoneBackfill): Fate {
  const events = issue.labelEvents.filter((event) => sameName(event.label, label));
  const isSet = hasLabel(issue, label);
  if (events.some(({ actor }) => !isOurs(actor, botLogin))) return 'theirs';
  // What was set at filing has no event.
  if (isSet) return events.length === 0 ? 'theirs' : 'ours';
  // GitHub's times are of whole seconds.
  const begun = Math.floor(createdAt / 1_000) * 1_000;
  return events.some(({ change, at }) => change === 'labeled' && at >= begun) ? 'off' : 'unset';
}

function inWords(label: string, fate: Fate): string {
  switch (fate) {
    case 'ours':
      return `Takes back \`${label}\`.`;
    case 'off':
      return `\`${label}\` was taken back by an earlier try.`;
    case 'unset':
      return `\`${label}\` was never set.`;
    case 'theirs':
      return `Somebody else set or changed \`${label}\`.`;
  }
}
