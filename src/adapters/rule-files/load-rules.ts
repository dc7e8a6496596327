/** The known problems of a rule directory, ready to recognise; the quick way when the build has checked them already. */

import type { Calibration } from '../../core/classify/calibration.js';
import { readCalibration } from '../../core/classify/stored-calibration.js';
import { compilePack, type Pack, type PackProblem } from '../../core/rules/pack.js';
import { readCompiledRules } from './compiled-rules.js';
import {
  calibrationFile,
  printable,
  type RuleDirectory,
  readRuleDirectory,
  refuse,
  shippedRules,
} from './rule-directory.js';
import { RulesRefused } from './rule-problem.js';
import { lazyScorer, openScorer } from './text-model-file.js';

/** The compiled pack. Rejects with `RulesRefused`: file, line and what to change, when any rule cannot be used. */
export async function loadPack(root: string = shippedRules): Promise<Pack> {
  const directory = readRuleDirectory(root);
  const compiled = readCompiledRules(directory);
  const { model } = directory;
  const calibration = ownCalibration(root, directory);
  if (compiled === null) {
    return compilePack(await checkedProblems(directory), {
      calibration,
      scorer: model === null ? null : openScorer(model),
    });
  }
  return compilePack(compiled.problems, {
    calibration,
    scorer: model === null ? null : lazyScorer(model),
    index: compiled.index,
  });
}

/** The checked problems without the compiled form. Rejects like `loadPack`. */
export async function loadRules(root: string = shippedRules): Promise<readonly PackProblem[]> {
  const directory = readRuleDirectory(root);
  return readCompiledRules(directory)?.problems ?? checkedProblems(directory);
}

function ownCalibration(root: string, { calibration }: RuleDirectory): Calibration | null {
  if (calibration === null) return null;
  const reading = readCalibration(calibration);
  if (reading.ok) return reading.calibration;
  const instead = 'write it with `dejabug rules calibrate`, or delete it';
  throw refuse(printable(calibrationFile(root)), reading.problem, instead);
}

async function checkedProblems(directory: RuleDirectory): Promise<readonly PackProblem[]> {
  // Checking brings in the YAML parser and zod, which cost more than the rest of a short run.
  const { validateRules } = await import('./validate-rules.js');
  const { problems, refused } = validateRules(directory);
  if (refused.length > 0) throw new RulesRefused(refused);
  return problems;
}
