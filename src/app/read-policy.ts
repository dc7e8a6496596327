/** The policy that holds in a repository now, and the known problems as it wants them. */

import type { Deps } from './deps.js';
import { fingerprintOf, readLayers } from './policy-layers.js';
import { type PolicyInForce, policyOf } from './policy-of-layers.js';
import type { PolicyLayer } from './policy-ports.js';
import type { Pack, RepositoryRef } from './ports.js';
import { RetryLater } from './retry-later.js';

export type { PolicyInForce } from './policy-of-layers.js';

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

/** Like `currentPolicy`; rejects with `PolicyBroken` where none can be followed. */
export async function wholePolicy(
  ref: RepositoryRef,
  deps: Parameters<typeof currentPolicy>[1],
): Promise<Extract<PolicyInForce, { ok: true }>> {
  const reading = await currentPolicy(ref, deps);
  if (reading.ok) return reading;
  throw new PolicyBroken(ref, reading.reasons);
}

type Reading = Pick<Deps, 'readYaml'> & {
  readonly github: Pick<Deps['github'], 'repositoryFiles'>;
  readonly pack: Pack;
};

/**
 * Reads `.github/dejabug.yml` with what it extends, and the repository's own rules; without any the default holds. A policy that cannot be
 * followed leaves the last one in force that could. Rejects when GitHub or the store fails.
 */
export async function currentPolicy(
  ref: RepositoryRef,
  deps: Reading &
    Pick<Deps, 'clock' | 'log'> & {
      readonly store: Pick<Deps['store'], 'policyState' | 'followPolicy' | 'refusePolicy' | 'dropPolicy'>;
    },
): Promise<PolicyInForce> {
  const { store, clock, log } = deps;
  const { layers, reasons } = await readLayers(ref, deps);
  const fingerprint = fingerprintOf(layers);
  const reading = reasons.length > 0 ? refusal(reasons) : await resolve(layers, deps);
  const state = await store.policyState(ref);
  if (reading.ok) {
    if (fingerprint === '') {
      if (state !== null) await store.dropPolicy(ref);
    } else if (state?.followed?.fingerprint !== fingerprint || state.refused !== null) {
      await store.followPolicy(ref, { fingerprint, layers }, clock.now());
      log.info({ repository: ref }, 'another policy is followed');
    }
    return reading;
  }
  if (state?.refused?.fingerprint !== fingerprint || state.refused.reasons.join() !== reading.reasons.join())
    await store.refusePolicy(ref, { fingerprint, reasons: reading.reasons }, clock.now());
  const earlier = state?.followed ? await resolve(state.followed.layers, deps) : null;
  if (!earlier?.ok) return reading;
  log.warn(
    { repository: ref, reasons: reading.reasons },
    'the policy cannot be followed; the last one that could is still in force',
  );
  return { ...earlier, refused: reading.reasons };
}

/** What stands in the repository now, whatever was followed before. Rejects with a `GitHubFailure`. */
export async function examinePolicy(ref: RepositoryRef, deps: Reading): Promise<PolicyInForce> {
  const { layers, reasons } = await readLayers(ref, deps);
  return reasons.length > 0 ? refusal(reasons) : await resolve(layers, deps);
}

/** The policy that these layers make. */
async function resolve(
  layers: readonly PolicyLayer[],
  deps: Pick<Reading, 'readYaml' | 'pack'>,
): Promise<PolicyInForce> {
  return (await policyOf(layers, deps)).reading;
}

function refusal(reasons: readonly string[]): PolicyInForce {
  return { ok: false, reasons };
}
