// Makes the command line executable and copies what the compiler does not: pages' style sheets and other assets.
import { chmodSync, cpSync, existsSync } from 'node:fs';

const bin = 'dist/entry/cli/main.js';
if (existsSync(bin)) chmodSync(bin, 0o755);
const assets = 'src/entry/web/assets';
if (existsSync(assets)) cpSync(assets, 'dist/entry/web/assets', { recursive: true });
