/** The policy that holds in a repository now. */

import { defaultPolicy, type Policy, type PolicyReading, readPolicy } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';
import { RetryLater } from './retry-later.js';

/** How soon whoever cannot put the work aside looks again, in milliseconds. */
const brokenPolicyMs = 60 * 60_000;

/** Nothing may be done in a repository whose policy cannot be followed. A worker puts the job aside until it is repaired. */
export class PolicyBroken extends RetryLater {
  readonly ref: RepositoryRef;

  constructor(ref: RepositoryRef, reasons: readonly string[]) {
    super(`The policy .github/dejabug.yml cannot be followed: ${reasons.join('; ')}`, brokenPolicyMs);
    this.name = 'PolicyBroken';
    this.ref = { installationId: ref.installationId, owner: ref.owner, repo: ref.repo };
  }
}

/** Like `currentPolicy`; rejects with `PolicyBroken` where it cannot be followed. */
export async function wholePolicy(
  ref: RepositoryRef,
  deps: Parameters<typeof currentPolicy>[1],
): Promise<Policy> {
  const reading = await currentPolicy(ref, deps);
  if (reading.ok) return reading.policy;
  throw new PolicyBroken(ref, reading.reasons);
}

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
