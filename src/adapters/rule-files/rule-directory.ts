/** Reads the files of a rule directory, within bounds: a repository's rules are somebody else's input. */

import { createHash } from 'node:crypto';
import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type RuleProblem, RulesRefused } from './rule-problem.js';

const maxFileBytes = 256 * 1024;
const maxFiles = 200;
const maxModelBytes = 8 * 1024 * 1024;

/** Rules in a directory of this name are shown to maintainers, never acted on. */
export const nurseryName = 'nursery';

export interface RuleFile {
  /** Path to print: relative to the working directory where that is shorter. */
  readonly file: string;
  /** File name without `.yml`. */
  readonly id: string;
  readonly nursery: boolean;
  /** Name of the directory that it is in, absent for a repository's own rules. */
  readonly pack?: string;
  readonly text: string;
}

export interface RuleDirectory {
  readonly files: readonly RuleFile[];
  /** The stored text model, null where the directory has none. */
  readonly model: string | null;
  /** Text of the rules' own calibration, null where the directory has none. */
  readonly calibration: string | null;
  /** SHA-256 over names and contents, the model's included. */
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
    const nursery = [path.basename(path.resolve(root)), ...name.split(path.sep)].includes(nurseryName);
    const pack = path.basename(path.dirname(path.resolve(full)));
    return { file, id: path.basename(name, '.yml'), nursery, pack, text: bytes.toString('utf8') };
  });
  if (files.length === 0) {
    throw noRuleFile(root);
  }
  const model = readBeside(modelFile(root), maxModelBytes, 'train it again from fewer examples');
  if (model !== null) hash.update(model);
  const calibration = readBeside(calibrationFile(root), maxFileBytes, 'write it again');
  return {
    files,
    model: model?.toString('utf8') ?? null,
    calibration: calibration?.toString('utf8') ?? null,
    fingerprint: hash.digest('hex'),
  };
}

/** Where the text model of a rule directory is stored. */
export function modelFile(root: string): string {
  return path.join(root, 'text-model.json');
}

/** Where numbers of the rules' own are stored. */
export function calibrationFile(root: string): string {
  return path.join(root, 'calibration.json');
}

function readBeside(file: string, most: number, instead: string): Buffer | null {
  if (!existsSync(file)) return null;
  const { size } = statSync(file);
  if (size <= most) return readFileSync(file);
  throw refuse(printable(file), `the file has ${size} bytes, more than ${most}`, instead);
}

/** Path of the rule file with this id, wherever in `root` it is; null where there is none. Throws like `readRuleDirectory`. */
export function findRuleFile(root: string, id: string): string | null {
  if (!existsSync(root)) return null;
  const name = listFiles(root).find((one) => path.basename(one) === `${id}.yml`);
  return name === undefined ? null : path.join(root, name);
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

function noRuleFile(root: string): RulesRefused {
  const inner = entriesOf(root).flatMap((entry) =>
    entry.isDirectory() ? entriesOf(path.join(root, entry.name)) : [entry],
  );
  const yaml = inner.find((entry) => entry.isFile() && entry.name.endsWith('.yaml'))?.name;
  if (yaml === undefined) {
    return refuse(printable(root), 'there is no rule file', 'put known problems there, one .yml file each');
  }
  return refuse(
    printable(root),
    `there is no .yml file, only .yaml, such as ${yaml}`,
    `the name of a rule file must end in .yml: rename it to ${path.basename(yaml, '.yaml')}.yml`,
  );
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw refuse(printable(directory), ...unreadable(directory, error));
  }
}

/** Why it is no directory to read, and what to do. */
function unreadable(directory: string, error: unknown): [problem: string, instead: string] {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return ['there is no such directory', 'name a directory of rule files'];
  if (code === 'ENOTDIR') {
    return [
      'this is a file, not a directory',
      `name the directory that it is in: ${printable(path.dirname(directory))}`,
    ];
  }
  const why = error instanceof Error ? error.message : String(error);
  return [`the directory cannot be read: ${why}`, 'name a directory of rule files'];
}

export function printable(file: string): string {
  const relative = path.relative('', file);
  return relative !== '' && relative.length < file.length ? relative : file;
}

/** Refuses a rule directory for one of its files as a whole. */
export function refuse(file: string, problem: string, instead: string): RulesRefused {
  const finding: RuleProblem = {
    rule: null,
    severity: 'error',
    check: 'files',
    path: [],
    problem,
    instead,
    file,
    line: 0,
    column: 0,
  };
  return new RulesRefused([finding]);
}
