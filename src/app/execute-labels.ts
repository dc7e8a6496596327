/** Labels outside triage: created before they are used where a repository's policy asks for that, and taken back after a backfill. */

import type { LabelSpec } from '../core/assessment.js';
import type { Action } from '../core/plan/action.js';
import { modeFor } from '../core/rules/policy.js';
import { claimMsOf } from './claim-time.js';
import type { Deps } from './deps.js';
import { written } from './github-failure.js';
import type { RepositoryRef } from './ports.js';
import type { PolicyInForce } from './read-policy.js';
import type { Subject } from './subject.js';

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

/** Takes labels off, once under the action's key. Rejects like `createLabels`. */
export async function removeLabels(
  action: Extract<Action, { kind: 'remove-labels' }>,
  key: string,
  { ref }: Subject,
  deps: Pick<Deps, 'github' | 'store' | 'clock' | 'claimMs'>,
): Promise<void> {
  const { github, store, clock } = deps;
  const state = await store.intendEffect(key, action.kind, ref, clock.now());
  if (state !== 'intended') return;
  // One that arrives late must not take off what a person put back.
  for (const name of action.labels) await written(github.removeLabel(ref, name), claimMsOf(deps));
  await store.settleEffect(key, 'settled', action.labels.join(', '), clock.now());
}
