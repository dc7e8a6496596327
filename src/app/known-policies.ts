/** Policies as the desk shows what follows from them: read from GitHub and believed for a minute. Whatever acts reads its own. */

import { defaultPolicy, type Policy, type PolicyReading } from '../core/rules/policy.js';
import type { Clock, Log, RepositoryRef } from './ports.js';
import type { ReviewPack } from './review-world.js';

/** How long a policy may be shown, in milliseconds. */
const policyLifetime = 60_000;
const policiesKept = 1_000;

export interface KnownPolicies {
  /** The policy of the last minute or a new one; the default where it cannot be read or followed, because nothing is acted on then. */
  of(ref: RepositoryRef): Promise<Policy>;
  /** The known problems as that policy wants them; null where it cannot be read or followed. */
  packOf(ref: RepositoryRef): Promise<ReviewPack | null>;
}

type Reading = PolicyReading & { readonly pack?: ReviewPack };
type Known = Pick<Extract<Reading, { ok: true }>, 'policy' | 'pack'>;

const unknown: Known = { policy: defaultPolicy };

/** Kept in this process only; a policy that could not be read is asked for again the next time. */
export function knownPolicies(
  read: (ref: RepositoryRef) => Promise<Reading>,
  clock: Clock,
  log: Log,
): KnownPolicies {
  const known = new Map<string, { readonly reading: Promise<Known>; readonly at: number }>();

  function readingOf(ref: RepositoryRef): Promise<Known> {
    const name = `${ref.owner}/${ref.repo}`.toLowerCase();
    const held = known.get(name);
    if (held && clock.now() - held.at < policyLifetime) return held.reading;
    const reading = read(ref).then(
      (answer) => (answer.ok ? answer : unknown),
      (err: unknown) => {
        known.delete(name);
        log.warn({ err, repository: name }, 'a policy could not be read; the default is shown');
        return unknown;
      },
    );
    known.delete(name);
    known.set(name, { reading, at: clock.now() });
    const oldest = known.keys().next().value;
    if (known.size > policiesKept && oldest !== undefined) known.delete(oldest);
    return reading;
  }

  return {
    of: async (ref) => (await readingOf(ref)).policy,
    packOf: async (ref) => (await readingOf(ref)).pack ?? null,
  };
}
