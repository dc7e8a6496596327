/** `dejabug backfill OWNER/REPO`: what would be done to the issues that are open already, and doing it, stopping, going on, and taking it back. */

import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readSettings } from '../../adapters/env/settings.js';
import type { Progress } from '../../app/backfill.js';
import type { BackfillReport } from '../../core/backfill/report.js';
import { applyBackfill, type BackfillOptions, reportBackfill, takeBackBackfill } from '../backfill.js';
import { counted } from '../counted.js';
import { openLog } from '../logger.js';
import { type RepositoryName, repositoryArgument } from './repository-argument.js';
import { stopSignal } from './stop-signal.js';

interface Options {
  readonly since?: number;
  readonly apply?: true;
  readonly undo?: true;
  readonly rules?: string;
}

export function define(command: Command): void {
  command
    .argument('<owner/repo>', 'the repository', repositoryArgument)
    .option('--since <date>', 'only issues that were filed on this day or later: 2026-01-31', dayArgument)
    .option('--apply', 'do it; stopped with Ctrl-C it goes on from there the next time')
    .addOption(
      new Option(
        '--undo',
        'take off the labels that the last backfill set and nobody touched since',
      ).conflicts(['apply', 'since']),
    )
    .option('--rules <dir>', 'directory of known problems instead of the shipped pack')
    .addHelpText('after', '\nExit code: 0 done or stopped, 1 it could not be done, 2 wrong usage.')
    .action(async (repository: RepositoryName, options: Options) => {
      if (existsSync('.env')) process.loadEnvFile('.env');
      const settings = readSettings(process.env);
      const log = openLog(settings.logLevel === 'info' ? 'warn' : settings.logLevel);
      const since = options.since ?? null;
      const parts: BackfillOptions = { repository, since, rules: options.rules, signal: stopSignal(), log };
      const name = `${repository.owner}/${repository.repo}`;
      if (options.undo) {
        const undone = await takeBackBackfill(settings, parts);
        print({ repository: name, undo: undone });
        if (undone.id === null) say(`There was no backfill of ${name}.`);
        if (undone.paused !== null) say(`${undone.paused} The same command goes on with the rest.`);
      } else if (options.apply) {
        const started = Date.now();
        const end = await applyBackfill(settings, parts, (progress) =>
          say(progressInWords(progress, Date.now() - started)),
        );
        print({ repository: name, apply: end });
        if (end.paused !== null) say(`${end.paused} The same command goes on with the rest.`);
      } else {
        const report = await reportBackfill(settings, parts, (looked) =>
          say(`${counted(looked, 'issue')} looked at`),
        );
        print({ repository: name, report });
        for (const line of reportInWords(report, name)) say(line);
      }
    });
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Milliseconds of the day's begin in UTC. */
function dayArgument(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write a day as 2026-01-31.');
  return at;
}

function progressInWords({ done, failed, waiting }: Progress, ms: number): string {
  const settled = done + failed;
  const left = settled === 0 ? 0 : (ms / settled) * waiting;
  const time =
    waiting === 0 ? '' : `, about ${counted(Math.max(1, Math.ceil(left / 60_000)), 'minute')} left`;
  const broken = failed === 0 ? '' : `, ${failed} failed`;
  return `${settled} of ${counted(settled + waiting, 'issue')}${broken}${time}`;
}

function reportInWords(report: BackfillReport, name: string): string[] {
  const { cost } = report;
  const rows = report.problems.map(
    ({ category, label, suggest }) => `  ${category}: ${label} labelled, ${suggest} only suggested`,
  );
  const kept =
    report.dryRun === 0 ? [] : [`${report.dryRun} of these only recorded, because the policy says dry-run.`];
  return [
    `${counted(report.issues, 'open issue')} of ${name}, ${report.leftAlone} left alone.`,
    ...rows,
    ...kept,
    `That takes ${counted(cost.requests, 'request')} to GitHub (${cost.writes} of them write), about ${counted(cost.minutes, 'minute')}, and ${counted(report.drafts, 'draft')} to review${
      cost.days > 1 ? `, spread over ${cost.days} days by the noise budget` : ''
    }.`,
    `Nothing was changed. To do it: dejabug backfill ${name} --apply`,
  ];
}
