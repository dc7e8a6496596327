/** docs/architecture.md against the tree: what it names exists, and no folder is missing from it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
const named = Array.from(page.matchAll(/`((?:src|test|rules|docs)\/[^`*]+)`/g), (match) => match[1] ?? '');

describe('docs/architecture.md', () => {
  it('names files and folders that exist', () => {
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  it('names functions that their files have', () => {
    const rows = Array.from(page.matchAll(/\| `(src\/[^`]+)` \| `(\w+)` \|/g));
    expect(rows.length).toBeGreaterThan(15);
    const missing = rows.filter(([, file = '', name = '']) => {
      const code = readFileSync(path.join(root, file), 'utf8');
      return !new RegExp(`\\b(function|class|const) ${name}\\b|\\b${name}\\(`).test(code);
    });
    expect(missing.map(([row]) => row)).toEqual([]);
  });

  it('names every folder below the floors', () => {
    const folders = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(
        (entry) =>
          `${path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')}/`,
      )
      .filter((folder) => folder.split('/').length >= 4);
    // The benchmarks' own folder says the same as the one above.
    const silent = folders.filter((folder) => !named.includes(folder) && folder !== 'src/entry/bench/load/');
    expect(silent).toEqual([]);
  });
});
