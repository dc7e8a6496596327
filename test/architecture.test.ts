/** Holds the four floors of docs/design.md: who may import whom, what `core` may not know, names and sizes. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const floors = ['core', 'app', 'adapters', 'entry'] as const;
type Floor = (typeof floors)[number];

/** Packages without clock, randomness, files, network or process: all that `core` may use. */
const purePackages = ['zod', 'natural', 're2js', 'markdown-it', 'liquidjs', 'diff'];
const maxLines = 300;
const vagueNames =
  /(^|[-/])(managers?|helpers?|utils?|utilit(y|ies)|services?|processors?|handlers?|handle|misc|data|info)([-.]|$)/;

interface SourceFile {
  readonly path: string;
  readonly floor: Floor;
  readonly text: string;
  readonly imports: readonly string[];
}

/** Source with comments blanked, so that a word in a comment breaks no rule. Strings stay. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"]+)\1/g;
  return Array.from(withoutComments(text).matchAll(pattern), (match) => match[2] ?? '');
}

function isFloor(name: string | undefined): name is Floor {
  return floors.some((floor) => floor === name);
}

function readSources(): SourceFile[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .map((file) => {
      const text = readFileSync(path.join(root, 'src', file), 'utf8');
      const floor = file.split(path.sep)[0];
      if (!isFloor(floor)) throw new Error(`src/${file} stands outside the four floors ${floors.join(', ')}`);
      return { path: `src/${file.split(path.sep).join('/')}`, floor, text, imports: importsOf(text) };
    });
}

/** The floor that a relative import leads to, null for a package. */
function targetOf(file: SourceFile, specifier: string): { floor: Floor; path: string } | null {
  if (!specifier.startsWith('.')) return null;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file.path), specifier));
  const floor = target.split('/')[1];
  if (!target.startsWith('src/') || !isFloor(floor))
    throw new Error(`${file.path} imports ${specifier} outside src`);
  return { floor, path: target };
}

/** Every import that breaks the floors, as sentences. */
function floorViolations(files: readonly SourceFile[]): string[] {
  const allowed: Record<Floor, readonly Floor[]> = {
    core: ['core'],
    app: ['core', 'app'],
    adapters: ['core', 'app', 'adapters'],
    entry: floors,
  };
  return files.flatMap((file) =>
    file.imports.flatMap((specifier) => {
      const target = targetOf(file, specifier);
      if (target)
        return allowed[file.floor].includes(target.floor) ? [] : [`${file.path} imports ${target.path}`];
      if (file.floor === 'app') return [`${file.path} imports the package ${specifier}`];
      if (file.floor !== 'core') return [];
      const isPure = purePackages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
      return isPure ? [] : [`${file.path} imports ${specifier}, which is not on the list of pure packages`];
    }),
  );
}

/** Import cycles between files, each as `a -> b -> a`. */
function cycles(files: readonly SourceFile[]): string[] {
  const edges = new Map(
    files.map((file) => [
      file.path.replace(/\.tsx?$/, ''),
      file.imports
        // A type-only import vanishes when compiled, but this reads text: a cycle of types is a cycle of thoughts too.
        .map((specifier) => targetOf(file, specifier)?.path.replace(/\.jsx?$/, ''))
        .filter((target) => target !== undefined),
    ]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  function visit(node: string, trail: readonly string[]): void {
    const at = trail.indexOf(node);
    if (at >= 0) {
      found.add([...trail.slice(at), node].join(' -> '));
      return;
    }
    if (done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  }
  for (const node of edges.keys()) visit(node, []);
  return [...found];
}

const impureWords: ReadonlyArray<readonly [string, RegExp]> = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/],
  ['randomness', /\bMath\.random\b|\brandomUUID\b/],
  ['the process', /\bprocess\.|\bglobalThis\b/],
  ['timers', /\bset(Timeout|Interval|Immediate)\b/],
  ['the network', /\bfetch\(/],
  ['a logger', /\bconsole\./],
  ['async code', /\basync\b|\bawait\b|\bPromise\b/],
  ['the whole of natural', /from ['"]natural['"]/],
];

/** What a `core` file may not know, as sentences. */
function impurities(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => file.floor === 'core')
    .flatMap((file) => {
      // Words inside string literals are what reports say, not what the code does.
      const code = withoutComments(file.text).replace(/(['"`])(?:\\.|(?!\1)[^\\])*\1/g, (literal) =>
        /^['"]natural['"]$/.test(literal) ? literal : "''",
      );
      return impureWords
        .filter(([, pattern]) => pattern.test(code))
        .map(([what]) => `${file.path} knows ${what}`);
    });
}

function source(file: string, text: string): SourceFile {
  const floor = file.split('/')[1];
  if (!isFloor(floor)) throw new Error(file);
  return { path: file, floor, text, imports: importsOf(text) };
}

describe('the four floors', () => {
  const files = readSources();

  it('import downwards only', () => {
    expect(floorViolations(files)).toEqual([]);
  });

  it('have no import cycle', () => {
    expect(cycles(files)).toEqual([]);
  });

  it('keep core free of clock, randomness, process, files, network, logger and async', () => {
    expect(impurities(files)).toEqual([]);
  });

  it('name files after the domain', () => {
    expect(files.map((file) => file.path).filter((name) => vagueNames.test(name))).toEqual([]);
  });

  it('keep a file to one thought', () => {
    expect(files.filter((file) => file.text.split('\n').length > maxLines).map((file) => file.path)).toEqual(
      [],
    );
  });

  it('say the purpose of each file in its first line', () => {
    const silent = files.filter((file) => !/^(#!.*\n)?\/\*\*/.test(file.text));
    expect(silent.map((file) => file.path)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it('see an import upwards and a package that is not pure', () => {
    const upwards = source('src/core/a.ts', "import { b } from '../app/b.js';");
    const impure = source('src/core/c.ts', "import fs from 'node:fs';");
    const lazy = source('src/core/d.ts', "const pg = () => import('pg');");
    expect(floorViolations([upwards, impure, lazy])).toHaveLength(3);
  });

  it('see the clock but not a comment or a string that names it', () => {
    const clock = source('src/core/a.ts', 'export const t = Date.now();');
    const words = source('src/core/b.ts', "// Date.now()\nexport const says = 'await the process.';");
    expect(impurities([clock, words])).toEqual(['src/core/a.ts knows the clock']);
  });

  it('see a cycle', () => {
    const a = source('src/core/a.ts', "import './b.js';");
    const b = source('src/core/b.ts', "import './a.js';");
    expect(cycles([a, b])).toEqual(['src/core/a -> src/core/b -> src/core/a']);
  });
});
