/** `dejabug demo`: the whole product against an emulated GitHub. */

import { type Command, InvalidArgumentError } from 'commander';
import { runDemo } from '../demo/run-demo.js';
import { stopSignal } from './stop-signal.js';

/** Width in characters when the output is no terminal. */
const defaultColumns = 150;

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  }
  return value;
}

export function define(command: Command): void {
  command
    .option('--once', 'stop after the table', false)
    .option('--json', 'print one JSON document instead of the table; goes with --once', false)
    .option('--port <number>', 'port of the review desk; 0 takes a free one', port, 3000)
    .action(async (options: { readonly once: boolean; readonly json: boolean; readonly port: number }) => {
      if (options.json && !options.once)
        command.error('--json goes with --once: a demo that serves on prints no document.');
      // Nobody opens the desk of a demo that stops by itself, so it may listen anywhere.
      await runDemo(
        { ...options, port: options.once ? 0 : options.port },
        {
          result: (text) => process.stdout.write(`${text}\n`),
          progress: (text) => process.stderr.write(`${text}\n`),
          columns: process.stdout.columns ?? defaultColumns,
        },
        stopSignal(),
      );
    });
}
