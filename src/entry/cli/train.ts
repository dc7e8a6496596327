/** `dejabug train`: learns a repository's own labels from past issues and writes the model to a file. */

import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { storeModel } from '../../core/classify/text-model/stored-model.js';
import { trainModel } from '../../core/classify/text-model/train.js';
import { type LabelledLine, readLabelled } from './labelled-reports.js';
import { positiveInteger } from './number-arguments.js';

interface Options {
  readonly labels: string;
  readonly group?: string;
  readonly out: string;
  readonly seed: number;
  readonly date: string;
}

export function define(command: Command): void {
  command
    .argument('<files...>', '.csv or .jsonl with title, body and label; more files lend what they know')
    .option('--labels <field>', 'field that holds the right label', 'label')
    .option('--group <field>', 'field to learn per value of: a repository')
    .requiredOption('--out <file>', 'file to write the model to')
    .option('--seed <n>', 'seed of the folds that the calibration is learned from', positiveInteger, 1)
    .option('--date <day>', 'day to record in the model', new Date().toISOString().slice(0, 10))
    .addHelpText('after', '\nExit code: 0 done, 1 bad input, 2 wrong usage.')
    .action(run);
}

async function run(files: readonly string[], { labels, group, out, seed, date }: Options): Promise<void> {
  const fields = { label: labels, ...(group === undefined ? {} : { group }) };
  const examples: LabelledLine[] = [];
  for (const file of files) examples.push(...(await readLabelled(file, fields)));
  const trainedOn = files.join(', ');
  process.stderr.write(`Training on ${examples.length} reports of ${trainedOn}.\n`);
  const model = trainModel(examples, { trainedOn, date, seed });
  const text = storeModel(model);
  writeFileSync(out, text);
  const { provenance } = model;
  process.stdout.write(
    `${JSON.stringify({ out, bytes: text.length, features: model.hashes.length, groups: model.groups, ...provenance })}\n`,
  );
}
