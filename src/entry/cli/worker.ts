/** `dejabug worker`: runs jobs and listens on nothing. */

import type { Command } from 'commander';
import { runUntilStopped } from './run-until-stopped.js';

export function define(command: Command): void {
  command
    .option('--rules <dir>', 'directory of known problems instead of the shipped pack')
    .action(async (options: { readonly rules?: string }) => {
      await runUntilStopped({ web: false, worker: true, rules: options.rules });
    });
}
