/**
 * The shipped rules as JSON, written when the package is built: reading them back takes some milliseconds, while reading the YAML,
 * checking it and analysing the patterns takes half a second. They count only while the rule files are byte for byte those that they
 * were made from.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PackProblem } from '../../core/rules/pack.js';
import type { PatternBranch } from '../../core/rules/pattern/check-pattern.js';
import type { RuleDirectory } from './rule-directory.js';

/** Beside the compiled code, so that a new build replaces it; running from `src` there is none. */
const compiledFile = path.resolve(import.meta.dirname, '../../known-problems.json');

/** Checked problems, and the analysis of each of their patterns. */
export interface CompiledRules {
  readonly fingerprint: string;
  readonly problems: readonly PackProblem[];
  readonly branches: Readonly<Record<string, readonly PatternBranch[]>>;
}

/** The compiled form of `directory` if the build made it from exactly these files, else null. */
export function readCompiledRules(directory: RuleDirectory): CompiledRules | null {
  let text: string;
  try {
    text = readFileSync(compiledFile, 'utf8');
  } catch {
    return null;
  }
  // Our own build wrote it, next to the code that is running: its shape is as trusted as the code.
  const compiled: CompiledRules = JSON.parse(text);
  return compiled.fingerprint === directory.fingerprint ? compiled : null;
}

/** Writes the compiled form and returns where. */
export function writeCompiledRules(compiled: CompiledRules): string {
  writeFileSync(compiledFile, JSON.stringify(compiled));
  return compiledFile;
}
