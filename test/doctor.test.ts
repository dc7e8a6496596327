/** `dejabug doctor`: what it says of a sound installation and of each thing that can be wrong, against an emulated GitHub. */

import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { examineRedis } from '../src/adapters/queue/examine-redis.js';
import type { Finding } from '../src/core/diagnosis/finding.js';
import { judgeQueue } from '../src/core/diagnosis/judge-stores.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { type ExamineOptions, examine } from '../src/entry/examine.js';
import { freePort } from '../src/entry/free-port.js';
import { runBeside } from './async-command.js';
import { embeddedPlace, type Place, silentLog } from './backends.js';
import { type Front, mutations, startFront } from './front.js';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;
const publicUrl = 'http://localhost:9';
const hook = {
  url: `${publicUrl}/api/github/webhooks`,
  content_type: 'json',
  secret: '********',
  insecure_ssl: '0',
};
const arrived = delivery('a', 200, 'OK');

function delivery(guid: string, status_code: number, status: string) {
  return { id: 1, guid, event: 'issues', status_code, status, delivered_at: '2026-11-22T12:00:00Z' };
}

let front: Front;
let github: EmulatedGitHub;
let place: Place;
let own: Record<string, unknown>;
let empty: string;

beforeAll(async () => {
  place = await embeddedPlace();
  const database = await openDatabase(place.database, silentLog);
  await database.close();
  front = await startFront();
  github = await startEmulatedGitHub(publicUrl);
  front.target = github.url;
  empty = mkdtempSync(path.join(tmpdir(), 'dejabug-doctor-'));
});
afterAll(async () => {
  await front?.close();
  await github?.close();
  await place?.remove();
  rmSync(empty, { recursive: true, force: true });
});
beforeEach(() => {
  const repositories = [{ name: github.repo, owner: { login: github.owner } }];
  own = {
    '/app/hook/config': hook,
    '/app/hook/deliveries': [arrived],
    '/installation/repositories': { total_count: 1, repositories },
  };
  front.route = (_method, asked) => {
    const body = own[asked.split('?')[0] ?? ''];
    return body === undefined ? null : { status: 200, body };
  };
});

function environment(change: Record<string, string> = {}): Record<string, string> {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_CLIENT_ID: github.app.clientId,
    GITHUB_CLIENT_SECRET: github.app.clientSecret,
    GITHUB_API_URL: front.url,
    GITHUB_SERVER_URL: front.url,
    PUBLIC_URL: publicUrl,
    // Not there: to look at one that is costs a second each time.
    DATA_DIR: path.join(empty, 'new'),
    ...change,
  };
}

async function findings(
  change: Record<string, string> = {},
  options: ExamineOptions = {},
): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of examine(environment(change), options)) found.push(finding);
  return found;
}

function wrongOnes(found: readonly Finding[]): string[] {
  return found.filter(({ verdict }) => verdict === 'wrong').map(({ check, says }) => `${check}: ${says}`);
}

async function appWith(change: object): Promise<void> {
  const seen = await fetchApp();
  own['/app'] = { ...seen, ...change };
}

/** The App as the emulator describes it to Dejabug. */
async function fetchApp(): Promise<object> {
  return {
    id: github.app.id,
    slug: github.app.slug,
    html_url: `${github.url}/apps/dejabug`,
    permissions: {
      issues: 'write',
      metadata: 'read',
      single_file: 'read',
      contents: 'read',
      pull_requests: 'read',
      checks: 'write',
    },
    events: ['issues', 'issue_comment', 'release', 'push', 'repository', 'pull_request', 'check_run'],
  };
}

describe('a sound installation', () => {
  it('is all well, names no secret, and nothing was changed', async () => {
    front.passed.length = 0;
    const { dataDir: DATA_DIR } = place.database;
    const { status, stdout, stderr } = await runBeside(['doctor'], environment({ DATA_DIR }), empty);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ok {5}app .*PRIVATE_KEY belongs to APP_ID 4711/m);
    expect(stdout).toMatch(/^ok {5}policy .*xen-on-linux\/reports: mode suggest/m);
    expect(stdout).toMatch(/^ok {5}database .*is up to date/m);
    expect(stdout).toMatch(/^ok {5}permissions/m);
    expect(stdout).toMatch(/^ok {5}webhook url/m);
    expect(stdout).toContain('Nothing is wrong.');
    expect(status).toBe(0);
    expect(mutations(front.passed)).toEqual([]);
    for (const secret of [github.app.webhookSecret, github.app.clientSecret, 'BEGIN'])
      expect(stdout).not.toContain(secret);
    expect(readdirSync(empty)).toEqual([]);
  });

  it('is one JSON object for machines', async () => {
    const { status, stdout } = await runBeside(['doctor', '--json'], environment(), empty);
    const said = JSON.parse(stdout);
    expect(said.healthy).toBe(true);
    expect(said.findings[0]).toEqual({
      check: 'settings',
      verdict: 'ok',
      says: expect.any(String),
      todo: null,
    });
    expect(status).toBe(0);
  });
});

