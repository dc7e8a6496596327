/** `dejabug setup`, driven as a browser would, with a server of this test in GitHub's place for the one route that the emulator lacks. */

import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { probeCredentials } from '../src/adapters/env/probe-credentials.js';
import { readSettings } from '../src/adapters/env/settings.js';
import { writeCredentials } from '../src/adapters/env/write-credentials.js';
import { neededEvents, neededPermissions } from '../src/core/diagnosis/app-needs.js';
import { freePort } from '../src/entry/free-port.js';
import { type SetupParts, setupApp } from '../src/entry/setup/setup-app.js';
import { run } from './cli-command.js';
import { elementWith } from './desk-page.js';
import { type Front, startFront } from './front.js';

const main = path.resolve(import.meta.dirname, '../dist/entry/cli/main.js');
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const converted = {
  id: 815,
  slug: 'dejabug-acme',
  pem: privateKey,
  webhook_secret: 'made-by-github-webhook',
  client_id: 'Iv1.made',
  client_secret: 'made-by-github-client',
  html_url: 'https://github.example/apps/dejabug-acme',
};
const secrets = [converted.webhook_secret, converted.client_secret, privateKey.split('\n')[1] ?? 'no key'];

let github: Front;
let directory: string;
beforeAll(async () => {
  github = await startFront();
});
afterAll(() => github?.close());
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'dejabug-setup-'));
  github.passed.length = 0;
  github.route = (method, asked) =>
    method === 'POST' && asked === '/app-manifests/a-code/conversions'
      ? { status: 201, body: converted }
      : { status: 404, body: { message: 'Not Found' } };
});

const file = () => path.join(directory, '.env');

function setup(change: Partial<SetupParts> = {}) {
  const created: string[] = [];
  const app = setupApp({
    publicUrl: 'https://dejabug.example',
    serverUrl: 'https://github.example',
    apiUrl: github.url,
    file: file(),
    token: 'the-token',
    onCreated: (url) => created.push(url),
    ...change,
  });
  return { app, created };
}

type App = ReturnType<typeof setup>['app'];

/** Opens the first page; what a browser then holds. */
async function begin(app: App, query = '') {
  const answer = await app.request(`/setup?token=the-token${query}`);
  const html = await answer.text();
  const action = elementWith(html, 'form')?.attributes.action ?? '';
  return {
    status: answer.status,
    html,
    action,
    state: new URL(action).searchParams.get('state') ?? '',
    cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '',
  };
}

describe('the first page', () => {
  it('sends GitHub a manifest with this address and what the code needs', async () => {
    const { html, action } = await begin(setup().app);
    expect(action).toMatch(/^https:\/\/github\.example\/settings\/apps\/new\?state=[0-9a-f]{48}$/);
    const field = elementWith(html, 'input', { name: 'manifest' });
    const manifest = JSON.parse(field?.attributes.value ?? '');
    expect(manifest).toMatchObject({
      hook_attributes: { url: 'https://dejabug.example/api/github/webhooks' },
      redirect_url: 'https://dejabug.example/setup/created',
      callback_urls: ['https://dejabug.example/login/callback'],
      default_permissions: Object.fromEntries(neededPermissions.map(({ name, access }) => [name, access])),
      default_events: neededEvents.map(({ name }) => name),
    });
  });

  it('asks for an organisation of GitHub Enterprise too', async () => {
    const { app } = setup({ serverUrl: 'https://ghe.example' });
    const { action } = await begin(app, '&organization=acme');
    expect(action).toMatch(/^https:\/\/ghe\.example\/organizations\/acme\/settings\/apps\/new\?/);
    expect((await app.request('/setup?token=the-token&organization=a%22b')).status).toBe(400);
  });

  it('is for whoever has the printed link alone', async () => {
    for (const query of ['', '?token=', '?token=another-one'])
      expect((await setup().app.request(`/setup${query}`)).status).toBe(403);
  });
});

