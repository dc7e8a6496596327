/** Creates labels before they are used, where a repository's policy asks for that. An existing one is left as it is. */

import type { LabelSpec } from '../core/assessment.js';
import { modeFor } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';
import type { PolicyInForce } from './read-policy.js';

/** The labels that may be set in a repository with this policy; empty unless it wants them created. */
export function labelsToCreate(reading: PolicyInForce): readonly LabelSpec[] {
  if (!reading.ok || reading.policy.labels.create !== true) return [];
  const { policy, pack } = reading;
  return pack.problems.flatMap(({ category, spec }) => {
    const mode = modeFor(policy, category);
    return spec !== undefined && (mode === 'suggest' || mode === 'auto') ? [spec] : [];
  });
}

/** Creates them, one request or two for each. Rejects with a `GitHubFailure`; running it again does what is left. */
export async function createLabels(
  ref: RepositoryRef,
  reading: PolicyInForce,
  { github, log, isRehearsal }: Pick<Deps, 'github' | 'log' | 'isRehearsal'>,
): Promise<number> {
  const labels = labelsToCreate(reading);
  if (isRehearsal) return labels.length;
  for (const label of labels) await github.ensureLabel(ref, label);
  if (labels.length > 0) log.info({ repository: ref, labels: labels.length }, 'labels are there');
  return labels.length;
}
