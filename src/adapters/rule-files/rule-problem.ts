/** A finding with its place in a file, and how it is printed. */

import type { Finding } from '../../core/rules/finding.js';

export interface RuleProblem extends Finding {
  readonly file: string;
  /** 1-based; 0 where it is about the file or directory as a whole. */
  readonly line: number;
  readonly column: number;
}

/** One line for a terminal: `rules/xen/a.yml:12:5: error: what is wrong; what to do (check)`. */
export function printRuleProblem(problem: RuleProblem): string {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  return `${place}: ${problem.severity}: ${problem.problem}; ${problem.instead} (${problem.check})`;
}

/** Rule files that cannot be used: the start is refused with every place and what to change. */
export class RulesRefused extends Error {
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super(
      `The rules cannot be used:\n${problems.map((problem) => `  ${printRuleProblem(problem)}`).join('\n')}`,
    );
    this.name = 'RulesRefused';
    this.problems = problems;
  }
}
