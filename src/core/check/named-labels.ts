/** Labels that a policy and own rules name, and which of them the repository has not. */

import type { PlannedProblem } from '../plan/planned-problem.js';
import { sameName } from '../plan/precedence.js';
import { nearest } from '../rules/nearest.js';
import type { Policy } from '../rules/policy.js';

/** `made`: Dejabug creates it when it is first used; `expected`: it does nothing until somebody creates it. */
export interface NamedLabel {
  readonly name: string;
  readonly use: 'made' | 'expected';
  /** Where the policy names it; null for the label of a rule. */
  readonly path: readonly (string | number)[] | null;
  /** The known problem whose label it is. */
  readonly category: string | null;
}

/** Of known problems only the own ones, and those that the policy gives another label: the others are the packs' affair. */
export function namedLabels(
  policy: Policy,
  problems: readonly PlannedProblem[],
  own: ReadonlySet<string>,
): readonly NamedLabel[] {
  const found: NamedLabel[] = policy.exempt_labels.map((name, index) => ({
    name,
    use: 'expected',
    path: ['exempt_labels', index],
    category: null,
  }));
  const { needs_human: needsHuman, no_reminders: noReminders } = policy.labels;
  if (noReminders !== undefined)
    found.push({ name: noReminders, use: 'expected', path: ['labels', 'no_reminders'], category: null });
  if (needsHuman !== undefined)
    found.push({ name: needsHuman, use: 'made', path: ['labels', 'needs_human'], category: null });
  for (const { category, label } of problems) {
    const isRenamed = policy.problems[category]?.label !== undefined;
    if (!isRenamed && !own.has(category)) continue;
    const path = isRenamed ? ['problems', category, 'label'] : null;
    found.push({ name: label, use: 'made', path, category });
  }
  return found;
}

/** What to say about a label that is not there; null where nothing needs to be said. `known` are labels of the repository. */
export function missingLabelSays({ name, use }: NamedLabel, known: readonly string[]): string | null {
  const meant = nearest(name, known);
  const isMeant = meant !== null && !sameName(meant, name);
  if (use === 'expected') {
    const todo = isMeant ? `did you mean \`${meant}\`?` : 'create it, or leave it out';
    return `the repository has no label \`${name}\`, so this does nothing; ${todo}`;
  }
  if (!isMeant) return null;
  return `the repository has no label \`${name}\`, and one like it, \`${meant}\`; it is created when it is first used, unless you meant the other`;
}
