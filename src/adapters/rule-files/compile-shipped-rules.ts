/** Part of the build: checks the shipped rules and writes their compiled form. */

import { openModel } from '../../core/classify/text-model/stored-model.js';
import { indexProblems } from '../../core/rules/pack.js';
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
  return writeCompiledRules({
    fingerprint: directory.fingerprint,
    problems,
    index: indexProblems(problems),
  });
}