describe('settings', () => {
  it('are named one by one, with where to get them, and the rest is not guessed', async () => {
    const { status, stdout } = await runBeside(['doctor'], { APP_ID: 'seven', PRIVATE_KEY: 'hush' }, empty);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^WRONG {2}settings .*APP_ID must be a whole number.*Where to get it: GitHub/m);
    expect(stdout).toMatch(/^WRONG {2}settings .*PRIVATE_KEY is no private key/m);
    expect(stdout).toMatch(/^WRONG {2}settings .*WEBHOOK_SECRET is not set/m);
    expect(stdout).toMatch(/^skip {3}the rest/m);
    expect(stdout).not.toContain('hush');
  });

  it('that name a repository wrongly are wrong usage', async () => {
    const { status, stderr } = await runBeside(['doctor', '--repository', 'reports'], environment(), empty);
    expect(status).toBe(2);
    expect(stderr).toContain('Write it as OWNER/REPO');
  });
});

describe('the App', () => {
  it('whose key is another one is told apart from a wrong clock', async () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const PRIVATE_KEY = key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const found = await findings({ PRIVATE_KEY });
    expect(wrongOnes(found)).toEqual([
      expect.stringMatching(/^app: GitHub refuses PRIVATE_KEY for App 4711 \(401/),
    ]);
    expect(found.at(-1)?.verdict).toBe('skipped');
    expect(JSON.stringify(found)).not.toContain('BEGIN');

    const late = { clock: { now: () => Date.now() - 300_000 } };
    const both = await findings({ PRIVATE_KEY }, late);
    expect(wrongOnes(both)[0]).toMatch(/^clock: The clock of this machine is \d+ s behind/);
    expect(both.find(({ check }) => check === 'app')?.todo).toBe('Set the clock first.');
  });

  it('that lacks a permission or an event is told what is lost without', async () => {
    await appWith({
      permissions: { issues: 'read', metadata: 'read', single_file: 'read' },
      events: ['issues'],
    });
    const found = await findings();
    expect(wrongOnes(found)).toEqual([
      'permissions: The App has no write access to "issues", without which nothing works.',
    ]);
    const notes = found.filter(({ check, verdict }) => check === 'permissions' && verdict === 'note');
    expect(notes.map(({ says }) => says).join('\n')).toMatch(
      /"contents".*\n.*"pull_requests".*"checks".*"pull_request".*\n.*"issue_comment".*\n.*"release".*\n.*"check_run".*\n.*"push"/,
    );
  });

  it('that may do more than is needed is told so', async () => {
    await appWith({ permissions: { ...Object(await fetchApp()).permissions, administration: 'write' } });
    const found = await findings();
    expect(wrongOnes(found)).toEqual([]);
    expect(found.map(({ says }) => says)).toContain(
      'The App may do more than Dejabug ever does (administration: write).',
    );
  });

  it('whose client id is not the one that is set cannot sign anybody in', async () => {
    await appWith({ client_id: 'Iv1.other' });
    const [found] = (await findings()).filter(({ verdict }) => verdict === 'wrong');
    expect(found).toMatchObject({
      check: 'sign-in',
      todo: expect.stringContaining('GITHUB_CLIENT_ID=Iv1.other'),
    });
  });

  it('is looked for where GitHub is, in words', async () => {
    const closed = await freePort('localhost');
    const found = await findings({ GITHUB_API_URL: `http://localhost:${closed}` });
    expect(wrongOnes(found)[0]).toMatch(/^github: .*GitHub is not reachable at http:\/\/localhost:\d+/);
    own['/app'] = '<html>a portal</html>';
    expect(wrongOnes(await findings())).toEqual([
      'github: What answers is not GitHub. Check GITHUB_API_URL.',
    ]);
  });
});

