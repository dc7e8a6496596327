/** `dejabug classify`: the same recognition as the App's, on files, without network. */

import type { Command } from 'commander';
import { loadPack } from '../../adapters/rule-files/load-rules.js';
import { assess } from '../../core/assess.js';
import type { Assessment } from '../../core/assessment.js';
import { printTrace } from './print-trace.js';
import { type NamedReport, readReports } from './read-reports.js';

interface Options {
  readonly json?: true;
  readonly rules?: string;
  readonly verbose?: true;
}

export function define(command: Command): void {
  command
    .argument(
      '[files...]',
      '.md, .txt, .json (an issue or a webhook payload) or .jsonl; - for standard input',
    )
    .option('--json', 'print one JSON object a line')
    .option('--verbose', 'show every candidate and every signal that was not found')
    .option('--rules <dir>', 'use the rules in this directory instead of the shipped ones')
    .addHelpText('after', '\nExit code: 0 done, 1 bad input or rules, 2 wrong usage.')
    .action(async (files: readonly string[], options: Options) => {
      if (files.length === 0 && process.stdin.isTTY) {
        command.error('error: name a file, or - for standard input', { exitCode: 2 });
      }
      await classifyFiles(files.length === 0 ? ['-'] : files, options);
    });
}

async function classifyFiles(files: readonly string[], options: Options): Promise<void> {
  const pack = await loadPack(options.rules);
  const style = { colour: useColour(), verbose: options.verbose === true };
  for (const file of files) {
    for (const reading of readReports(file)) {
      if (!reading.ok) {
        process.stderr.write(`${reading.problem}\n`);
        process.exitCode = 1;
        continue;
      }
      if (reading.note !== undefined) process.stderr.write(`${reading.note}\n`);
      const assessment = assess(reading.report, pack);
      if (options.json) process.stdout.write(`${JSON.stringify(toJson(reading.report, assessment))}\n`);
      else process.stdout.write(printTrace(reading.report, assessment, pack.problems, style));
    }
  }
}

/** Colour is for people: never into a file or a pipe. */
function useColour(): boolean {
  return process.stdout.isTTY && process.env.NO_COLOR === undefined;
}

/** The contract of `--json`; see docs/design.md. */
function toJson(report: NamedReport, assessment: Assessment): object {
  const { classification: found, fix, missing, labels, reply } = assessment;
  return {
    id: report.id,
    decision: found.decision,
    category: found.category,
    confidence: found.confidence,
    runnerUp: found.runnerUp,
    evidence: found.evidence.map(({ says, quote, section, line }) => ({ says, quote, section, line })),
    facts: found.facts,
    fix,
    missing,
    labels: labels.map((label) => label.name),
    reply,
  };
}
