/** The package as it is shipped: packed, installed into an empty folder as anybody would, and run from there. */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoReports } from '../src/entry/demo/reports.js';
import { freePort } from '../src/entry/free-port.js';
import { loneSettings } from './lone-settings.js';

const root = path.resolve(import.meta.dirname, '..');
const manifest: {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

let directory: string;
let packed: readonly string[];
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'dejabug-package-'));
  // `npm test` has compiled it; compiling once more beside other tests would take the files away under them.
  const said = npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', directory);
  const [{ filename, files }]: [{ filename: string; files: { path: string }[] }] = JSON.parse(said);
  packed = files.map((file) => file.path);
  writeFileSync(path.join(directory, 'package.json'), '{"private":true}');
  npm(directory, 'install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  });
}

function dejabug(...args: readonly string[]) {
  const bin = path.join(directory, 'node_modules/.bin/dejabug');
  return spawnSync(bin, args, { cwd: directory, encoding: 'utf8', timeout: 180_000 });
}

describe('the package', () => {
  it('holds the program, the rules with their schemas and model, the manifest and the settings, and no more', () => {
    for (const needed of [
      'dist/entry/cli/main.js',
      'dist/entry/web/assets/desk.js',
      'rules/xen/dell-boot.yml',
      'rules/known-problem.schema.json',
      'rules/policy.schema.json',
      'rules/text-model.json',
      'app.yml',
      '.env.example',
      'README.md',
      'LICENSE',
      'package.json',
    ])
      expect(packed).toContain(needed);
    const tops = new Set(packed.map((file) => file.split('/')[0]));
    expect([...tops].sort()).toEqual(
      ['.env.example', 'LICENSE', 'README.md', 'app.yml', 'dist', 'package.json', 'rules'].sort(),
    );
    expect(packed.filter((file) => /\.(map|tsx?)$|\.test\.|\/bench\//.test(file))).toEqual([]);
  });

  it('brings what it depends on, and neither the emulator nor anything else for development', () => {
    for (const name of Object.keys(manifest.dependencies))
      expect(readdirSync(path.join(directory, 'node_modules', name))).toContain('package.json');
    const brought = new Set(packages().map(({ name }) => name));
    // Types that a dependency needs for itself are no harm.
    const development = Object.keys(manifest.devDependencies).filter((name) => !name.startsWith('@types/'));
    expect(development.filter((name) => brought.has(name))).toEqual([]);
    expect(brought.has('emulate')).toBe(false);
  });

  it('brings nothing large that docs/decisions/0031 does not account for', () => {
    const large = packages().filter(({ name, bytes }) => bytes >= 4e6 && name !== 'dejabug');
    expect(large.length).toBeGreaterThan(0);
    const page = readFileSync(path.join(root, 'docs/decisions/0031-what-is-installed.md'), 'utf8');
    expect(large.filter(({ name }) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('where it is installed', () => {
  it('dejabug classify recognises a report', () => {
    const [known] = demoReports;
    writeFileSync(path.join(directory, 'report.md'), `# ${known?.title}\n\n${known?.body}\n`);
    const { status, stdout } = dejabug('classify', 'report.md', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'label', category: 'xen-platform-pci' });
  });

  it('dejabug rules lint judges the shipped rules', () => {
    expect(dejabug('rules', 'lint')).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/, 0 errors/),
    });
  });

  it('dejabug policy check reads a policy', () => {
    const repository = path.join(directory, 'repository');
    mkdirSync(path.join(repository, '.github'), { recursive: true });
    writeFileSync(path.join(repository, '.github/dejabug.yml'), 'mode: sugest\n');
    expect(dejabug('policy', 'check', repository)).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^mode: /),
    });
    writeFileSync(path.join(repository, '.github/dejabug.yml'), 'mode: suggest\n');
    expect(dejabug('policy', 'check', repository).status).toBe(0);
  });

  it('dejabug demo says what it needs', () => {
    expect(dejabug('demo', '--once')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /needs the GitHub emulator.*Run the demo from a clone: npm ci && npm run demo/,
      ),
    });
  });

  it('dejabug serve starts', async () => {
    const port = await freePort('localhost');
    const server = spawn(path.join(directory, 'node_modules/.bin/dejabug'), ['serve'], {
      cwd: directory,
      env: loneSettings(port, path.join(directory, 'data')),
      stdio: 'ignore',
    });
    let healthy = false;
    for (let tries = 0; tries < 120 && !healthy && server.exitCode === null; tries += 1) {
      await sleep(500);
      healthy = await fetch(`http://localhost:${port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    }
    expect(healthy).toBe(true);
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

interface Installed {
  readonly name: string;
  /** On disk, all copies together, without the packages inside. */
  readonly bytes: number;
}

function packages(): readonly Installed[] {
  const places = npm(directory, 'ls', '--all', '--parseable').trim().split('\n').slice(1);
  const sizes = new Map<string, number>();
  for (const place of new Set(places)) {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesIn(place, true));
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes }));
}

/** `isTop`: packages that are installed inside of this one are counted by themselves. */
function bytesIn(place: string, isTop: boolean): number {
  let bytes = 0;
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const inside = path.join(place, entry.name);
    if (isTop && entry.name === 'node_modules') continue;
    bytes += entry.isDirectory() ? bytesIn(inside, false) : lstatSync(inside).size;
  }
  return bytes;
}
