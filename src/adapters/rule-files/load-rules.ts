/** The known problems of a rule directory, ready to recognise; the quick way when the build has checked them already. */

import { compilePack, type Pack, type PackProblem } from '../../core/rules/pack.js';
import { readCompiledRules } from './compiled-rules.js';
import { type RuleDirectory, readRuleDirectory, shippedRules } from './rule-directory.js';
import { RulesRefused } from './rule-problem.js';
import { lazyScorer, openScorer } from './text-model-file.js';

/** The compiled pack. Rejects with `RulesRefused`: file, line and what to change, when any rule cannot be used. */
export async function loadPack(root: string = shippedRules): Promise<Pack> {
  const directory = readRuleDirectory(root);
  const compiled = readCompiledRules(directory);
  const { model } = directory;
  if (compiled === null) {
    return compilePack(await checkedProblems(directory), {
      scorer: model === null ? null : openScorer(model),
    });
  }
  return compilePack(compiled.problems, {
    scorer: model === null ? null : lazyScorer(model),
    index: compiled.index,
  });
}

/** The checked problems without the compiled form. Rejects like `loadPack`. */
export async function loadRules(root: string = shippedRules): Promise<readonly PackProblem[]> {
  const directory = readRuleDirectory(root);
  return readCompiledRules(directory)?.problems ?? checkedProblems(directory);
}

async function checkedProblems(directory: RuleDirectory): Promise<readonly PackProblem[]> {
  // Checking brings in the YAML parser and zod, which cost more than the rest of a short run.
  const { validateRules } = await import('./validate-rules.js');
  const { problems, refused } = validateRules(directory);
  if (refused.length > 0) throw new RulesRefused(refused);
  return problems;
}
