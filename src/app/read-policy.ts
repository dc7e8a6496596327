/** The policy that holds in a repository now, and the known problems as it wants them. */

import { mergePolicies } from '../core/rules/merge-policies.js';
import { type Policy, policyShape, readPolicy } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { OwnRule } from './pack-port.js';
import { fingerprintOf, readLayers } from './policy-layers.js';
import { packFor } from './policy-pack.js';
import type { PolicyLayer } from './policy-ports.js';
import type { Pack, RepositoryRef } from './ports.js';
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

/** Like `currentPolicy`; rejects with `PolicyBroken` where none can be followed. */
export async function wholePolicy(
  ref: RepositoryRef,
  deps: Parameters<typeof currentPolicy>[1],
): Promise<Extract<PolicyInForce, { ok: true }>> {
  const reading = await currentPolicy(ref, deps);
  if (reading.ok) return reading;
  throw new PolicyBroken(ref, reading.reasons);
}

/** Or every reason why it cannot be followed: then nothing is acted on. */
export type PolicyInForce =
  | {
      readonly ok: true;
      readonly policy: Policy;
      readonly pack: Pack;
      /** Why what stands in the repository now is not followed, and an earlier one is instead; empty where it is. */
      readonly refused: readonly string[];
    }
  | { readonly ok: false; readonly reasons: readonly string[] };

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

async function resolve(
  layers: readonly PolicyLayer[],
  { readYaml, pack }: Pick<Reading, 'readYaml' | 'pack'>,
): Promise<PolicyInForce> {
  const reasons: string[] = [];
  const values: unknown[] = [];
  const rules = new Map<string, OwnRule>();
  layers.forEach(({ repository, files: { policy, rules: own } }, index) => {
    const where = index === 0 ? '' : `${repository}: `;
    if (policy !== null && !('text' in policy)) reasons.push(`${where}it ${policy.problem}`);
    else if (policy !== null) {
      const yaml = readYaml(policy.text);
      if (yaml.ok) {
        reasons.push(...policyShape(yaml.value).map((reason) => `${where}${reason}`));
        values.push(yaml.value);
      } else reasons.push(`${where}${yaml.reason}`);
    }
    for (const rule of own) {
      const id = /([^/]+)\.yml$/.exec(rule.path)?.[1] ?? rule.path;
      if (!('text' in rule)) reasons.push(`${where}${rule.path} ${rule.problem}`);
      else if (!rules.has(id)) rules.set(id, { file: `${where}${rule.path}`, id, text: rule.text });
    }
  });
  const merged = mergePolicies(values);
  const own = [...rules.values()];
  if (reasons.length === 0) return decide(merged, own, pack);
  // What is wrong with the rules too is said at once, so that nobody repairs one thing to hear of the next.
  const chosen = own.length === 0 ? null : await pack.choose({ packs: packsOf(merged), own });
  return refusal(chosen === null || chosen.ok ? reasons : [...reasons, ...chosen.reasons]);
}

async function decide(merged: unknown, own: readonly OwnRule[], pack: Pack): Promise<PolicyInForce> {
  const packs = packsOf(merged);
  const chosen =
    packs === null && own.length === 0 ? { ok: true as const, pack } : await pack.choose({ packs, own });
  if (!chosen.ok) return refusal(chosen.reasons);
  const reading = readPolicy(
    merged,
    chosen.pack.problems.map(({ category }) => category),
  );
  if (!reading.ok) return refusal(reading.reasons);
  const wanted = packFor(reading.policy, chosen.pack);
  if (!wanted.ok) return refusal(wanted.reasons);
  return { ok: true, policy: reading.policy, pack: wanted.pack, refused: [] };
}

/** Null where all packs are wanted. */
function packsOf(merged: unknown): readonly string[] | null {
  const packs: unknown = typeof merged === 'object' && merged !== null ? Reflect.get(merged, 'packs') : null;
  return Array.isArray(packs) ? packs.map(String) : null;
}

function refusal(reasons: readonly string[]): PolicyInForce {
  return { ok: false, reasons };
}
