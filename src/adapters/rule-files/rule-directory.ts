/** Reads the files of a rule directory, within bounds: a repository's rules are somebody else's input. */

import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type RuleProblem, RulesRefused } from './rule-problem.js';

const maxFileBytes = 256 * 1024;
const maxFiles = 200;

/** Rules in a directory of this name are shown to maintainers, never acted on. */
const nurseryName = 'nursery';

export interface RuleFile {
  /** Path to print: relative to the working directory where that is shorter. */
  readonly file: string;
  /** File name without `.yml`. */
  readonly id: string;
  readonly nursery: boolean;
  readonly text: string;
}

export interface RuleDirectory {
  readonly files: readonly RuleFile[];
  /** SHA-256 over names and contents. */
  readonly fingerprint: string;
}

/** The rules that Dejabug ships: `rules/` at the top of the package, for `src` and `dist` alike. */
export const shippedRules = path.resolve(import.meta.dirname, '../../../rules');

/**
 * The `.yml` files in `root` and in the directories right below it. Throws `RulesRefused` when the directory is not there,
 * a file is too large, or there are too many.
 */
export function readRuleDirectory(root: string): RuleDirectory {
  const hash = createHash('sha256');
  const files = listFiles(root).map((name): RuleFile => {
    const full = path.join(root, name);
    const file = printable(full);
    const { size } = statSync(full);
    if (size > maxFileBytes) {
      throw refuse(
        file,
        `the file has ${size} bytes, more than ${maxFileBytes}`,
        'split it into several known problems',
      );
    }
    const bytes = readFileSync(full);
    hash.update(`${name.split(path.sep).join('/')}\0${bytes.length}\0`).update(bytes);
    const nursery = path.resolve(full).split(path.sep).includes(nurseryName);
    return { file, id: path.basename(name, '.yml'), nursery, text: bytes.toString('utf8') };
  });
  if (files.length === 0) {
    throw refuse(printable(root), 'there is no rule file', 'put known problems there, one .yml file each');
  }
  return { files, fingerprint: hash.digest('hex') };
}

function listFiles(root: string): string[] {
  const names: string[] = [];
  for (const entry of entriesOf(root)) {
    if (isRule(entry)) names.push(entry.name);
    if (!entry.isDirectory()) continue;
    for (const inner of entriesOf(path.join(root, entry.name))) {
      if (isRule(inner)) names.push(path.join(entry.name, inner.name));
    }
  }
  if (names.length > maxFiles) {
    throw refuse(
      printable(root),
      `there are ${names.length} rule files, more than ${maxFiles}`,
      'remove those that are not needed',
    );
  }
  return names.sort();
}

function isRule(entry: Dirent): boolean {
  return entry.isFile() && entry.name.endsWith('.yml');
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refuse(
      printable(directory),
      `the directory cannot be read: ${why}`,
      'name a directory of rule files',
    );
  }
}

function printable(file: string): string {
  const relative = path.relative('', file);
  return relative !== '' && relative.length < file.length ? relative : file;
}

function refuse(file: string, problem: string, instead: string): RulesRefused {
  const finding: RuleProblem = {
    rule: null,
    severity: 'error',
    check: 'files',
    path: [],
    problem,
    instead,
    file,
    line: 1,
    column: 1,
  };
  return new RulesRefused([finding]);
}
