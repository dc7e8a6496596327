/** Chooses the fix that holds for this reporter, and says what it means for their versions. */

import { compareVersions } from '../report/version.js';
import {
  type Answer,
  hasFix,
  holds,
  isValue,
  type KnownValues,
  linuxHasFix,
  unanimous,
} from '../rules/conditions.js';
import type { Fix } from '../rules/fix-schema.js';
import type { KnownProblem } from '../rules/known-problem.js';
import { componentName, displayValue, topicName } from './display-names.js';
import type { FixStatus } from './fix-status.js';

/** What the reply may say to this reporter. Texts are the rule's own words, except `reported`. */
export interface ChosenFix {
  readonly status: FixStatus;
  /** The entry of the rule that decided, null when none holds. */
  readonly entry: Fix | null;
  /** How to get the fixed version, for their distribution where the rule knows it. */
  readonly how: string | null;
  readonly workaround: string | null;
}

/** The first entry whose `when` holds. Where an earlier one may hold as well, but the report does not tell, the status is unknown. */
export function chooseFix(problem: KnownProblem, known: KnownValues): ChosenFix {
  let open: Fix | null = null;
  for (const entry of problem.fix) {
    const answer = contradicts(entry, known) ? 'no' : holds(entry.when, known);
    if (answer === 'yes') return open === null ? applied(entry, known) : undecided(open, entry, known);
    if (answer === 'unknown') open ??= entry;
  }
  if (open !== null) return undecided(open, null, known);
  const because = 'No entry of the known fix holds for the reported versions.';
  return {
    status: { status: 'no-fix-yet', component: null, reported: null, fixedIn: null, because },
    entry: null,
    how: null,
    workaround: null,
  };
}

/** `open` may hold; `certain` holds in any case, so what it offers may be said. */
function undecided(open: Fix, certain: Fix | null, known: KnownValues): ChosenFix {
  const sure = certain === null ? null : applied(certain, known);
  if (sure?.status.status === 'regression?') return sure;
  const lacking = Object.entries(open.when ?? {})
    .filter(([name, wanted]) => holds({ [name]: wanted }, known) === 'unknown')
    .map(([name]) => name);
  // Where anything else is open as well, the fixed version may mean nothing to this reporter.
  const fixedIn = open.fixed_in ?? null;
  const named = fixedIn !== null && lacking.every((name) => name === fixedIn.component) ? fixedIn : null;
  return {
    status: {
      status: 'unknown-version',
      component: named?.component ?? null,
      reported: named === null ? null : (known.get(named.component)?.[0] ?? null),
      fixedIn: named?.version ?? null,
      because: `The report does not settle ${lacking.map(topicName).join(' and ')}, on which the fix depends.`,
    },
    entry: certain,
    how: null,
    workaround: sure?.workaround ?? null,
  };
}

function applied(entry: Fix, known: KnownValues): ChosenFix {
  const workaround = forDistribution(entry.workaround_for, known) ?? entry.workaround ?? null;
  const fixedIn = entry.fixed_in ?? null;
  const component = fixedIn?.component ?? null;
  const reported = component === null ? null : (known.get(component)?.[0] ?? null);
  const common = { component, reported, fixedIn: fixedIn?.version ?? null };
  const runsFix = fixAlready(entry, known);
  if (runsFix === 'yes') {
    const because = `${regressionReason(entry, known)} It may be a regression or another problem: a person must look.`;
    return { status: { status: 'regression?', ...common, because }, entry, how: null, workaround: null };
  }
  if (fixedIn === null) {
    const status = workaround === null ? 'no-fix-yet' : 'workaround';
    return { status: { status, ...common, because: entry.says }, entry, how: null, workaround };
  }
  const how = forDistribution(fixedIn.how_for, known) ?? fixedIn.how ?? null;
  const name = componentName(fixedIn.component);
  const fix = `${name} ${fixedIn.version}`;
  if (runsFix === 'unknown') {
    const because =
      reported === null
        ? `The fix is in ${fix}; the report does not say which version of ${name} it is about.`
        : `The fix is in ${fix}; whether ${reported} has it cannot be told from its number.`;
    return { status: { status: 'unknown-version', ...common, because }, entry, how, workaround };
  }
  const because = `${name} ${reported ?? ''} is older than ${fixedIn.version}, which has the fix.`;
  return { status: { status: 'fixed-in', ...common, because }, entry, how, workaround };
}

/** Whether the reporter runs what `fixed_in` or `regression_if` names. */
function fixAlready(entry: Fix, known: KnownValues): Answer {
  const regression = entry.regression_if === undefined ? null : hasFix(entry.regression_if, known);
  if (regression === 'yes') return 'yes';
  const { fixed_in: fixedIn } = entry;
  if (fixedIn === undefined) return regression ?? 'no';
  if (fixedIn.component === 'linux') return linuxHasFix(fixedIn.version, known);
  const versions = known.get(fixedIn.component) ?? [];
  return unanimous(
    versions.map((version) => {
      const order = compareVersions(version, fixedIn.version);
      if (order === null) return 'unknown';
      return order >= 0 ? 'yes' : 'no';
    }),
  );
}

function regressionReason(entry: Fix, known: KnownValues): string {
  const names = Object.keys(entry.regression_if ?? {});
  const decided = [...new Set([...names, ...(entry.fixed_in ? [entry.fixed_in.component] : [])])];
  const versions = decided.flatMap((name) => {
    const value = known.get(name)?.[0];
    return value === undefined ? [] : [namedValue(name, value)];
  });
  const fix = entry.fixed_in ? ` (${componentName(entry.fixed_in.component)} ${entry.fixed_in.version})` : '';
  return `The report names ${versions.join(', ')}, which has the known fix${fix} already.`;
}

/** `Linux 6.1.7`, `dracut 057`, `Fedora 36`. */
function namedValue(name: string, value: string): string {
  const shown = displayValue(name, value);
  return shown === value ? `${componentName(name)} ${value}` : shown;
}

const platformsWithoutXen = ['bare-metal', 'kvm', 'vmware', 'virtualbox', 'hyper-v', 'nitro', 'azure', 'gce'];
const distributionsOnXen = ['qubes', 'xcp-ng', 'xenserver'];

/** Whether an entry is about Xen, and all that the report tells of the system speaks against Xen. */
function contradicts({ when, fixed_in: fixedIn }: Fix, known: KnownValues): boolean {
  if (fixedIn?.component !== 'xen' && when?.xen === undefined) return false;
  if (['xen', 'toolstack', 'guest-mode'].some((kind) => (known.get(kind)?.length ?? 0) > 0)) return false;
  const distributions = known.get('distribution') ?? [];
  if (distributions.some((value) => distributionsOnXen.some((name) => isValue(value, name)))) return false;
  const platforms = known.get('platform') ?? [];
  return platforms.length > 0 && platforms.every((value) => platformsWithoutXen.includes(value));
}

function forDistribution(
  texts: Readonly<Record<string, string>> | undefined,
  known: KnownValues,
): string | null {
  for (const value of known.get('distribution') ?? []) {
    for (const [name, text] of Object.entries(texts ?? {})) if (isValue(value, name)) return text;
  }
  return null;
}
