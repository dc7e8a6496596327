/** The known problems of a rule directory, ready to compile; the quick way when the build has checked them already. */

import type { PackProblem } from '../../core/rules/pack.js';
import { readCompiledRules } from './compiled-rules.js';
import { readRuleDirectory, shippedRules } from './rule-directory.js';
import { RulesRefused } from './rule-problem.js';

/** Throws `RulesRefused` with file, line and what to change when any rule cannot be used. */
export async function loadRules(root: string = shippedRules): Promise<readonly PackProblem[]> {
  const directory = readRuleDirectory(root);
  const compiled = readCompiledRules(directory);
  if (compiled !== null) return compiled;
  // Checking brings in the YAML parser and zod, which cost more than the rest of a short run.
  const { validateRules } = await import('./validate-rules.js');
  const { problems, refused } = validateRules(directory);
  if (refused.length > 0) throw new RulesRefused(refused);
  return problems;
}
