/** docs/security-and-privacy.md against the code: each table is named, with what purging does to it, and each retention setting. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsTable } from '../src/adapters/env/settings-table.js';

const root = path.resolve(import.meta.dirname, '..');
const page = readFileSync(path.join(root, 'docs/security-and-privacy.md'), 'utf8');
const code = ['tables.ts', 'tables-of-repositories.ts']
  .map((file) => readFileSync(path.join(root, 'src/adapters/database', file), 'utf8'))
  .join('\n');

/** Names of the tables with the interfaces of their rows. */
const tables = Array.from(
  (/export interface Tables \{([^}]+)\}/.exec(code)?.[1] ?? '').matchAll(/^ {2}(\w+): (\w+);$/gm),
  ([, name = '', row = '']) => ({ name, row }),
);

/** Purging finds tables by their columns; deliveries by what their ids say. */
function isPurged({ name, row }: (typeof tables)[number]): boolean {
  const [, parent = '', columns = ''] =
    new RegExp(`export interface ${row}( extends IssueColumns)? \\{([^}]*)\\}`).exec(code) ?? [];
  const hasBoth = /^ {2}repository:/m.test(columns) && /^ {2}installation_id:/m.test(columns);
  return name === 'deliveries' || parent !== '' || hasBoth;
}

describe('docs/security-and-privacy.md', () => {
  it('names every table once, and says rightly whether purging empties it', () => {
    expect(tables.length).toBeGreaterThan(20);
    const rows = Array.from(
      page.matchAll(/^\| `(\w+)` \| .+ \| .+ \| (yes|no) \|$/gm),
      ([, name, purged]) => ({ name, purged: purged === 'yes' }),
    );
    const expected = tables.map((table) => ({ name: table.name, purged: isPurged(table) }));
    const byName = (one: { name?: string | undefined }, other: { name?: string | undefined }) =>
      (one.name ?? '').localeCompare(other.name ?? '');
    expect(rows.sort(byName)).toEqual(expected.sort(byName));
  });

  it('names every setting of retention, and no setting that does not exist', () => {
    const known: readonly string[] = settingsTable.map(({ name }) => name);
    for (const name of known.filter((one) => one.startsWith('KEEP_'))) expect(page).toContain(`\`${name}\``);
    const named = Array.from(page.matchAll(/`([A-Z]+_[A-Z_]+)`/g), (match) => match[1] ?? '');
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});
