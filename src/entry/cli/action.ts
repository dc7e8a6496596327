/** `dejabug action`: what `action.yml` runs in a workflow: one issue triaged without a server, told on the page of the run. */

import type { Command } from 'commander';
import { annotation } from '../../adapters/actions/step-results.js';
import { runInWorkflow } from '../run-in-workflow.js';

export function define(command: Command): void {
  command
    .addHelpText(
      'after',
      '\nReads what GitHub Actions gives to a step; see docs/action.md. Exit code: 0 done or nothing to do, 1 it could not be done.',
    )
    .action(async () => {
      try {
        process.stdout.write(`${await runInWorkflow(process.env)}\n`);
      } catch (error) {
        // Nothing that a repository's files or issues say may become a command to the runner.
        process.stdout.write(annotation('error', error instanceof Error ? error.message : String(error)));
        process.exitCode = 1;
      }
    });
}
