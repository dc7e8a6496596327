/** `dejabug rules`: list, lint, test, new, train, calibrate, schema, docs. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { modelFile, readRuleDirectory, shippedRules } from '../../adapters/rule-files/rule-directory.js';
import { printRuleProblem, type RuleProblem, RulesRefused } from '../../adapters/rule-files/rule-problem.js';
import { type ValidatedRules, validateRules } from '../../adapters/rule-files/validate-rules.js';
import { openModel } from '../../core/classify/text-model/stored-model.js';
import { lintExamples } from '../../core/lint-examples.js';
import type { Finding } from '../../core/rules/finding.js';
import { knownProblemJsonSchema } from '../../core/rules/json-schema.js';
import { lintRules } from '../../core/rules/lint/lint-rules.js';
import { compilePack } from '../../core/rules/pack.js';
import { knownProblemsPage } from '../../core/rules/problem-docs.js';
import { Id } from '../../core/rules/signal-schema.js';
import { trainTextModel } from '../../core/rules/train-text-model.js';
import { runExamples } from '../../core/run-examples.js';
import { counted } from '../counted.js';
import type { CalibrateOptions } from './calibrate.js';
import { writeNewRule } from './new-rule.js';
import { positiveInteger, share } from './number-arguments.js';

interface DirectoryOption {
  readonly rules: string;
}

export function define(command: Command): void {
  subcommand(command, 'list', 'List the known problems.')
    .option('--json', 'print JSON')
    .action((options: DirectoryOption & { readonly json?: true }) => list(options));
  subcommand(command, 'lint', 'Report rules that are unreachable, overlapping, too broad or unproven.')
    .option('--strict', 'exit 1 on warnings too')
    .action((options: DirectoryOption & { readonly strict?: true }) => lint(options));
  subcommand(command, 'test', 'Decide every example of every rule.')
    .argument('[ids...]', 'only these known problems')
    .action((ids: readonly string[], options: DirectoryOption) => test(ids, options));
  subcommand(command, 'new', 'Write a new rule file to fill in.')
    .argument('<id>', 'name of the known problem, e.g. xen-platform-pci')
    .option('--nursery', 'into the directory `nursery`, whose rules are only ever suggested')
    .action((id: string, options: DirectoryOption & { readonly nursery?: true }) =>
      create(id, options, command),
    );
  subcommand(
    command,
    'train',
    "Train the text model from the rules' examples and write it beside them.",
  ).action((options: DirectoryOption) => train(options));
  subcommand(
    command,
    'calibrate',
    'Learn from labelled reports how sure the rules may be, and write it beside them.',
  )
    .argument(
      '<file>',
      '.jsonl or .csv with title, body and label; any label that is no known problem is none',
    )
    .option('--labels <field>', 'field that holds the right label', 'label')
    .option('--precision <share>', 'share of labels that must be right', share, 0.97)
    .option('--folds <n>', 'folds by which the numbers are judged', positiveInteger, 10)
    .option('--seed <n>', 'seed of the folds', positiveInteger, 1)
    .option('--dry-run', 'print the numbers and write nothing')
    .action(async (file: string, options: CalibrateOptions) =>
      (await import('./calibrate.js')).calibrate(file, options),
    );
  subcommand(command, 'schema', 'Print the JSON Schema from which editors complete rule files.')
    .option('--out <file>', 'write it to this file instead')
    .action((options: { readonly out?: string }) => output(knownProblemJsonSchema(), options.out));
  subcommand(command, 'docs', 'Print the page that describes the known problems.')
    .option('--out <file>', 'write it to this file instead')
    .action((options: DirectoryOption & { readonly out?: string }) => {
      const page = knownProblemsPage(accepted(options).problems);
      output(page, options.out === '-' ? undefined : options.out);
    });
}

function subcommand(parent: Command, name: string, summary: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .description(summary)
    .option('--rules <dir>', 'directory of rule files', shippedRules)
    .exitOverride();
}

/** The rules, or `RulesRefused` with every place that needs a change. */
function accepted({ rules }: DirectoryOption): ValidatedRules {
  const validated = validateRules(readRuleDirectory(rules));
  if (validated.refused.length > 0) throw new RulesRefused(validated.refused);
  return validated;
}

