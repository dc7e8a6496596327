/** A policy with its own rules examined whole: what keeps it from being followed, and what its rules' examples and the other rules say. */

import type { PolicyFinding } from '../core/check/policy-finding.js';
import { type Policy, policyPath } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import { placedFinding, policyOf } from './policy-of-layers.js';
import type { PolicyLayer } from './policy-ports.js';
import type { Pack } from './ports.js';
import type { SideFindings, TriedLayers } from './trial-port.js';

/** A policy that can be followed, with the known problems as it wants them. */
export interface FollowedSide {
  readonly policy: Policy;
  readonly pack: Pack;
}

export interface ExaminedSide extends SideFindings {
  /** Null where it cannot be followed. */
  readonly followed: FollowedSide | null;
}

/** Reads nothing but these layers. `isPartial`: further ones were not read, which is no mistake. */
export async function examineSide(
  { layers, reasons }: TriedLayers,
  deps: Pick<Deps, 'readYaml' | 'pack'>,
  isPartial = false,
): Promise<ExaminedSide> {
  const { reading, findings, own } = await policyOf(layers, deps, isPartial || reasons.length > 0);
  const broken = [...reasons.map((says) => extendsFinding(says, layers, deps)), ...findings];
  if (broken.length > 0 || !reading.ok)
    return { followed: null, findings: broken, own, examples: 0, failed: 0 };
  const { policy, pack } = reading;
  const lint = own.length === 0 ? { findings: [], examples: 0, failed: 0 } : pack.lint(own);
  const found = lint.findings.flatMap((finding) => {
    // Which label a known problem has is for the policy to say, and that is checked there.
    if (finding.check === 'label' && Object.values(policy.problems).some(({ label }) => label !== undefined))
      return [];
    const severity = isDecisive(finding.check) ? finding.severity : 'warning';
    return [placedFinding({ ...finding, severity }, layers)];
  });
  return { followed: { policy, pack }, findings: found, own, examples: lint.examples, failed: lint.failed };
}

function extendsFinding(
  says: string,
  layers: readonly PolicyLayer[],
  { readYaml }: Pick<Deps, 'readYaml'>,
): PolicyFinding {
  const policy = layers[0]?.files.policy ?? null;
  const yaml = policy !== null && 'text' in policy ? readYaml(policy.text) : null;
  const place = yaml?.ok ? yaml.placeOf(['extends']) : { line: 0, column: 0 };
  return { repository: null, file: policyPath, ...place, severity: 'error', says, reason: says };
}

/** Examples are tests: one that fails is an error. What else lint finds is for the maintainers to weigh. */
function isDecisive(check: string): boolean {
  return check === 'example' || check === 'overlapping';
}
