/** Labels that a policy and its rules name, looked up in the repository. */

import { missingLabelSays, type NamedLabel, namedLabels } from '../core/check/named-labels.js';
import type { PolicyFinding } from '../core/check/policy-finding.js';
import { sameName } from '../core/plan/precedence.js';
import type { PolicySide } from '../core/preview/problem-changes.js';
import { policyPath } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import type { ExaminedSide } from './examine-side.js';
import type { PolicyLayer } from './policy-ports.js';
import type { RepositoryRef, YamlReading } from './ports.js';

/** Labels that are listed; of the rest each is asked for. */
const mostListed = 1_000;
const mostAsked = 50;

export interface CheckedLabels {
  readonly findings: readonly PolicyFinding[];
  /** Those that are created when they are first used. */
  readonly made: readonly string[];
  /** Names that were not looked up, because there are so many. */
  readonly left: number;
}

/** `layers` are those of `side`, nearest first. Rejects with a `GitHubFailure`. */
export async function checkLabels(
  ref: RepositoryRef,
  { own }: Pick<ExaminedSide, 'own'>,
  { policy, problems }: PolicySide,
  layers: readonly PolicyLayer[],
  { github, readYaml }: Pick<Deps, 'github' | 'readYaml'>,
): Promise<CheckedLabels> {
  const named = namedLabels(policy, problems, new Set(own.map(({ id }) => id)));
  if (named.length === 0) return { findings: [], made: [], left: 0 };
  const { names, isComplete } = await github.labelNames(ref, mostListed);
  const listed = new Set(names.map((name) => name.toLowerCase()));
  const unseen = named.filter(({ name }) => !listed.has(name.toLowerCase()));
  const missing: NamedLabel[] = [];
  for (const label of isComplete ? unseen : unseen.slice(0, mostAsked))
    if (isComplete || !(await github.hasLabel(ref, label.name))) missing.push(label);
  const nearest = layers[0]?.files;
  const yaml = nearest?.policy && 'text' in nearest.policy ? readYaml(nearest.policy.text) : null;
  return {
    findings: missing.flatMap((label) => {
      const says = missingLabelSays(label, names);
      const place = says === null ? null : placeOf(label, yaml, own, readYaml);
      return says === null || place === null ? [] : [finding(place, says)];
    }),
    made: [...new Set(missing.filter(({ use }) => use === 'made').map(({ name }) => name))],
    left: isComplete ? 0 : Math.max(0, unseen.length - mostAsked),
  };
}

type LabelPlace = Pick<PolicyFinding, 'file' | 'line' | 'column'>;

/** Null where another repository's file names it. */
function placeOf(
  { path, category, name }: NamedLabel,
  yaml: YamlReading | null,
  own: ExaminedSide['own'],
  readYaml: Deps['readYaml'],
): LabelPlace | null {
  if (path !== null) {
    if (!yaml?.ok || !names(yaml.value, path, name)) return null;
    return { file: policyPath, ...yaml.placeOf(path) };
  }
  const rule = own.find(({ id }) => id === category);
  const read = rule === undefined ? null : readYaml(rule.text);
  if (rule === undefined || !read?.ok || rule.file.includes(': ')) return null;
  return { file: rule.file, ...read.placeOf(['label', 'name']) };
}

function names(value: unknown, path: readonly (string | number)[], name: string): boolean {
  let inner = value;
  for (const part of path) {
    if (typeof inner !== 'object' || inner === null) return false;
    inner = Reflect.get(inner, part);
  }
  return typeof inner === 'string' && sameName(inner.trim(), name);
}

function finding(place: LabelPlace, says: string): PolicyFinding {
  const reason = `${place.file}:${place.line}:${place.column}: warning: ${says}`;
  return { repository: null, ...place, severity: 'warning', says, reason };
}
