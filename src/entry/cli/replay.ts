/** `dejabug replay FILE`: a saved delivery through the same path as the webhook; `--dry-run` prints the plan and changes nothing. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { readSettings } from '../../adapters/env/settings.js';
import { openLog } from '../logger.js';
import { rehearseReplay, replay } from '../replay.js';
import { readDelivery } from './read-delivery.js';

interface Options {
  readonly dryRun?: true;
  readonly event?: string;
  readonly rules?: string;
}

export function define(command: Command): void {
  command
    .argument('<file>', 'the payload as JSON, or {event, id, payload}; - for standard input')
    .option('--dry-run', 'print the plan; change nothing on GitHub and write nothing to the store')
    .option('--event <name>', 'issues, issue_comment, release, push, …; default: guessed from the payload')
    .option('--rules <dir>', 'directory of known problems instead of the shipped pack')
    .addHelpText('after', '\nExit code: 0 done, 1 bad input, or it could not be done, 2 wrong usage.')
    .action(async (file: string, options: Options) => {
      const saved = readDelivery(file, options.event);
      if (existsSync('.env')) process.loadEnvFile('.env');
      const settings = readSettings(process.env);
      const log = openLog(settings.logLevel);
      const run = options.dryRun ? rehearseReplay : replay;
      const answer = await run(saved, settings, { rules: options.rules, log });
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
      for (const line of said(answer)) process.stderr.write(`${line}\n`);
    });
}

/** What a person should know besides the JSON. */
function said(answer: Awaited<ReturnType<typeof replay | typeof rehearseReplay>>): string[] {
  const lines: string[] = [];
  if (answer.outcome === 'nothing')
    lines.push('Nothing was done: Dejabug does not listen to this event and action.');
  if (answer.outcome === 'ignored') lines.push(`Nothing was done: ${answer.reason}`);
  if (answer.outcome === 'duplicate')
    lines.push(
      'Nothing was done: this delivery was accepted before. Save its payload without the id to have it looked at again.',
    );
  if (!answer.dryRun) return lines;
  if (answer.historyMissing !== null)
    lines.push(`Earlier drafts and decisions are unknown to this plan: ${answer.historyMissing}`);
  if (answer.left > 0) lines.push(`${answer.left} more jobs were not looked at.`);
  lines.push('This was a dry run: nothing was changed.');
  return lines;
}
