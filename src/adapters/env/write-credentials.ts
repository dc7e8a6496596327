/** Writes a new App's credentials to an environment file that only this user can read. */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

export interface AppSecrets {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const names = [
  'APP_ID',
  'PRIVATE_KEY',
  'WEBHOOK_SECRET',
  'GITHUB_CLIENT_ID',
  'GITHUB_CLIENT_SECRET',
] as const;

/** Settings of an App that the file has already; empty where it can be written to. */
export function credentialsIn(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const known = parseEnv(readFileSync(file, 'utf8'));
  return [...names, 'PRIVATE_KEY_PATH'].filter((name) => (known[name] ?? '') !== '');
}

/** Adds to what the file holds; the whole file is replaced at once and is readable for its owner alone. Throws when it cannot be written. */
export function writeCredentials(
  file: string,
  secrets: AppSecrets,
  more: Readonly<Record<string, string>>,
): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  const values: Record<string, string> = {
    APP_ID: String(secrets.appId),
    PRIVATE_KEY: secrets.privateKey.trim().replaceAll('\n', '\\n'),
    WEBHOOK_SECRET: secrets.webhookSecret,
    GITHUB_CLIENT_ID: secrets.clientId,
    GITHUB_CLIENT_SECRET: secrets.clientSecret,
    ...more,
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const text = `${before === '' ? '' : `${before}\n\n`}# Written by \`dejabug setup\`.\n${lines.join('\n')}\n`;
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
