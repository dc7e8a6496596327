/** Lint: what would make a known problem useless, too eager, or unproven, though it can be loaded. */

import type { Finding } from '../finding.js';
import type { Pack, PackProblem } from '../pack.js';
import { lintReach } from './lint-reach.js';
import { lintSources } from './lint-sources.js';
import { lintTooBroad } from './lint-too-broad.js';

/** Findings for problems that were loaded, all or `some` of them; examples are decided by `lintExamples`. */
export function lintRules(pack: Pack, some: readonly PackProblem[] = pack.problems): readonly Finding[] {
  const ids = new Set(pack.problems.map((problem) => problem.id));
  return [
    ...some.flatMap((problem) => [
      ...lintReach(problem, ids),
      ...lintSources(problem),
      ...lintExampleCounts(problem),
    ]),
    ...lintTooBroad({ ...pack, problems: some }),
    ...lintLabels(pack.problems),
  ];
}

/** Fewer examples than these prove nothing. */
const leastMatch = 3;
const leastNoMatch = 2;

function lintExampleCounts(problem: PackProblem): Finding[] {
  const found: Finding[] = [];
  function few(list: 'match' | 'no_match', least: number, instead: string): void {
    const count = problem[list].length;
    if (count >= least) return;
    found.push({
      rule: problem.id,
      severity: count === 0 ? 'error' : 'warning',
      check: 'examples',
      path: [list],
      problem: `\`${list}\` has ${count} of at least ${least} examples`,
      instead,
    });
  }
  few('match', leastMatch, 'add reports in your own words that must be recognised');
  few('no_match', leastNoMatch, 'add reports in your own words that look alike and are something else');
  return found;
}

function lintLabels(problems: readonly PackProblem[]): Finding[] {
  const owners = new Map<string, string>();
  return problems.flatMap((problem): Finding[] => {
    const name = problem.label.name.toLowerCase();
    const owner = owners.get(name);
    owners.set(name, owner ?? problem.id);
    if (owner === undefined) return [];
    return [
      {
        rule: problem.id,
        severity: 'error',
        check: 'label',
        path: ['label', 'name'],
        problem: `${owner} has the same label`,
        instead: 'give each known problem its own',
      },
    ];
  });
}
