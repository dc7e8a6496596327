// Makes the command line executable, copies what the compiler does not (pages' style sheets and other assets), and
// checks and compiles the shipped rules.
import { chmodSync, cpSync, existsSync } from 'node:fs';

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
