/** Checks what the schema cannot see: patterns, version ranges, roles, and the references inside one known problem. */

import { parseRange } from '../report/version-range.js';
import { checkReferences } from './check-references.js';
import type { Finding } from './finding.js';
import type { When } from './fix-schema.js';
import type { KnownProblem } from './known-problem.js';
import { checkPattern } from './pattern/check-pattern.js';
import { versionKinds } from './version-kinds.js';

type Path = readonly (string | number)[];

/** Everything that keeps this known problem from being used. */
export function checkContent(problem: KnownProblem): readonly Finding[] {
  return [
    ...patternFindings(problem),
    ...rangeFindings(problem),
    ...roleFindings(problem),
    ...checkReferences(problem),
  ];
}

export interface PlacedPattern {
  readonly path: Path;
  readonly pattern: string;
  /** False for patterns that only meet text which was found already. */
  readonly findable: boolean;
}

/** Every pattern of the problem with its place in the file. */
export function patternsOf(problem: KnownProblem): readonly PlacedPattern[] {
  const found: PlacedPattern[] = [];
  function add(path: Path, pattern: string | undefined, findable = true): void {
    if (pattern !== undefined) found.push({ path, pattern, findable });
  }
  for (const list of ['signals', 'look_alikes'] as const) {
    problem[list].forEach((signal, index) => {
      add([list, index, 'pattern'], signal.pattern);
      signal.patterns?.forEach((pattern, at) => {
        add([list, index, 'patterns', at], pattern);
      });
      add([list, index, 'unless'], signal.unless, false);
      add([list, index, 'fact', 'matches'], signal.fact?.matches, false);
    });
  }
  problem.ask.forEach((question, index) => {
    if ('pattern' in question.answered_by) {
      add(['ask', index, 'answered_by', 'pattern'], question.answered_by.pattern);
    }
  });
  problem.components.forEach((component, index) => {
    add(['components', index, 'pattern'], component.pattern);
  });
  return found;
}

function patternFindings(problem: KnownProblem): Finding[] {
  return patternsOf(problem).flatMap(({ path, pattern, findable }): Finding[] => {
    const checked = checkPattern(pattern, findable);
    if (!checked.ok) {
      const { at, problem: why, instead } = checked.refusal;
      const near = at > 0 ? ` (at ${JSON.stringify(pattern.slice(at, at + 20))})` : '';
      return [error(problem, 'pattern', path, `${why}${near}`, instead)];
    }
    if (path[0] !== 'components' || checked.groups > 0) return [];
    return [error(problem, 'pattern', path, 'it has no group', 'put ( ) around the version in it')];
  });
}

function rangeFindings(problem: KnownProblem): Finding[] {
  const components = problem.components.map((component) => component.name);
  const known = new Set<string>([...versionKinds, ...components]);
  const found: Finding[] = [];
  function check(path: Path, range: string): void {
    if (parseRange(range) !== null) return;
    const instead = 'write comparisons, all of which must hold, e.g. ">=5.14 <6.0"';
    found.push(error(problem, 'version-range', path, `\`${range}\` is not a version range`, instead));
  }
  for (const list of ['signals', 'look_alikes'] as const) {
    problem[list].forEach((signal, index) => {
      if (signal.fact?.version !== undefined) check([list, index, 'fact', 'version'], signal.fact.version);
    });
  }
  problem.fix.forEach((fix, index) => {
    for (const key of ['when', 'regression_if'] as const) {
      for (const [name, range] of ranges(fix[key], known)) check(['fix', index, key, name], range);
    }
    const component = fix.fixed_in?.component;
    if (component === undefined || known.has(component)) return;
    const path = ['fix', index, 'fixed_in', 'component'];
    const instead = `add it to \`components\`, or use one of ${[...known].join(', ')}`;
    found.push(error(problem, 'component', path, `nothing reads the version of \`${component}\``, instead));
  });
  return found;
}

/** Those conditions that are version ranges. */
function ranges(when: When | undefined, known: ReadonlySet<string>): [name: string, range: string][] {
  return Object.entries(when ?? {}).flatMap(([name, value]): [string, string][] =>
    known.has(name) && typeof value === 'string' ? [[name, value]] : [],
  );
}

function roleFindings(problem: KnownProblem): Finding[] {
  const proven = new Set(problem.signals.map((signal) => signal.role));
  return problem.needs.flatMap((role, index): Finding[] => {
    if (proven.has(role)) return [];
    const instead = `give a signal \`role: ${role}\`, or drop it from \`needs\``;
    return [
      error(problem, 'unreachable', ['needs', index], `no signal proves the role \`${role}\``, instead),
    ];
  });
}

function error(problem: KnownProblem, check: string, path: Path, says: string, instead: string): Finding {
  return { rule: problem.id, severity: 'error', check, path, problem: says, instead };
}
