/** `dejabug doctor`: one line for each thing that a working installation needs, with what to do where it is wrong. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Finding, isHealthy, type Verdict } from '../../core/diagnosis/finding.js';
import { examine } from '../examine.js';
import { type RepositoryName, repositoryArgument } from './repository-argument.js';

interface Options {
  readonly json?: true;
  readonly repository?: RepositoryName;
  readonly rules?: string;
}

export function define(command: Command): void {
  command
    .option('--json', 'print one JSON object: {healthy, findings: [{check, verdict, says, todo}]}')
    .option('--repository <owner/repo>', "only this repository's policy", repositoryArgument)
    .option('--rules <dir>', 'directory of known problems instead of the shipped pack')
    .addHelpText(
      'after',
      '\nExit code: 0 nothing is wrong, 1 something is, 2 wrong usage. Nothing is changed.',
    )
    .action(async (options: Options) => {
      if (existsSync('.env')) process.loadEnvFile('.env');
      const findings: Finding[] = [];
      for await (const finding of examine(process.env, options)) {
        findings.push(finding);
        if (options.json === undefined) process.stdout.write(line(finding));
      }
      const healthy = isHealthy(findings);
      if (options.json) process.stdout.write(`${JSON.stringify({ healthy, findings })}\n`);
      else process.stdout.write(summary(findings));
      if (!healthy) process.exitCode = 1;
    });
}

const marks: Readonly<Record<Verdict, string>> = {
  ok: 'ok   ',
  note: 'note ',
  wrong: 'WRONG',
  skipped: 'skip ',
};

function line({ check, verdict, says, todo }: Finding): string {
  // A message of several lines, e.g. of the rules, stays one.
  const words = [says, todo]
    .filter((part) => part !== null)
    .join(' ')
    .replace(/\s*\n\s*/g, ' ');
  return `${marks[verdict]}  ${check.padEnd(14)}  ${words}\n`;
}

function summary(findings: readonly Finding[]): string {
  const count = findings.filter(({ verdict }) => verdict === 'wrong').length;
  if (count === 0) return '\nNothing is wrong.\n';
  return `\n${count} ${count === 1 ? 'thing is' : 'things are'} wrong.\n`;
}
