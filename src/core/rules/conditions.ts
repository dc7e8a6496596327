/** Conditions of a known problem held against what a report says: yes, no, or not known. */

import { carriesFix } from '../report/backport.js';
import { type Fact, factKinds } from '../report/report.js';
import { satisfies } from '../report/version-range.js';
import type { When } from './fix-schema.js';
import type { PatternEngine } from './pattern/engine.js';
import type { FactCondition } from './signal-schema.js';
import { versionKinds } from './version-kinds.js';

export type Answer = 'yes' | 'no' | 'unknown';

/** What a report says about one kind of fact or one component: its values in the order in which they stand there. */
export type KnownValues = ReadonlyMap<string, readonly string[]>;

/** The first fact of the kind that fits a signal's condition; for `absent` conditions see `isAbsent`. */
export function fittingFact(
  condition: FactCondition,
  facts: readonly Fact[],
  engineOf: (pattern: string) => PatternEngine,
): Fact | null {
  if (condition.absent === true) return null;
  for (const fact of facts) {
    if (fact.kind !== condition.kind) continue;
    if (condition.is !== undefined && !condition.is.some((wanted) => isValue(fact.value, wanted))) continue;
    if (condition.version !== undefined && !satisfies(fact.value, condition.version)) continue;
    if (condition.matches !== undefined && !engineOf(condition.matches).test(fact.value)) continue;
    return fact;
  }
  return null;
}

/** True where the condition asks for a kind of fact that the report does not have. */
export function isAbsent(condition: FactCondition, facts: readonly Fact[]): boolean {
  return condition.absent === true && !facts.some((fact) => fact.kind === condition.kind);
}

/**
 * Whether a normalised value is the wanted one, or a more exact form of it: `fedora` holds for `fedora 38`, `t2` for `t2.micro`,
 * `dom0_mem` for `dom0_mem=2G`.
 */
export function isValue(value: string, wanted: string): boolean {
  const have = value.toLowerCase();
  const want = wanted.toLowerCase();
  return have.startsWith(want) && (have.length === want.length || ' .=:,'.includes(have.charAt(want.length)));
}

/** Whether all conditions hold. No condition always holds. One that fails decides, even where another is unknown. */
export function holds(when: When | undefined, known: KnownValues): Answer {
  const answers = Object.entries(when ?? {}).map(([name, wanted]) => {
    const values = known.get(name) ?? [];
    if (values.length === 0) return 'unknown';
    if (typeof wanted === 'string' && !isValueKind(name)) {
      return unanimous(values.map((value) => (satisfies(value, wanted) ? 'yes' : 'no')));
    }
    const choices = typeof wanted === 'string' ? [wanted] : wanted;
    return values.some((value) => choices.some((choice) => isValue(value, choice))) ? 'yes' : 'no';
  });
  return allOf(answers);
}

/** Whether the reporter runs the fix already. Kernels with backports may carry it whatever their number says. */
export function hasFix(regressionIf: When, known: KnownValues): Answer {
  const { linux, ...rest } = regressionIf;
  if (typeof linux !== 'string') return holds(regressionIf, known);
  return allOf([linuxHasFix(linux, known), holds(rest, known)]);
}

/** Whether the kernels of the report contain what `fixed` (a version or a range) brought in. */
export function linuxHasFix(fixed: string, known: KnownValues): Answer {
  const distribution = known.get('distribution')?.[0] ?? '';
  return unanimous((known.get('linux') ?? []).map((version) => carriesFix(version, fixed, distribution)));
}

/** One answer for several versions: a report that names two kernels, one with the fix, leaves open which one runs. */
export function unanimous(answers: readonly Answer[]): Answer {
  const first = answers[0] ?? 'unknown';
  return answers.every((answer) => answer === first) ? first : 'unknown';
}

function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** Everything that is not a kind of plain values has versions: `linux`, `xen`, `firmware`, and components. */
function isValueKind(name: string): boolean {
  return factKinds.some((kind) => kind === name) && !versionKinds.some((kind) => kind === name);
}
