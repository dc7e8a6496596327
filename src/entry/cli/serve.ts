/** `dejabug serve`: web and webhook, and the worker with them unless `--no-worker`. */

import { type Command, Option } from 'commander';
import { runUntilStopped } from './run-until-stopped.js';

export function define(command: Command): void {
  command
    .addOption(
      new Option('--no-worker', 'run no jobs here; `dejabug worker` processes do, which needs servers'),
    )
    .option('--rules <dir>', 'directory of known problems instead of the shipped pack')
    .action(async (options: { readonly worker: boolean; readonly rules?: string }) => {
      await runUntilStopped({ web: true, worker: options.worker, rules: options.rules });
    });
}