describe('the webhook', () => {
  it.each([
    [
      'another address',
      { url: 'http://localhost:9/webhook' },
      /^webhook url: .*expected at http:\/\/localhost:9\/api/,
    ],
    ['no address', { url: '' }, /^webhook: The App has no webhook URL/],
    ['no secret', { secret: undefined }, /^webhook secret: GitHub does not sign/],
    ['a form as content', { content_type: 'form' }, /^webhook: Webhooks are sent as "form"/],
    ['no look at the certificate', { insecure_ssl: '1' }, /^webhook: GitHub does not check the certificate/],
  ])('with %s is wrong', async (_what, change, says) => {
    own['/app/hook/config'] = { ...hook, ...change };
    expect(wrongOnes(await findings())).toEqual([expect.stringMatching(says)]);
  });

  it('through a channel has the address of that', async () => {
    const channel = 'https://smee.io/abc';
    const found = await findings({ WEBHOOK_PROXY_URL: channel });
    expect(wrongOnes(found)).toEqual([expect.stringContaining(channel)]);
    own['/app/hook/config'] = { ...hook, url: channel };
    expect(wrongOnes(await findings({ WEBHOOK_PROXY_URL: channel }))).toEqual([]);
  });

  it.each([
    [400, 'Invalid HTTP Response: 400', 'WEBHOOK_SECRET'],
    [0, 'failed to connect to host', 'did not reach'],
    [503, 'Invalid HTTP Response: 503', 'readyz'],
  ])('whose newest delivery ended with %s is wrong, with what that means', async (code, status, todo) => {
    own['/app/hook/deliveries'] = [delivery('b', code, status), arrived];
    const found = (await findings()).find(({ check }) => check === 'deliveries');
    expect(found).toMatchObject({ verdict: 'wrong', todo: expect.stringContaining(todo) });
    expect(found?.says).toContain(`issues at 2026-11-22T12:00:00Z: ${code} ${status}`);
  });

  it('that failed once and arrived later is well, and one that still misses is worth a note', async () => {
    own['/app/hook/deliveries'] = [delivery('b', 200, 'OK'), delivery('b', 503, 'no')];
    expect((await findings()).find(({ check }) => check === 'deliveries')?.verdict).toBe('ok');
    own['/app/hook/deliveries'] = [arrived, delivery('b', 503, 'no')];
    expect((await findings()).find(({ check }) => check === 'deliveries')?.verdict).toBe('note');
  });
});

describe('installations', () => {
  it('that there are none is wrong, and a suspended or an outdated one is named', async () => {
    own['/app/installations'] = [];
    expect(wrongOnes(await findings())[0]).toMatch(/^installations: The App is not installed anywhere/);
    const works = {
      permissions: Object(await fetchApp()).permissions,
      events: Object(await fetchApp()).events,
    };
    const { pull_requests: _pulls, checks: _checks, ...permissions } = works.permissions;
    const before = { permissions, events: ['issues', 'issue_comment', 'release', 'push', 'repository'] };
    const suspended_at = '2026-11-01T00:00:00Z';
    own['/app/installations'] = [
      { id: 100, account: { login: 'xen-on-linux' }, html_url: 'https://x/100', ...works },
      { id: 101, account: { login: 'sleepy' }, html_url: 'https://x/101', suspended_at, ...works },
      { id: 103, account: { login: 'yesterday' }, html_url: 'https://x/103', ...before },
      { id: 102, account: { login: 'old' }, html_url: 'https://x/102', permissions: {}, events: [] },
    ];
    own['/installation/repositories'] = { total_count: 0, repositories: [] };
    const found = (await findings()).filter(({ check }) => check === 'installations');
    expect(found[0]?.says).toBe('Installed on 3: xen-on-linux, yesterday, old.');
    expect(found[1]).toMatchObject({ verdict: 'note', says: expect.stringContaining('sleepy is suspended') });
    // Whose owner has not accepted the permissions of the check hears of that once, and of nothing that is broken.
    expect(found[2]).toMatchObject({
      verdict: 'note',
      says: expect.stringMatching(/on yesterday .*"pull_requests".*"checks".*"pull_request".*gets no check/),
      todo: 'Its owner accepts the new permissions at https://x/103.',
    });
    expect(found[3]).toMatchObject({ says: expect.stringContaining('run again from GitHub') });
    expect(found[4]).toMatchObject({
      verdict: 'wrong',
      says: 'The installation on old has no write access to "issues", without which nothing works.',
      todo: 'Its owner accepts the new permissions at https://x/102.',
    });
  });
});