describe('the code that comes back', () => {
  it('becomes credentials in a file of mode 600, once, and none is shown', async () => {
    writeFileSync(file(), 'LOG_LEVEL=debug\n', { mode: 0o644 });
    const { app, created } = setup();
    const { state, cookie } = await begin(app);
    const address = `/setup/created?code=a-code&state=${state}`;
    const answer = await app.request(address, { headers: { cookie } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('https://github.example/apps/dejabug-acme/installations/new');
    for (const secret of secrets) expect(html).not.toContain(secret);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readSettings(parseEnv(readFileSync(file(), 'utf8')))).toMatchObject({
      appId: 815,
      privateKey: privateKey.trim(),
      webhookSecret: 'made-by-github-webhook',
      clientId: 'Iv1.made',
      clientSecret: 'made-by-github-client',
      publicUrl: 'https://dejabug.example',
      logLevel: 'debug',
    });
    expect(created).toEqual(['https://github.example/apps/dejabug-acme']);
    expect((await app.request(address, { headers: { cookie } })).status).toBe(403);
  });

  it.each<
    readonly [
      what: string,
      change: (right: { state: string; cookie: string }) => { state: string; cookie: string },
    ]
  >([
    ['with another state', ({ cookie }) => ({ state: 'f'.repeat(48), cookie })],
    ['without a state', ({ cookie }) => ({ state: '', cookie })],
    ['in another browser', ({ state }) => ({ state, cookie: '' })],
  ])('%s is refused, and GitHub is not asked', async (_what, change) => {
    const { app } = setup();
    const { state, cookie } = change(await begin(app));
    const answer = await app.request(`/setup/created?code=a-code&state=${state}`, { headers: { cookie } });
    expect(answer.status).toBe(403);
    expect(github.passed).toEqual([]);
  });

  it.each<readonly [what: string, status: number, body: unknown]>([
    ['that is used up', 404, { message: 'Not Found' }],
    ['with an answer of another kind', 201, { id: 'x', pem: secrets[2] }],
    ['with a secret that would be two lines', 201, { ...converted, client_secret: 'a"\nSESSION_SECRET="b' }],
  ])('%s writes nothing and says what to do', async (_what, status, body) => {
    github.route = () => ({ status, body });
    const { app, created } = setup();
    const { state, cookie } = await begin(app);
    const answer = await app.request(`/setup/created?code=a-code&state=${state}`, { headers: { cookie } });
    expect(answer.status).toBe(502);
    expect(await answer.text()).toMatch(/Begin again|Check GITHUB_API_URL/);
    expect(() => statSync(file())).toThrow();
    expect(created).toEqual([]);
  });
});

describe('the command', () => {
  it('prints a link, writes the file, ends, and prints no secret', async () => {
    const port = await freePort('localhost');
    const child = spawn(process.execPath, [main, 'setup'], {
      cwd: directory,
      env: { PATH: process.env.PATH, PORT: String(port), GITHUB_API_URL: github.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const link = await new Promise<string>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /http:\/\/\S+/.exec(said)?.[0];
        if (found !== undefined) resolve(found);
      });
      child.once('close', () => reject(new Error(said)));
    });
    const first = await fetch(link);
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const state = /state=([0-9a-f]{48})/.exec(await first.text())?.[1];
    const answer = await fetch(`http://localhost:${port}/setup/created?code=a-code&state=${state}`, {
      headers: { cookie },
    });
    expect(await answer.text()).toContain('Install the App');
    expect(await ended).toBe(0);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    for (const secret of secrets) expect(said).not.toContain(secret);
    const written = statSync(file());
    // Once more it would be another App: that is asked for expressly.
    const again = run(['setup'], '', directory);
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('has APP_ID, PRIVATE_KEY') });
    expect(statSync(file()).ino).toBe(written.ino);
    rmSync(directory, { recursive: true, force: true });
  });
});

