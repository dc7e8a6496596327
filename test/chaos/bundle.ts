/** The program of a run's processes in a few files: a run starts it forty times, and loading a thousand small files is most of a start. */

import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
/** Where the pages' assets lie beside it, as deep below `dist` as what looks for the compiled rules from where it is. */
const directory = path.join(root, 'dist/entry/web');
const name = 'chaos-process';

/** What a module of the older kind finds around itself, and a bundle of the newer kind does not give it. */
const surroundings = `
import { createRequire as createRequireHere } from 'node:module';
const require = createRequireHere(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;
`;

let making: Promise<string> | null = null;

/** Bundles `process.mjs` with the compiled code; resolves with the file. What reads its own files stays outside. */
export function bundleProgram(): Promise<string> {
  making ??= build({
    entryPoints: [{ in: path.join(import.meta.dirname, 'process.mjs'), out: name }],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported when it is needed stays apart, or each start would load it.
    splitting: true,
    chunkNames: 'chaos-[hash]',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@electric-sql/pglite*', '@bull-board/*', 'natural', 'pg-native'],
    banner: { js: surroundings },
    logLevel: 'warning',
  }).then(() => path.join(directory, `${name}.mjs`));
  return making;
}
