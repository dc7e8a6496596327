/** The policy that holds in a repository now. */

import { defaultPolicy, type PolicyReading, readPolicy } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';

/** Reads `.github/dejabug.yml`; without one the default holds. A policy that cannot be followed is a value with reasons. */
export async function currentPolicy(
  ref: RepositoryRef,
  deps: Pick<Deps, 'readYaml'> & {
    readonly github: Pick<Deps['github'], 'readPolicyFile'>;
    readonly pack: Pick<Deps['pack'], 'problems'>;
  },
): Promise<PolicyReading> {
  const text = await deps.github.readPolicyFile(ref);
  if (text === null) return { ok: true, policy: defaultPolicy };
  const yaml = deps.readYaml(text);
  if (!yaml.ok) return { ok: false, reasons: [yaml.reason] };
  return readPolicy(
    yaml.value,
    deps.pack.problems.map((problem) => problem.category),
  );
}
