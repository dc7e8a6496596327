/** docs/tutorial.md carried out: its files written, its commands run in their order, and what it shows compared. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Block, blocksOf } from './docs-blocks.js';

const root = path.resolve(import.meta.dirname, '..');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'dejabug-tutorial-'));
  // As in a checkout, `npx` finds the program without asking anybody.
  mkdirSync(path.join(directory, 'node_modules/.bin'), { recursive: true });
  const program = path.join(root, 'dist/entry/cli/main.js');
  symlinkSync(program, path.join(directory, 'node_modules/.bin/dejabug'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What a person does with a block: writes it to a file, puts it into one, or runs it. */
function follow({ above, language, text }: Block): void {
  if (language === 'console') {
    run(text);
    return;
  }
  const put = /[Pp]ut this in front of `(.+)` in `(.+)`:$/.exec(above);
  const write = /(?:Write this to )?`([^`]+)`:$/.exec(above);
  if (put?.[1] !== undefined && put[2] !== undefined) {
    const place = path.join(directory, put[2]);
    const before = readFileSync(place, 'utf8');
    expect(before.split(put[1])).toHaveLength(2);
    writeFileSync(
      place,
      before.replace(put[1], () => `${text}\n${put[1]}`),
    );
  } else if (write?.[1] !== undefined) {
    const place = path.join(directory, write[1]);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  } else throw new Error(`Nothing says what is done with this:\n${text}`);
}

/** Each line that begins with a dollar, and below it what it shows. */
function run(text: string): void {
  for (const part of text.split(/^\$ /m).slice(1)) {
    const [command = '', ...shown] = part.split('\n');
    const { stdout, error } = spawnSync('sh', ['-c', `${command} 2>&1`], {
      cwd: directory,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        npm_config_loglevel: 'error',
        npm_config_offline: 'true',
      },
    });
    if (error !== undefined) throw error;
    expect(`$ ${command}\n${stdout.trimEnd()}`).toBe(`$ ${command}\n${shown.join('\n').trimEnd()}`);
  }
}

it('docs/tutorial.md works as it stands and shows what is really shown', () => {
  const blocks = blocksOf('docs/tutorial.md');
  expect(blocks.filter(({ language }) => language === 'console').length).toBeGreaterThan(5);
  for (const block of blocks) follow(block);
});
