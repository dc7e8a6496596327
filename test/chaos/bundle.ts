/** The program of a run's processes in one file: a run starts it forty times, and loading a thousand small files is most of a start. */

import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
/** Where the pages' assets lie beside it, as deep below `dist` as what looks for the compiled rules from where it is. */
const bundled = path.join(root, 'dist/entry/web/chaos-process.mjs');

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
    entryPoints: [path.join(import.meta.dirname, 'process.mjs')],
    outfile: bundled,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@electric-sql/pglite*', '@bull-board/*', 'natural', 'pg-native'],
    banner: { js: surroundings },
    logLevel: 'warning',
  }).then(() => bundled);
  return making;
}
