/** Rule files -> known problems, checked one by one and against each other. */

import { checkReply } from '../../core/reply/check-reply.js';
import type { PackProblem } from '../../core/rules/pack.js';
import { type ParsedRuleFile, parseRuleFile } from './parse-rule-file.js';
import type { RuleDirectory } from './rule-directory.js';
import type { RuleProblem } from './rule-problem.js';

export interface ValidatedRules {
  readonly problems: readonly PackProblem[];
  /** What keeps rules from being used; `problems` lacks those that it concerns. */
  readonly refused: readonly RuleProblem[];
  readonly files: readonly ParsedRuleFile[];
}

/** Checks every file of the directory. One with more patterns than `mostPatterns` is refused. */
export function validateRules(
  directory: Pick<RuleDirectory, 'files'>,
  mostPatterns?: number,
): ValidatedRules {
  const files = directory.files.map(({ file, id, text }) => parseRuleFile(file, id, text, mostPatterns));
  const refused = files.flatMap((file) => [...file.problems]);
  const problems: PackProblem[] = [];
  const seen = new Map<string, string>();
  files.forEach((parsed, index) => {
    const { problem } = parsed;
    if (problem === null) return;
    const findings = [...checkReply(problem)];
    const other = seen.get(problem.id);
    if (other !== undefined) {
      const instead = 'give one of them another name, or delete it';
      const says = `${other} has the same id`;
      findings.push({
        rule: problem.id,
        severity: 'error',
        check: 'id',
        path: ['id'],
        problem: says,
        instead,
      });
    }
    seen.set(problem.id, parsed.file);
    refused.push(...findings.map(parsed.locate));
    const { nursery = false, pack } = directory.files[index] ?? {};
    if (findings.length === 0) problems.push({ ...problem, nursery, ...(pack !== undefined && { pack }) });
  });
  return { problems, refused, files };
}
