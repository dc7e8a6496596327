/** Starting Dejabug where something is wrong: it says what, why and what to do, and leaves nothing open. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from '../src/adapters/env/settings.js';
import { freePort } from '../src/entry/free-port.js';
import { openLog } from '../src/entry/logger.js';
import { startDejabug } from '../src/entry/serve.js';

const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-start-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const log = pino({ level: 'silent' });
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

function settings(environment: Record<string, string> = {}) {
  return readSettings({
    APP_ID: '1',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: 'secret',
    GITHUB_CLIENT_ID: 'id',
    GITHUB_CLIENT_SECRET: 'secret',
    // Nothing listens there: a start that called GitHub would fail.
    GITHUB_API_URL: 'http://127.0.0.1:9',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: path.join(directory, 'state'),
    ...environment,
  });
}

describe('the start', () => {
  it('is stopped by a broken rule file, with file, line and what to change', async () => {
    const rules = path.join(directory, 'rules');
    mkdirSync(rules);
    writeFileSync(path.join(rules, 'broken.yml'), 'id: broken\ntitel: Broken\n');
    const start = startDejabug(settings(), { rules, log });
    await expect(start).rejects.toThrow(/broken\.yml:\d+/);
    await expect(start).rejects.toThrow(/titel/);
  });

  it('is stopped by a port that is taken, and frees the database again', async () => {
    const taken = createServer();
    const port = await freePort('127.0.0.1');
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    await expect(startDejabug(settings({ PORT: String(port) }), { log })).rejects.toThrow(
      `Port ${port} is already in use`,
    );
    taken.close();
    // The embedded database takes one process at a time, so this would fail if it were still open.
    const running = await startDejabug(settings({ PORT: String(port) }), { log });
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    await Promise.all([running.close(), running.close()]);
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
  });

  it('is not stopped by a Redis that is away: it serves, and /readyz says what is missing', async () => {
    const port = await freePort('127.0.0.1');
    const running = await startDejabug(settings({ REDIS_URL: `redis://127.0.0.1:${port}` }), { log });
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${running.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ database: 'ok', queue: expect.stringMatching(/\w/) });
    expect((await fetch(`${running.url}/metrics`)).status).toBe(200);
    await running.close();
  });
});

describe('the log', () => {
  it('keeps cookies, tokens, signatures and reports to itself', async () => {
    const lines: string[] = [];
    const running = await startDejabug(settings(), {
      log: openLog('trace', { write: (line) => lines.push(line) }),
    });
    const secret = 'keep-this-out-of-the-log';
    const answer = await fetch(`${running.url}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'issues',
        'x-github-delivery': 'wrongly-signed',
        'x-hub-signature-256': `sha256=${secret}`,
        cookie: `session=${secret}`,
        authorization: `Bearer ${secret}`,
      },
      body: JSON.stringify({ issue: { body: secret } }),
    });
    expect(answer.status).toBe(400);
    await fetch(`${running.url}/login`, { redirect: 'manual', headers: { cookie: `session=${secret}` } });
    await running.close();
    const log = lines.join('');
    expect(log).toMatch(/"status":400,.*"msg":"webhook refused"/);
    expect(log).toContain('signature does not match');
    expect(log).not.toContain(secret);
    // The sign-in cookie that /login sets.
    expect(log).not.toMatch(/"set-cookie":\[?"(?!\[Redacted)/);
  });
});
