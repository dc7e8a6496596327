/** What GitHub refuses, and what the queue is told about it; a server that answers as GitHub documents it. */

import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { GitHub } from '../src/app/ports.js';
import { silentLog } from './backends.js';

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}

let server: Server;
let github: GitHub;
/** What the next requests get, after the installation token. */
let answers: Answer[];
/** What a request gets when there is no such answer. */
let respond: (request: string) => Answer;
let token: Answer;
let asked: string[];

const tokenGranted: Answer = {
  status: 201,
  body: { token: 'ghs_x', expires_at: '2099-01-01T00:00:00Z', permissions: {}, repository_selection: 'all' },
};

function send(response: ServerResponse, { status, headers = {}, body = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith('/access_tokens')) return send(response, token);
    asked.push(`${request.method} ${request.url}`);
    send(response, answers.shift() ?? respond(`${request.method} ${request.url}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

beforeEach(() => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  answers = [];
  respond = () => ({ status: 500, body: { message: 'unexpected' } });
  token = tokenGranted;
  asked = [];
  installationId += 1;
  // A fresh one each time, because an installation's token is kept.
  github = openGitHub({
    appId: 1,
    privateKey,
    apiUrl: `http://127.0.0.1:${address.port}`,
    pace: true,
    log: silentLog,
  });
});

// Each test is an installation of its own: writes of one are three seconds apart.
let installationId = 1;
function ref() {
  return { installationId, owner: 'acme', repo: 'kernel', number: 12 };
}

describe('a refused write', () => {
  const cases: ReadonlyArray<readonly [what: string, answer: Answer, error: object]> = [
    [
      'that meets the secondary limit comes back after the time that GitHub names',
      {
        status: 403,
        headers: { 'retry-after': '42' },
        body: { message: 'You have exceeded a secondary rate limit.' },
      },
      { retry: true, retryAfterMs: 42_000, outcome: 'refused' },
    ],
    [
      'that meets the secondary limit without a time comes back after a minute',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
      { retry: true, retryAfterMs: 60_000 },
    ],
    [
      'that is told 429 comes back after the time that GitHub names',
      { status: 429, headers: { 'retry-after': '7' }, body: { message: 'Slow down' } },
      { retry: true, retryAfterMs: 7_000 },
    ],
    [
      'that met the primary limit an instant before its reset comes back at once',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1700000000' },
        body: { message: 'API rate limit exceeded' },
      },
      { retry: true, retryAfterMs: 1000 },
    ],
    [
      'for want of a permission ends, with the page where it is given',
      { status: 403, body: { message: 'Resource not accessible by integration' } },
      { retry: false, message: expect.stringContaining('lacks a permission') },
    ],
    [
      'for a text that GitHub does not take ends',
      { status: 422, body: { message: 'Body is too long' } },
      { retry: false, outcome: 'refused', message: expect.stringContaining('Body is too long') },
    ],
    [
      'on a repository that was taken down for legal reasons ends',
      { status: 451, body: { message: 'Repository access blocked' } },
      { status: 451, retry: false, message: expect.stringContaining('access blocked') },
    ],
    [
      'on an issue that was deleted meanwhile ends',
      { status: 410, body: { message: 'This issue was deleted' } },
      { status: 410, retry: false },
    ],
    [
      'for a fault of GitHub is tried again later, and may have been carried out',
      { status: 502, body: { message: 'Bad gateway' } },
      { retry: true, retryAfterMs: null, outcome: 'unknown' },
    ],
  ];
  it.each(cases)('%s, and is sent once', async (_what, answer, error) => {
    answers = [answer];
    await expect(github.postComment(ref(), 'Hello.')).rejects.toMatchObject(error);
    expect(asked).toEqual(['POST /repos/acme/kernel/issues/12/comments']);
  });

  it('names what was attempted and where', async () => {
    answers = [{ status: 502 }];
    await expect(github.addLabels(ref(), ['x'])).rejects.toThrow('Labelling issue #12 in acme/kernel');
  });

  it('for wrong credentials ends, with the settings to check', async () => {
    token = { status: 401, body: { message: 'A JSON web token could not be decoded' } };
    await expect(github.postComment(ref(), 'Hello.')).rejects.toMatchObject({
      retry: false,
      message: expect.stringContaining('APP_ID and PRIVATE_KEY'),
    });
    expect(asked).toEqual([]);
  });

  it('for want of a token was never sent', async () => {
    token = { status: 502, body: { message: 'Bad gateway' } };
    await expect(github.postComment(ref(), 'Hello.')).rejects.toMatchObject({
      retry: true,
      outcome: 'refused',
    });
    expect(asked).toEqual([]);
  });

  it('of a suspended installation ends with that reason', async () => {
    token = { status: 403, body: { message: 'This installation has been suspended' } };
    await expect(github.readIssue(ref())).rejects.toMatchObject({
      retry: false,
      message: expect.stringContaining('suspended'),
    });
  });

  it.each([
    ['nothing listens', 'http://127.0.0.1:9'],
    ['its name is not known', 'https://github.invalid'],
  ])('because %s at its address is tried again later, without an invented status', async (_what, apiUrl) => {
    const away = openGitHub({ appId: 1, privateKey, apiUrl, pace: false, log: silentLog });
    const error: unknown = await away.readIssue(ref()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 0, retry: true, retryAfterMs: null, outcome: 'refused' });
    expect(String(error)).toContain(`GitHub is not reachable at ${apiUrl} (`);
    expect(String(error)).toContain('Check GITHUB_API_URL');
    expect(String(error)).not.toContain('500');
  });
});

