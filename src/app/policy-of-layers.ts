/** Policy files and own rules, as several repositories have them -> the policy that they make, and everything that is wrong with them, with its place. */

import type { PolicyFinding } from '../core/check/policy-finding.js';
import { mergePolicies } from '../core/rules/merge-policies.js';
import {
  type Policy,
  type PolicyMistake,
  policyMistakes,
  policyPath,
  readPolicy,
} from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { OwnRule, RuleFinding } from './pack-port.js';
import { packFor, type WantedPack } from './policy-pack.js';
import type { PolicyLayer } from './policy-ports.js';
import type { Pack, YamlReading } from './ports.js';

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

export interface Examined {
  readonly reading: PolicyInForce;
  /** What keeps the policy from being followed; empty where it can be. */
  readonly findings: readonly PolicyFinding[];
  /** Own rules, the nearest of each name. */
  readonly own: readonly OwnRule[];
}

/**
 * `layers` are nearest first. Reads nothing but these; hostile text is a finding. Where `isPartial` there are layers that were not read, and
 * a known problem that nobody knows here may be theirs.
 */
export async function policyOf(
  layers: readonly PolicyLayer[],
  { readYaml, pack }: Pick<Deps, 'readYaml' | 'pack'>,
  isPartial = false,
): Promise<Examined> {
  const findings: PolicyFinding[] = [];
  const yamls: Extract<YamlReading, { ok: true }>[] = [];
  const yamlOf = new Map<number, Extract<YamlReading, { ok: true }>>();
  const rules = new Map<string, OwnRule>();
  layers.forEach(({ files: { policy, rules: own } }, index) => {
    if (policy !== null && !('text' in policy)) add(index, policyPath, null, `it ${policy.problem}`);
    else if (policy !== null) {
      const yaml = readYaml(policy.text);
      if (yaml.ok) {
        for (const { path, says } of policyMistakes(yaml.value))
          add(index, policyPath, yaml.placeOf(path), says);
        yamls.push(yaml);
        yamlOf.set(index, yaml);
      } else add(index, policyPath, yaml.place, yaml.reason);
    }
    for (const rule of own) {
      const id = /([^/]+)\.yml$/.exec(rule.path)?.[1] ?? rule.path;
      if (!('text' in rule))
        add(index, rule.path, null, rule.problem, `${where(index)}${rule.path} ${rule.problem}`);
      else if (!rules.has(id)) rules.set(id, { file: `${where(index)}${rule.path}`, id, text: rule.text });
    }
  });
  const own = [...rules.values()];
  const merged = mergePolicies(yamls.map(({ value }) => value));
  const packs = packsOf(merged);
  if (findings.length > 0) {
    // What is wrong with the rules too is said at once, so that nobody repairs one thing to hear of the next.
    const chosen = own.length === 0 ? null : await pack.choose({ packs, own });
    if (chosen !== null && !chosen.ok) addChosen(chosen);
    return refused();
  }
  const chosen =
    packs === null && own.length === 0 ? { ok: true as const, pack } : await pack.choose({ packs, own });
  if (!chosen.ok) {
    addChosen(chosen);
    return refused();
  }
  const ids = chosen.pack.problems.map(({ category }) => category);
  if (isPartial) ids.push(...problemsNamedIn(merged));
  const read = readPolicy(merged, ids);
  if (!read.ok) {
    addMerged(policyMistakes(merged, ids));
    return refused();
  }
  const wanted: WantedPack = packFor(read.policy, chosen.pack);
  if (!wanted.ok) {
    addMerged(wanted.mistakes);
    return refused();
  }
  return { reading: { ok: true, policy: read.policy, pack: wanted.pack, refused: [] }, findings, own };

  function where(index: number): string {
    return index === 0 ? '' : `${layers[index]?.repository}: `;
  }

  function add(
    index: number,
    file: string,
    place: { readonly line: number; readonly column: number } | null,
    says: string,
    reason = `${where(index)}${says}`,
  ): void {
    const repository = index === 0 ? null : (layers[index]?.repository ?? null);
    const { line, column } = place ?? { line: 0, column: 0 };
    findings.push({ repository, file, line, column, severity: 'error', says, reason });
  }

  /** What is wrong with the whole belongs to the nearest file that says it. */
  function addMerged(mistakes: readonly PolicyMistake[]): void {
    for (const { path, says } of mistakes) {
      const index = [...yamlOf].find(([, { value }]) => hasPath(value, path))?.[0] ?? 0;
      add(index, policyPath, yamlOf.get(index)?.placeOf(path) ?? null, says, says);
    }
  }

  function addChosen({
    mistakes,
    findings: inRules,
  }: {
    readonly mistakes: readonly PolicyMistake[];
    readonly findings: readonly RuleFinding[];
  }): void {
    addMerged(mistakes);
    findings.push(...inRules.map((finding) => placedFinding(finding, layers)));
  }

  function refused(): Examined {
    return { reading: { ok: false, reasons: findings.map(({ reason }) => reason) }, findings, own };
  }
}

/** A finding in an own rule as one of the repository that has the rule. */
export function placedFinding(finding: RuleFinding, layers: readonly PolicyLayer[]): PolicyFinding {
  const { file, line, column, severity, check, says } = finding;
  const place = line === 0 ? `${file}: ` : `${file}:${line}:${column}: ${severity}: `;
  const repository =
    layers.slice(1).find((layer) => file.startsWith(`${layer.repository}: `))?.repository ?? null;
  return {
    repository,
    file: repository === null ? file : file.slice(repository.length + 2),
    line,
    column,
    severity,
    says,
    reason: `${place}${says}${line === 0 ? '' : ` (${check})`}`,
  };
}

/** Null where all packs are wanted. */
function packsOf(merged: unknown): readonly string[] | null {
  const packs: unknown = typeof merged === 'object' && merged !== null ? Reflect.get(merged, 'packs') : null;
  return Array.isArray(packs) ? packs.map(String) : null;
}

function problemsNamedIn(merged: unknown): readonly string[] {
  const named: unknown =
    typeof merged === 'object' && merged !== null ? Reflect.get(merged, 'problems') : null;
  return typeof named === 'object' && named !== null ? Object.keys(named) : [];
}

function hasPath(value: unknown, path: readonly (string | number)[]): boolean {
  let inner = value;
  for (const part of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return false;
    inner = Reflect.get(inner, part);
  }
  return true;
}
