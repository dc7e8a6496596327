#!/usr/bin/env node
/** The command line: finds the command, loads only that one, and turns what happens into an exit code. */

import { Command, CommanderError } from 'commander';
import { commands } from './commands.js';

/** 0 done, 1 bad input or rules, 2 wrong usage. */
const wrongUsage = 2;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('dejabug')
    .description('Recognises known problems in new issues.')
    .version(await version())
    .exitOverride();
  const wanted = argv[0] === 'help' ? argv[1] : argv[0];
  for (const { name, summary, load } of commands) {
    const command = program.command(name).summary(summary).description(summary).exitOverride();
    // Each command brings its own world along; only the one that is asked for may cost anything.
    if (name === wanted) (await load()).define(command);
  }
  await program.parseAsync(argv, { from: 'user' });
}

async function version(): Promise<string> {
  const { readFileSync } = await import('node:fs');
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : wrongUsage;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
