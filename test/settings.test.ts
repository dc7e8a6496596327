/** The process environment: what it may hold, what is said about what is missing, and the pages made from its table. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sessionSecret } from '../src/adapters/env/session-secret.js';
import { readSettings } from '../src/adapters/env/settings.js';
import { envExample, settingsPage, settingsTable } from '../src/adapters/env/settings-table.js';

const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-settings-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey.trim();

const required = {
  APP_ID: '4711',
  PRIVATE_KEY: pem,
  WEBHOOK_SECRET: 'secret',
  GITHUB_CLIENT_ID: 'Iv1.x',
  GITHUB_CLIENT_SECRET: 'hush',
};

function messageOf(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}

describe('settings', () => {
  it('need five values and have defaults for the rest', () => {
    expect(readSettings(required)).toMatchObject({
      appId: 4711,
      privateKey: pem,
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      host: 'localhost',
      port: 3000,
      publicUrl: null,
      databaseUrl: null,
      redisUrl: null,
      trustedProxies: 0,
      graceSeconds: 120,
      sweepSeconds: 300,
      logLevel: 'info',
    });
  });

  it.each([
    ['PEM', pem],
    ['PEM in one line with \\n', pem.replaceAll('\n', '\\n')],
    ['PEM in quotes', `"${pem.replaceAll('\n', '\\n')}"`],
    ['base64', Buffer.from(pem).toString('base64')],
  ])('take the private key as %s', (_form, key) => {
    expect(readSettings({ ...required, PRIVATE_KEY: key }).privateKey.trim()).toBe(pem.trim());
  });

  it('take the private key from a file', () => {
    const file = path.join(directory, 'app.pem');
    writeFileSync(file, pem);
    const { PRIVATE_KEY: _, ...rest } = required;
    expect(readSettings({ ...rest, PRIVATE_KEY_PATH: file }).privateKey).toBe(pem);
  });

  it('treat an empty value as not set', () => {
    expect(readSettings({ ...required, REDIS_URL: '', PORT: ' ' })).toMatchObject({
      redisUrl: null,
      port: 3000,
    });
  });

  it('drop the slash at the end of an address', () => {
    expect(readSettings({ ...required, GITHUB_API_URL: 'https://ghe.example/api/v3/' }).apiUrl).toBe(
      'https://ghe.example/api/v3',
    );
  });

  it('name everything that is missing in one message, each with where to get it', () => {
    const message = messageOf({});
    for (const name of Object.keys(required)) {
      const from = settingsTable.find((row) => row.name === name)?.from;
      expect(message).toContain(`${name} is not set.\n    Where to get it: ${from}`);
    }
  });

  it.each([
    ['APP_ID', 'my-app', 'must be a whole number'],
    ['PRIVATE_KEY', 'abc', 'is no private key'],
    ['PORT', '70000', 'from 0 to 65535'],
    ['GITHUB_API_URL', 'api.github.com', 'must be an http(s) address'],
    ['DATABASE_URL', 'mysql://x', 'must start with postgres:// or postgresql://'],
    ['REDIS_URL', 'localhost:6379', 'must start with redis:// or rediss://'],
    ['SESSION_SECRET', 'short', 'at least 32 characters'],
    ['GRACE_SECONDS', '-1', 'from 0 to 86400'],
    ['LOG_LEVEL', 'loud', 'must be one of trace'],
  ])('refuse %s=%s', (name, value, says) => {
    const message = messageOf({ ...required, [name]: value });
    expect(message).toContain(`${name} `);
    expect(message).toContain(says);
  });

  it.each([
    ['EC', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['ED25519', generateKeyPairSync('ed25519')],
  ])('refuse a private key of type %s: GitHub Apps have RSA keys', (type, pair) => {
    const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const message = messageOf({ ...required, PRIVATE_KEY: key });
    expect(message).toContain(`PRIVATE_KEY is a private key of type ${type}, but`);
    expect(message).toContain('RSA');
    expect(message).toContain('Generate a private key');
  });

  it('say that the key file cannot be read, and not that the key is missing', () => {
    const { PRIVATE_KEY: _, ...rest } = required;
    const message = messageOf({ ...rest, PRIVATE_KEY_PATH: path.join(directory, 'none.pem') });
    expect(message).toContain('none.pem cannot be read');
    expect(message).not.toContain('PRIVATE_KEY is not set');
  });

  it('never show a secret in the message', () => {
    const message = messageOf({ ...required, PRIVATE_KEY: 'my-secret-key', SESSION_SECRET: 'tiny-secret' });
    expect(message).not.toMatch(/my-secret-key|tiny-secret|hush/);
  });
});

describe('the session secret', () => {
  it('is the one that was set', async () => {
    const set = { sessionSecret: 'x'.repeat(32), dataDir: directory };
    expect(await sessionSecret(set)).toBe('x'.repeat(32));
  });

  it('is otherwise made once, kept for this user alone, and the same for all who start at once', async () => {
    const dataDir = path.join(directory, 'fresh');
    const secrets = await Promise.all([1, 2, 3].map(() => sessionSecret({ sessionSecret: null, dataDir })));
    expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(secrets).size).toBe(1);
    expect(statSync(path.join(dataDir, 'session-secret')).mode & 0o777).toBe(0o600);
  });

  it('says what to do when it cannot be kept', async () => {
    const dataDir = path.join(directory, 'file');
    writeFileSync(dataDir, '');
    await expect(sessionSecret({ sessionSecret: null, dataDir })).rejects.toThrow(/set SESSION_SECRET/);
  });
});

// After a change of the table: npx vitest run test/settings.test.ts -u
describe('the pages made from the table', () => {
  it('docs/settings.md says what the code reads', async () => {
    await expect(settingsPage()).toMatchFileSnapshot('../docs/settings.md');
  });

  it('.env.example lists every setting', async () => {
    await expect(envExample()).toMatchFileSnapshot('../.env.example');
  });
});