function list(options: DirectoryOption & { readonly json?: true }): void {
  const { problems } = accepted(options);
  if (options.json) {
    const rows = problems.map(({ id, title, nursery, label, signals }) => ({
      id,
      title,
      label: label.name,
      nursery,
      signals: signals.length,
    }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const width = Math.max(...problems.map((problem) => problem.id.length));
  for (const { id, title, nursery } of problems) {
    process.stdout.write(`${id.padEnd(width)}  ${nursery ? 'nursery' : 'acts   '}  ${title}\n`);
  }
}

function lint(options: DirectoryOption & { readonly strict?: true }): void {
  const { problems, refused, files } = validateRules(readRuleDirectory(options.rules));
  const pack = compilePack(problems);
  const found = [...refused, ...place([...lintRules(pack), ...lintExamples(pack)], files)];
  for (const problem of found) process.stdout.write(`${printRuleProblem(problem)}\n`);
  const errors = found.filter((problem) => problem.severity === 'error').length;
  const broken = files.length - problems.length;
  const rules = `${counted(files.length, 'known problem')}${broken > 0 ? ` (${broken} broken)` : ''}`;
  process.stderr.write(
    `${rules}, ${counted(errors, 'error')}, ${counted(found.length - errors, 'warning')}\n`,
  );
  if (errors > 0 || (options.strict && found.length > 0)) process.exitCode = 1;
}

function place(findings: readonly Finding[], files: ValidatedRules['files']): RuleProblem[] {
  // Of two files with one id the first is the known problem.
  const byRule = new Map(files.toReversed().map((file) => [file.problem?.id ?? null, file]));
  return findings.flatMap((finding) => byRule.get(finding.rule)?.locate(finding) ?? []);
}

function test(ids: readonly string[], options: DirectoryOption): void {
  const { problems } = accepted(options);
  const unknown = ids.filter((id) => !problems.some((problem) => problem.id === id));
  if (unknown.length > 0)
    throw new Error(`There is no known problem ${unknown.join(', ')}; see \`dejabug rules list\`.`);
  const results = runExamples(compilePack(problems)).filter(
    (one) => ids.length === 0 || ids.includes(one.rule),
  );
  for (const { ok, rule, list: kind, title, decision, category, confidence, expected, reason } of results) {
    if (ok) continue;
    const decided = `${decision}${category === null ? '' : ` ${category}`} (${confidence.toFixed(2)})`;
    process.stdout.write(
      `FAIL ${rule} ${kind} "${title}"\n  expected ${expected}\n  decided  ${decided}: ${reason}\n`,
    );
  }
  const failed = results.filter((result) => !result.ok).length;
  process.stderr.write(`${counted(results.length, 'example')}, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

function create(id: string, options: DirectoryOption & { readonly nursery?: true }, command: Command): void {
  const checked = Id.safeParse(id);
  if (!checked.success) {
    command.error(`error: \`${id}\` ${checked.error.issues[0]?.message ?? 'is not a name'}`, { exitCode: 2 });
  }
  process.stderr.write(`${writeNewRule(id, options.rules, options.nursery === true)}\n`);
}

/** The day is part of the file, so nothing is written while all the rest would be the same. */
function train(options: DirectoryOption): void {
  const { problems } = accepted(options);
  const file = modelFile(options.rules);
  const stored = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const storedDay = /"date":"([0-9-]{10})"/.exec(stored)?.[1];
  if (storedDay !== undefined && trainTextModel(problems, storedDay) === stored) {
    process.stderr.write('The text model is up to date.\n');
    return;
  }
  const text = trainTextModel(problems, new Date().toISOString().slice(0, 10));
  writeFileSync(file, text);
  const { examples, perLabel } = openModel(text).provenance;
  const labels = Object.keys(perLabel).length;
  process.stderr.write(`${file} written: ${counted(examples, 'example')}, ${counted(labels, 'label')}\n`);
}

function output(text: string, file: string | undefined): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  if (existsSync(file) && readFileSync(file, 'utf8') === text) {
    process.stderr.write(`${file} is up to date\n`);
    return;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stderr.write(`${file} written\n`);
}
