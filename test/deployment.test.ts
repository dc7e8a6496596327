/**
 * The Dockerfile's steps in a clean folder, without a container engine: what it copies is enough to build, and what it builds starts and
 * answers its own health check. Packages come from the ones that are installed already instead of a registry.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../src/entry/free-port.js';
import { loneSettings } from './lone-settings.js';

const root = path.resolve(import.meta.dirname, '..');

interface Step {
  readonly verb: string;
  readonly rest: string;
}

/** Instructions with their continued lines joined, by stage. */
function stages(): readonly (readonly Step[])[] {
  const text = readFileSync(path.join(root, 'Dockerfile'), 'utf8').replaceAll(/\\\n/g, ' ');
  const found: Step[][] = [];
  for (const line of text.split('\n')) {
    const [, verb, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (verb === undefined || rest === undefined) continue;
    if (verb === 'FROM') found.push([]);
    found.at(-1)?.push({ verb, rest });
  }
  return found;
}

const [build = [], last = []] = stages();

function only(verb: string): readonly string[] {
  return last.filter((step) => step.verb === verb).map(({ rest }) => rest);
}

let directory: string;
let started: ChildProcess | null = null;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'dejabug-image-'));
});
afterAll(() => {
  started?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

/** Carries out a COPY into `/app`, which is `place`. */
function copy(rest: string, place: string, built: string): void {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='));
  const [target = '', ...sources] = words.filter((word) => !word.startsWith('--')).reverse();
  for (const source of sources) {
    const name = source.replace(/^\/app\//, '');
    const wanted = path.join(from === undefined ? root : built, name);
    if (name === 'node_modules') continue;
    const isFolder = target.endsWith('/');
    cpSync(wanted, isFolder ? path.join(place, target, path.basename(name)) : path.join(place, target), {
      recursive: true,
    });
  }
}

describe('the Dockerfile', () => {
  it('builds from what it copies, and what it starts answers its health check as the user that it names', async () => {
    const [builder, image] = [path.join(directory, 'build'), path.join(directory, 'image')];
    for (const place of [builder, image]) {
      mkdirSync(place);
      symlinkSync(path.join(root, 'node_modules'), path.join(place, 'node_modules'));
    }
    for (const { verb, rest } of build) {
      if (verb === 'COPY') copy(rest, builder, '');
      // Fetching and pruning packages is the registry's part; the installed ones are linked.
      if (verb === 'RUN' && rest.startsWith('npm run build'))
        execFileSync('npm', ['run', '-s', 'build'], { cwd: builder, stdio: 'pipe' });
    }
    for (const { verb, rest } of last) if (verb === 'COPY') copy(rest, image, builder);
    expect(existsSync(path.join(image, 'src'))).toBe(false);

    const set = Object.fromEntries(
      only('ENV').flatMap((line) => line.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
    );
    const port = await freePort('127.0.0.1');
    const env = { ...set, ...loneSettings(port, path.join(directory, 'data')) };
    const command: string[] = [
      ...JSON.parse(only('ENTRYPOINT')[0] ?? '[]'),
      ...JSON.parse(only('CMD')[0] ?? '[]'),
    ];
    const server = spawn(process.execPath, command.slice(1), {
      cwd: image,
      env,
      stdio: 'ignore',
    });
    started = server;
    const check: string[] = JSON.parse(/CMD\s+(\[.*\])/.exec(only('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]');
    let healthy = false;
    for (let tries = 0; tries < 60 && !healthy && server.exitCode === null; tries += 1) {
      await sleep(500);
      const asked = spawn(process.execPath, check.slice(1), {
        cwd: image,
        env,
        stdio: 'ignore',
      });
      const [status] = await once(asked, 'exit');
      healthy = status === 0;
    }
    expect(healthy).toBe(true);
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  }, 240_000);

  it('runs nothing as root, and carries no development packages', () => {
    expect(only('USER')).toEqual(['node']);
    expect(build.some(({ verb, rest }) => verb === 'RUN' && rest.includes('npm prune --omit=dev'))).toBe(
      true,
    );
    expect(
      last.filter(({ verb }) => verb === 'COPY').every(({ rest }) => rest.includes('--chown=root:root')),
    ).toBe(true);
  });
});

describe('compose.yaml', () => {
  it('keeps jobs: Redis writes them down and evicts none', () => {
    const compose = parse(readFileSync(path.join(root, 'compose.yaml'), 'utf8'), { merge: true });
    const command: string[] = compose.services.redis.command;
    expect(command.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
    expect(compose.services.web.command).toEqual(['serve', '--no-worker']);
    expect(compose.services.worker.command).toEqual(['worker']);
    expect(Object.keys(compose.services.web.depends_on)).toEqual(['postgres', 'redis']);
  });
});

it('the systemd unit starts a program that the package has, as no user of its own choice', () => {
  const unit = readFileSync(path.join(root, 'deploy/dejabug.service'), 'utf8');
  const program = /^ExecStart=\/usr\/bin\/env node \/opt\/dejabug\/(\S+) serve$/m.exec(unit)?.[1];
  const { bin } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  expect(program).toBe(bin.dejabug);
  expect(unit).toMatch(/^DynamicUser=yes$/m);
  expect(unit).toMatch(/^NoNewPrivileges=yes$/m);
});
