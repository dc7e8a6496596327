/**
 * The shipped rules as JSON, written when the package is built: reading them back takes two milliseconds, while reading the YAML and
 * checking it takes a third of a second. They count only while the rule files are byte for byte those that they were made from.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PackProblem } from '../../core/rules/pack.js';
import type { RuleDirectory } from './rule-directory.js';

/** Beside the compiled code, so that a new build replaces it; running from `src` there is none. */
const compiledFile = path.resolve(import.meta.dirname, '../../known-problems.json');

interface CompiledRules {
  readonly fingerprint: string;
  readonly problems: readonly PackProblem[];
}

/** The problems of `directory` if the build compiled exactly these files, else null. */
export function readCompiledRules(directory: RuleDirectory): readonly PackProblem[] | null {
  let text: string;
  try {
    text = readFileSync(compiledFile, 'utf8');
  } catch {
    return null;
  }
  // Our own build wrote it, next to the code that is running: its shape is as trusted as the code.
  const compiled: CompiledRules = JSON.parse(text);
  return compiled.fingerprint === directory.fingerprint ? compiled.problems : null;
}

/** Writes the compiled form of checked problems. */
export function writeCompiledRules(directory: RuleDirectory, problems: readonly PackProblem[]): void {
  const compiled: CompiledRules = { fingerprint: directory.fingerprint, problems };
  writeFileSync(compiledFile, JSON.stringify(compiled));
}
