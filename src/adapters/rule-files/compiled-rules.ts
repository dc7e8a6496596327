/**
 * The shipped rules with their index, written when the package is built: reading them back takes some milliseconds, while reading the YAML,
 * checking it and indexing the patterns takes half a second. They count only while the rule files are byte for byte those that they
 * were made from.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { PackIndex, PackProblem } from '../../core/rules/pack.js';
import type { RuleDirectory } from './rule-directory.js';

/** Beside the compiled code, so that a new build replaces it; running from `src` there is none. */
const compiledFile = path.resolve(import.meta.dirname, '../../known-problems.bin');

/** Checked problems, and what is derived from them. */
export interface CompiledRules {
  readonly fingerprint: string;
  readonly problems: readonly PackProblem[];
  readonly index: PackIndex;
}

/** The compiled form of `directory` if the build made it from exactly these files, else null. */
export function readCompiledRules(directory: RuleDirectory): CompiledRules | null {
  let compiled: CompiledRules;
  try {
    // Our own build wrote it, next to the code that is running: its shape is as trusted as the code.
    compiled = deserialize(readFileSync(compiledFile));
  } catch {
    // Not there, or written by a later Node than this one: the rules themselves are.
    return null;
  }
  return compiled.fingerprint === directory.fingerprint ? compiled : null;
}

/** Writes the compiled form and returns where. */
export function writeCompiledRules(compiled: CompiledRules): string {
  writeFileSync(compiledFile, serialize(compiled));
  return compiledFile;
}
