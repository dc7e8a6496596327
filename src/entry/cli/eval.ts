/** `dejabug eval`: how well reports with known labels are recognised, by the rules or by a text model trained for it. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { loadPack } from '../../adapters/rule-files/load-rules.js';
import { assess } from '../../core/assess.js';
import type { TextModel } from '../../core/classify/text-model/model.js';
import { TextScorer } from '../../core/classify/text-model/score.js';
import { trainModel } from '../../core/classify/text-model/train.js';
import { type Evaluation, evaluate } from '../../core/evaluate/evaluation.js';
import { evaluationMarkdown } from '../../core/evaluate/evaluation-markdown.js';
import { evaluationPicture } from '../../core/evaluate/evaluation-picture.js';
import { stratifiedFolds } from '../../core/evaluate/folds.js';
import type { Outcome } from '../../core/evaluate/outcome.js';
import { type LabelledLine, readLabelled } from './labelled-reports.js';
import { positiveInteger } from './number-arguments.js';

interface Options {
  readonly labels: string;
  readonly group?: string;
  readonly train?: string;
  readonly test?: string;
  readonly folds?: number;
  readonly seed: number;
  readonly rules?: string;
  readonly json?: true;
  readonly markdown?: true;
  readonly svg?: string;
}

/** What was measured, and on what. */
interface Result {
  readonly title: string;
  readonly about: Readonly<Record<string, unknown>>;
  readonly outcomes: readonly Outcome[];
}

export function define(command: Command): void {
  command
    .argument('[file]', '.jsonl or .csv with title, body and label: recognised by the rules')
    .option('--labels <field>', 'field that holds the right label', 'label')
    .option('--group <field>', 'field to average over, and to learn per value of: a repository')
    .option('--train <file>', 'train the text model on this file instead of using the rules')
    .option('--test <file>', 'with --train: measure on this file')
    .option('--folds <n>', 'with --train alone: cross-validate', positiveInteger)
    .option('--seed <n>', 'seed of folds and bootstrap', positiveInteger, 1)
    .option('--rules <dir>', 'use the rules in this directory instead of the shipped ones')
    .option('--json', 'print JSON')
    .option('--markdown', 'print Markdown (the default)')
    .option('--svg <file>', 'also draw reliability and confusion into this file')
    .addHelpText('after', '\nExit code: 0 done, 1 bad input or rules, 2 wrong usage.')
    .action(async (file: string | undefined, options: Options) => {
      if ((file === undefined) === (options.train === undefined))
        command.error('error: give either a file, or --train with --test or --folds', { exitCode: 2 });
      if (options.train !== undefined && (options.test === undefined) === (options.folds === undefined))
        command.error('error: --train needs --test FILE or --folds N', { exitCode: 2 });
      if (options.folds === 1) command.error('error: --folds needs 2 or more', { exitCode: 2 });
      print(await measure(file, options), options);
    });
}

async function measure(file: string | undefined, options: Options): Promise<Result> {
  const fields = { label: options.labels, ...(options.group === undefined ? {} : { group: options.group }) };
  if (file !== undefined) return byRules(file, await readLabelled(file, fields), options);
  const train = options.train ?? '';
  const examples = await readLabelled(train, fields);
  if (options.test !== undefined)
    return byTrainedModel(train, examples, options.test, await readLabelled(options.test, fields), options);
  return byFolds(train, examples, options.folds ?? 0, options);
}

async function byRules(file: string, reports: readonly LabelledLine[], options: Options): Promise<Result> {
  const pack = await loadPack(options.rules);
  const outcomes = reports.map((report): Outcome => {
    const { classification } = assess(report, pack);
    return {
      truth: report.label,
      decision: classification.decision,
      said: classification.decision === 'abstain' ? null : classification.category,
      best: classification.candidates[0]?.category ?? null,
      confidence: classification.confidence,
      ...(report.group === undefined ? {} : { group: report.group }),
      ...(report.kind === undefined ? {} : { kind: report.kind }),
    };
  });
  return { title: `Known problems in ${path.basename(file)}`, about: { testedOn: file }, outcomes };
}

function byTrainedModel(
  trainFile: string,
  examples: readonly LabelledLine[],
  testFile: string,
  tests: readonly LabelledLine[],
  options: Options,
): Result {
  progress(`Training on ${examples.length} reports of ${trainFile}.`);
  const model = train(examples, trainFile, options.seed);
  progress(`Scoring ${tests.length} reports of ${testFile}.`);
  const about = { trainedOn: trainFile, testedOn: testFile, model: summary(model) };
  return {
    title: `Text model of ${path.basename(trainFile)} on ${path.basename(testFile)}`,
    about,
    outcomes: scoreAll(model, tests),
  };
}

function byFolds(file: string, reports: readonly LabelledLine[], folds: number, options: Options): Result {
  const foldOf = stratifiedFolds(
    reports.map(({ group, label }) => `${group ?? ''} ${label}`),
    folds,
    options.seed,
  );
  const outcomes: Outcome[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    progress(`Fold ${fold + 1} of ${folds}.`);
    const model = train(
      reports.filter((_, index) => foldOf[index] !== fold),
      file,
      options.seed,
    );
    outcomes.push(
      ...scoreAll(
        model,
        reports.filter((_, index) => foldOf[index] === fold),
      ),
    );
  }
  return {
    title: `Text model on ${path.basename(file)}, ${folds} folds`,
    about: { trainedOn: file, folds },
    outcomes,
  };
}

/** The day does not matter to a model that is measured and forgotten: it stays empty, so that results are equal on every day. */
function train(examples: readonly LabelledLine[], file: string, seed: number): TextModel {
  return trainModel(examples, { trainedOn: file, date: '', seed });
}

function scoreAll(model: TextModel, reports: readonly LabelledLine[]): Outcome[] {
  const scorer = new TextScorer(model);
  return reports.map((report) => {
    const group = report.group === undefined ? {} : { group: report.group };
    const { best, probabilities } = scorer.score(report, group);
    return {
      truth: report.label,
      decision: 'label',
      said: best,
      best,
      confidence: probabilities[best] ?? 0,
      ...group,
    };
  });
}

function summary(model: TextModel) {
  return { ...model.provenance, labels: model.labels, groups: model.groups, features: model.hashes.length };
}

function print({ title, about, outcomes }: Result, options: Options): void {
  const evaluation: Evaluation = evaluate(outcomes, { seed: options.seed });
  if (options.svg !== undefined) writeFileSync(options.svg, evaluationPicture(title, evaluation));
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...about, ...evaluation }, null, 2)}\n`
      : evaluationMarkdown(title, evaluation),
  );
}

function progress(words: string): void {
  process.stderr.write(`${words}\n`);
}