describe('policies', () => {
  it('that cannot be followed give every reason', async () => {
    const file = `/repos/${github.owner}/${github.repo}/contents/.github/dejabug.yml`;
    const content = Buffer.from('mode: sugest\nlabel: x\n').toString('base64');
    await github.call('maintainer', 'PUT', file, { message: 'Break it', content });
    const found = await findings({}, { repository: { owner: github.owner, repo: github.repo } });
    const policies = wrongOnes(found);
    expect(policies).toHaveLength(2);
    expect(policies.join('\n')).toContain('did you mean `labels`?');
    const { sha } = await github.call<{ sha: string }>('maintainer', 'GET', file);
    await github.call('maintainer', 'DELETE', file, { message: 'Mend it', sha });
  });

  it('of a repository without the App say so', async () => {
    const found = await findings({}, { repository: { owner: github.owner, repo: 'none' } });
    expect(wrongOnes(found)).toEqual([`policy: The App is not installed on ${github.owner}/none.`]);
  });

  it('are left out where the rules do not load, which says why', async () => {
    const found = await findings({}, { rules: path.join(empty, 'none') });
    expect(wrongOnes(found)[0]).toMatch(/^rules: /);
    expect(found.at(-1)).toMatchObject({ check: 'policy', verdict: 'skipped' });
  });
});

describe('database and queue', () => {
  it('that a running Dejabug has for itself are fine', async () => {
    const database = await openDatabase(place.database, silentLog);
    try {
      const found = (await findings({ DATA_DIR: place.database.dataDir })).find(
        ({ check }) => check === 'database',
      );
      expect(found).toMatchObject({
        verdict: 'note',
        says: expect.stringContaining(`in use by process ${process.pid}`),
      });
    } finally {
      await database.close();
    }
  });

  it('that do not exist yet are not made', async () => {
    const found = await findings();
    expect(found[2]).toMatchObject({
      check: 'database',
      verdict: 'note',
      says: expect.stringContaining('is empty'),
    });
    expect(readdirSync(empty)).toEqual([]);
  });

  it('that do not answer are wrong, without their passwords', async () => {
    const closed = await freePort('localhost');
    const found = await findings({
      DATABASE_URL: `postgres://me:hush@localhost:${closed}/dejabug`,
      REDIS_URL: `redis://me:hush@localhost:${closed}`,
    });
    expect(wrongOnes(found)).toEqual([
      expect.stringMatching(/^database: PostgreSQL at localhost:\d+\/dejabug cannot be used.*ECONNREFUSED/),
      expect.stringMatching(/^queue: Redis at localhost:\d+ cannot be used: .*ECONNREFUSED/),
    ]);
    expect(JSON.stringify(found)).not.toContain('hush');
  });

  it.skipIf(!isInstalled).each([
    ['noeviction', 'yes', []],
    ['allkeys-lru', 'yes', [/^queue: .*throws keys away.*allkeys-lru/]],
    ['noeviction', 'no', [/^queue: .*keeps no append-only file/]],
  ])('on a Redis with %s and appendonly %s', async (policy, aof, says) => {
    const port = await freePort('127.0.0.1');
    const dir = mkdtempSync(path.join(tmpdir(), 'dejabug-redis-'));
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''];
    const server = spawn('redis-server', [...options, '--maxmemory-policy', policy, '--appendonly', aof]);
    try {
      const REDIS_URL = `redis://127.0.0.1:${port}`;
      await vi.waitFor(async () => expect((await examineRedis(REDIS_URL)).kind).toBe('redis'), 10_000);
      expect(wrongOnes(await findings({ REDIS_URL }))).toEqual(
        says.map((pattern) => expect.stringMatching(pattern)),
      );
    } finally {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it('on a Redis that is too old, or does not tell', () => {
    const redis = { kind: 'redis', place: 'here', maxmemoryPolicy: 'noeviction', isAppending: true } as const;
    expect(judgeQueue({ ...redis, version: '4.0.9' })[0]?.verdict).toBe('wrong');
    expect(judgeQueue({ ...redis, version: '6.0.16' })[0]?.verdict).toBe('note');
    expect(judgeQueue({ ...redis, version: '6.2.0' })[0]?.verdict).toBe('ok');
    expect(judgeQueue({ ...redis, version: '8.0', maxmemoryPolicy: null })[0]?.verdict).toBe('note');
  });
});