describe('a file that the credentials cannot be written to is told of before there is an App', () => {
  const refused = (says: RegExp) => ({
    status: 1,
    stderr: expect.stringMatching(new RegExp(`cannot be written to .*${says.source}.*No App was created`)),
  });

  it.each<readonly [what: string, file: () => string, says: RegExp]>([
    ['in no directory', () => path.join(directory, 'missing', '.env'), /there is no such directory/],
    [
      'in a directory that cannot be written to',
      () => {
        // The superuser may write into every directory but those of the kernel.
        if (process.getuid?.() === 0) return '/proc/dejabug.env';
        const locked = path.join(directory, 'locked');
        mkdirSync(locked, { mode: 0o500 });
        return path.join(locked, '.env');
      },
      /may not write into its directory|there is no such directory/,
    ],
    [
      'that is read-only',
      () => {
        writeFileSync(file(), 'LOG_LEVEL=debug\n', { mode: 0o400 });
        return file();
      },
      /it is read-only/,
    ],
    [
      'that is a directory',
      () => {
        mkdirSync(file());
        return file();
      },
      /it is no plain file/,
    ],
    [
      'that is a link to nothing',
      () => {
        symlinkSync(path.join(directory, 'nothing'), file());
        return file();
      },
      /a link that leads nowhere/,
    ],
  ])('%s', (_what, make, says) => {
    const answer = run(['setup', '--file', make()], '', directory);
    expect(answer).toMatchObject(refused(says));
    expect(answer.stderr).not.toContain('Open this link');
    rmSync(directory, { recursive: true, force: true });
  });

  it('that is mounted by itself, as container engines do with single files', () => {
    writeFileSync(file(), 'LOG_LEVEL=debug\n');
    writeFileSync(path.join(directory, 'mounted'), '');
    const script = 'mount --bind "$2/mounted" "$2/.env" && exec "$0" "$1" setup';
    const own = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user'];
    const { status, stderr } = spawnSync(
      'unshare',
      [...own, 'sh', '-c', script, process.execPath, main, directory],
      { cwd: directory, encoding: 'utf8', env: { PATH: process.env.PATH, PORT: '0' } },
    );
    expect({ status, stderr }).toMatchObject(refused(/it is mounted by itself/));
    expect(readdirSync(directory).sort()).toEqual(['.env', 'mounted']);
    rmSync(directory, { recursive: true, force: true });
  });

  it('and one that can be written to is left as it was, and written to through a link', () => {
    writeFileSync(path.join(directory, 'real.env'), 'LOG_LEVEL=debug\n', { mode: 0o640 });
    symlinkSync('real.env', file());
    const real = path.join(directory, 'real.env');
    // The superuser's own checks show that the owner of a file outlives it.
    if (process.getuid?.() === 0) chownSync(real, 4321, 4322);
    const before = statSync(real);
    probeCredentials(file());
    const { ino, uid, gid, ctimeMs } = statSync(real);
    expect({ ino, uid, gid, ctimeMs }).toEqual({
      ino: before.ino,
      uid: before.uid,
      gid: before.gid,
      ctimeMs: before.ctimeMs,
    });
    expect(readFileSync(real, 'utf8')).toBe('LOG_LEVEL=debug\n');
    expect(statSync(real).mode & 0o777).toBe(0o640);
    writeCredentials(
      file(),
      { appId: 1, privateKey: 'key', webhookSecret: 'a', clientId: 'b', clientSecret: 'c' },
      {},
    );
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain('APP_ID="1"');
    expect(statSync(real)).toMatchObject({ uid: before.uid, gid: before.gid });
    expect(statSync(real).mode & 0o777).toBe(0o600);
    probeCredentials(path.join(directory, 'new.env'));
    expect(readdirSync(directory).sort()).toEqual(['.env', 'real.env']);
  });

  it.each(['fchownSync', 'writeFileSync', 'renameSync'])(
    'and a kill at %s leaves nothing that others may read',
    (step) => {
      writeFileSync(file(), 'LOG_LEVEL=debug\n', { mode: 0o644 });
      const credentials = {
        appId: 1,
        privateKey: 'key',
        webhookSecret: 'a',
        clientId: 'b',
        clientSecret: 'c',
      };
      const module = path.resolve(import.meta.dirname, '../dist/adapters/env/write-credentials.js');
      const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      process.umask(0);
      fs.${step} = () => process.kill(process.pid, 'SIGKILL');
      syncBuiltinESMExports();
      const { writeCredentials } = await import(${JSON.stringify(module)});
      writeCredentials(${JSON.stringify(file())}, ${JSON.stringify(credentials)}, {});`;
      const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: directory });
      expect(killed.signal).toBe('SIGKILL');
      const left = readdirSync(directory).filter((name) => name !== '.env');
      expect(left).toHaveLength(1);
      for (const name of left) expect(statSync(path.join(directory, name)).mode & 0o777).toBe(0o600);
      expect(readFileSync(file(), 'utf8')).toBe('LOG_LEVEL=debug\n');
      rmSync(directory, { recursive: true, force: true });
    },
  );
});
