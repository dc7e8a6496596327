/** What a policy makes of one issue, as if it were filed today: the material of the comparison before a change is merged. */

import type { Classification } from '../classify/classification.js';
import type { IssueSnapshot } from '../plan/issue-snapshot.js';
import { whyExempt } from '../plan/precedence.js';
import { modeFor, type Policy } from '../rules/policy.js';

/** A known problem that is seen in an issue. */
export interface Outcome {
  readonly category: string;
  /** `label`: sure enough to label; `suggest`: only shown to a maintainer. */
  readonly decision: 'label' | 'suggest';
  /** Further known problems that are as sure, sorted. */
  readonly also: readonly string[];
}

/** Null where nothing is recognised, the policy leaves the issue alone, or the known problem is switched off. */
export function outcomeOf(
  issue: IssueSnapshot,
  { category, decision, also }: Pick<Classification, 'category' | 'decision' | 'also'>,
  policy: Policy,
): Outcome | null {
  if (category === null || decision === 'abstain' || whyExempt(issue, policy) !== null) return null;
  if (modeFor(policy, category) === 'off') return null;
  const further = also.filter((id) => modeFor(policy, id) !== 'off');
  return { category, decision, also: further.toSorted() };
}

/**
 * `new`: was not recognised, is now; `lost`: the other way round; `other`: another known problem than before; `surer`: the same one, labelled
 * where it was only suggested; `less-sure`: the other way round, or a further problem came or went.
 */
export type ChangeKind = 'new' | 'lost' | 'other' | 'surer' | 'less-sure';

/** Null where both are the same. */
export function changeBetween(before: Outcome | null, after: Outcome | null): ChangeKind | null {
  if (before === null) return after === null ? null : 'new';
  if (after === null) return 'lost';
  if (before.category !== after.category) return 'other';
  if (before.decision !== after.decision) return after.decision === 'label' ? 'surer' : 'less-sure';
  if (before.also.join() === after.also.join()) return null;
  return after.also.length > before.also.length ? 'surer' : 'less-sure';
}
