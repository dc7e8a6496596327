/** Where a step of a workflow puts what came of it: outputs, the page of the run, and annotations in the log. */

import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

type Files = Pick<NodeJS.ProcessEnv, string>;

/** Nothing where the step has no outputs to write, as outside of a workflow. */
export function writeOutputs(values: Readonly<Record<string, string>>, { GITHUB_OUTPUT: file }: Files): void {
  if (file === undefined || file === '') return;
  // No value can hold the word that ends it.
  const end = `end-${randomUUID()}`;
  const lines = Object.entries(values).map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`);
  appendFileSync(file, lines.join(''));
}

/** Adds to the page of the run; GitHub shows at most a megabyte of a step. */
export function writeSummary(markdown: string, { GITHUB_STEP_SUMMARY: file }: Files): void {
  if (file === undefined || file === '' || markdown === '') return;
  appendFileSync(file, markdown);
}

/** One line that the runner shows above the log. */
export function annotation(level: 'error' | 'warning' | 'notice', message: string): string {
  return `::${level} title=Dejabug::${escaped(message)}\n`;
}

/** A line for the log that cannot be taken for a command to the runner, whoever wrote its words. */
export function logLine(text: string): string {
  return `${text
    .replace(/[\r\n]+/g, ' ')
    .replaceAll('##[', '## [')
    .replace(/^(\s*):(?=:)/, '$1: ')}\n`;
}

/** As the runner's own toolkit writes values; what is left of the older form of commands is broken up. */
function escaped(text: string): string {
  return text
    .replaceAll('##[', '## [')
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}
