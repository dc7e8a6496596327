/** The text model beside the rules, read back with the pack. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TextScorer } from '../../core/classify/text-model/score.js';
import { openModel } from '../../core/classify/text-model/stored-model.js';

const fileName = 'text-model.json';

/** The scorer of the model in `root`, null where the directory has none. Throws `ModelRefused` when it cannot be used. */
export function readTextModel(root: string): TextScorer | null {
  const file = path.join(root, fileName);
  return existsSync(file) ? new TextScorer(openModel(readFileSync(file, 'utf8'))) : null;
}

/** Writes the text of a model beside the rules and returns its path. */
export function writeTextModel(root: string, text: string): string {
  const file = path.join(root, fileName);
  writeFileSync(file, text);
  return file;
}