describe('an issue that moved', () => {
  it('to another repository is gone from this one', async () => {
    const moved = { status: 200, body: { number: 3, title: 'Moved', labels: [], user: null } };
    answers = [moved, { status: 200, body: [] as object }, { status: 200, body: [] as object }];
    expect(await github.readIssue(ref())).toBeNull();
  });

  it('with its repository under a new name is read and labelled there', async () => {
    const issue = {
      number: 12,
      title: 'Renamed',
      labels: [],
      user: null,
      state: 'open',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    };
    respond = (request) => {
      const rest = / \/repos\/acme\/kernel(\/.*)$/.exec(request)?.[1];
      const isReading = request.startsWith('GET');
      if (rest !== undefined)
        return { status: isReading ? 301 : 307, headers: { location: `/repositories/7${rest}` } };
      return { status: 200, body: request.endsWith('/issues/12') ? issue : [] };
    };
    expect(await github.readIssue(ref())).toMatchObject({ title: 'Renamed' });
    await github.addLabels(ref(), ['x']);
    expect(asked.slice(-2)).toEqual([
      'POST /repos/acme/kernel/issues/12/labels',
      'POST /repositories/7/issues/12/labels',
    ]);
  });

  it('is gone when GitHub says 410', async () => {
    const gone = { status: 410, body: { message: 'This issue was deleted' } };
    answers = [gone, gone, gone];
    expect(await github.readIssue(ref())).toBeNull();
  });
});

describe('the YAML of a policy', () => {
  it.each([
    ['', null],
    ['mode: auto', { mode: 'auto' }],
  ])('%j is a value', (text, value) => {
    expect(readPolicyYaml(text)).toEqual({ ok: true, value, placeOf: expect.any(Function) });
  });

  it.each([
    ['a million characters', `# ${'x'.repeat(1_000_000)}`, /larger than 256 KB/],
    ['a tab for indentation', 'problems:\n\tx: 1', /tab/i],
    ['a key twice', 'mode: auto\nmode: off', /unique/],
    ['an alias to nothing', 'mode: *m', /alias/i],
  ])('with %s is refused in words', (_what, text, says) => {
    const reading = readPolicyYaml(text);
    expect(reading.ok ? '' : reading.reason).toMatch(says);
  });
});
