/** Runs the built command line as a person would. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';

const main = path.resolve(import.meta.dirname, '../dist/entry/cli/main.js');

export function run(args: readonly string[], input: string | Buffer = '', cwd?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    input,
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return {
    status,
    stdout,
    stderr,
    json: () =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}
