/** Part of the build: checks the shipped rules and writes their compiled form. */

import { openModel } from '../../core/classify/text-model/stored-model.js';
import { patternsOf } from '../../core/rules/check-content.js';
import { analysePattern, type PatternBranch } from '../../core/rules/pattern/check-pattern.js';
import { writeCompiledRules } from './compiled-rules.js';
import { readRuleDirectory, shippedRules } from './rule-directory.js';
import { RulesRefused } from './rule-problem.js';
import { validateRules } from './validate-rules.js';

/** Throws `RulesRefused` or `ModelRefused`, which stops the build. */
export function compileShippedRules(): string {
  const directory = readRuleDirectory(shippedRules);
  const { problems, refused } = validateRules(directory);
  if (refused.length > 0) throw new RulesRefused(refused);
  if (directory.model !== null) openModel(directory.model);
  const branches: Record<string, readonly PatternBranch[]> = {};
  for (const { pattern, findable } of problems.flatMap(patternsOf)) {
    const analysed = findable ? analysePattern(pattern) : null;
    if (analysed?.ok) branches[pattern] = analysed.branches;
  }
  return writeCompiledRules({ fingerprint: directory.fingerprint, problems, branches });
}
