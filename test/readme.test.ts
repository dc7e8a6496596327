/** What the README promises in code: its rule loads, lints and recognises; its commands and files exist. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRules } from '../src/adapters/rule-files/load-rules.js';
import { assess } from '../src/core/assess.js';
import { commandTable } from '../src/core/plan/command-table.js';
import { compilePack } from '../src/core/rules/pack.js';
import { commands } from '../src/entry/cli/commands.js';

const root = path.resolve(import.meta.dirname, '..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-readme-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function codeBlocks(language: string): string[] {
  const fence = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g');
  return Array.from(readme.matchAll(fence), (match) => match[1] ?? '');
}

describe('the README', () => {
  it('shows a rule that loads, recognises its own example and renders its reply', async () => {
    const rule = codeBlocks('yaml').find((block) => block.startsWith('id: '));
    if (rule === undefined) throw new Error('The README shows no rule.');
    writeFileSync(path.join(directory, 'token-clock-skew.yml'), rule);
    const pack = compilePack(await loadRules(directory));
    const found = assess({ title: 'Cannot sign in', body: 'The log says `token is not yet valid`.' }, pack);
    expect(found.classification.decision).toBe('label');
    expect(found.classification.evidence[0]?.quote).toContain('token is not yet valid');
    expect(found.reply).toContain('timedatectl set-ntp true');
    expect(assess({ title: 'Token form has no label', body: '' }, pack).classification.decision).toBe(
      'abstain',
    );
  });

  it('names only commands that exist', () => {
    const named = Array.from(readme.matchAll(/(?<!\/)dejabug ([a-z]+)\b/g), (match) => match[1] ?? '');
    const known = commands.map((command) => command.name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const said = Array.from(readme.matchAll(/\/dejabug ([a-z]+)\b/g), (match) => match[1] ?? '');
    const verbs: readonly string[] = commandTable.map(({ verb }) => verb);
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((verb) => !verbs.includes(verb))).toEqual([]);
  });

  it('names only scripts of package.json', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(path.join(root, 'package.json'), 'utf8'),
    );
    const named = Array.from(readme.matchAll(/npm run (?:-s )?([a-z]+)/g), (match) => match[1] ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = Array.from(readme.matchAll(/\]\(([^)#:]+)\)/g), (match) => match[1] ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(path.join(root, link)))).toEqual([]);
  });
});
