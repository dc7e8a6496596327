/** The text model beside the rules: trained from their examples, read back with the pack. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TextScorer } from '../../core/classify/text-model/score.js';
import { openModel, storeModel } from '../../core/classify/text-model/stored-model.js';
import { type TrainOptions, trainModel } from '../../core/classify/text-model/train.js';
import type { KnownProblem } from '../../core/rules/known-problem.js';
import { textExamples } from '../../core/rules/text-examples.js';

const fileName = 'text-model.json';

/** A handful of examples for each problem: rarer features are kept than for the thousands of a repository's history. */
const settings: Pick<TrainOptions, 'fewest' | 'penalty'> = { fewest: 2, penalty: 0.36 };

/** The scorer of the model in `root`, null where the directory has none. Throws `ModelRefused` when it cannot be used. */
export function readTextModel(root: string): TextScorer | null {
  const file = path.join(root, fileName);
  return existsSync(file) ? new TextScorer(openModel(readFileSync(file, 'utf8'))) : null;
}

/** Text of the model that the examples of these problems give. `date` is recorded in it. */
export function trainTextModel(problems: readonly KnownProblem[], date: string): string {
  return storeModel(
    trainModel(textExamples(problems), { ...settings, trainedOn: 'examples of the rules', date }),
  );
}

/** Writes the model beside the rules and returns its path. */
export function writeTextModel(root: string, text: string): string {
  const file = path.join(root, fileName);
  writeFileSync(file, text);
  return file;
}
