/** Policies as the desk shows what follows from them: read from GitHub and believed for a minute. Whatever acts reads its own. */

import { defaultPolicy, type Policy, type PolicyReading } from '../core/rules/policy.js';
import type { Clock, Log, RepositoryRef } from './ports.js';

/** How long a policy may be shown, in milliseconds. */
const policyLifetime = 60_000;
const policiesKept = 1_000;

export interface KnownPolicies {
  /** The policy of the last minute or a new one; the default where it cannot be read or followed, because nothing is acted on then. */
  of(ref: RepositoryRef): Promise<Policy>;
}

/** Kept in this process only; a policy that could not be read is asked for again the next time. */
export function knownPolicies(
  read: (ref: RepositoryRef) => Promise<PolicyReading>,
  clock: Clock,
  log: Log,
): KnownPolicies {
  const known = new Map<string, { readonly policy: Promise<Policy>; readonly at: number }>();

  return {
    of(ref) {
      const name = `${ref.owner}/${ref.repo}`.toLowerCase();
      const held = known.get(name);
      if (held && clock.now() - held.at < policyLifetime) return held.policy;
      const policy = read(ref).then(
        (reading) => (reading.ok ? reading.policy : defaultPolicy),
        (err: unknown) => {
          known.delete(name);
          log.warn({ err, repository: name }, 'a policy could not be read; the default is shown');
          return defaultPolicy;
        },
      );
      known.delete(name);
      known.set(name, { policy, at: clock.now() });
      const oldest = known.keys().next().value;
      if (known.size > policiesKept && oldest !== undefined) known.delete(oldest);
      return policy;
    },
  };
}
