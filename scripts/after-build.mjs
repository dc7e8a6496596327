// Makes the command line executable, copies what the compiler does not (pages' style sheets and other assets),
// checks and compiles the shipped rules, and puts `dejabug classify` into one file.
import { chmodSync, cpSync, existsSync } from 'node:fs';
import path from 'node:path';

const bin = 'dist/entry/cli/main.js';
if (existsSync(bin)) chmodSync(bin, 0o755);
const assets = 'src/entry/web/assets';
if (existsSync(assets)) cpSync(assets, 'dist/entry/web/assets', { recursive: true });

const compiler = 'dist/adapters/rule-files/compile-shipped-rules.js';
if (existsSync(compiler)) {
  const { compileShippedRules } = await import(new URL(`../${compiler}`, import.meta.url).href);
  try {
    compileShippedRules();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

// Reading 120 small files takes as long as recognising a report. Only this command is short enough for that to show; all others go on
// using the files as they are. The bundle lies as deep as the files that look for the rules beside themselves.
const classify = 'dist/entry/cli/classify.js';
if (existsSync(classify)) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [classify],
    outfile: classify,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    packages: 'external',
    // Only rules that were changed need checking; it brings the YAML parser and zod along.
    external: [path.resolve('dist/adapters/rule-files/validate-rules.js')],
    logLevel: 'warning',
  });
}
