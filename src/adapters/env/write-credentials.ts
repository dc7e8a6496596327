/** Writes a new App's credentials to an environment file that only this user can read. */

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchownSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { parseEnv } from 'node:util';
import { neighbourOf } from './probe-credentials.js';

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

/** Settings of an App that the file has already; empty where there is no file that can be read, which `probeCredentials` tells of. */
export function credentialsIn(file: string): readonly string[] {
  if (!isReadable(file)) return [];
  const known = parseEnv(readFileSync(file, 'utf8'));
  return [...names, 'PRIVATE_KEY_PATH'].filter((name) => (known[name] ?? '') !== '');
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
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
  const text = `${before === '' ? '' : `${before}\n\n`}# Written by \`dejabug setup\`.\n${lines.join('\n')}\n`;
  replaced(file, text);
}

/**
 * Puts a file with this content in the place of the one that is there, which a link may lead to. Its owner and group stay where this user
 * may give a file to them. From its first moment on it is readable for its owner alone, also where this process is killed on the way.
 */
function replaced(file: string, content: string): void {
  const target = existsSync(file) ? realpathSync(file) : file;
  const draft = neighbourOf(target);
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      keepOwner(descriptor, target);
      writeFileSync(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function keepOwner(descriptor: number, target: string): void {
  const before = statSync(target, { throwIfNoEntry: false });
  if (before === undefined) return;
  try {
    fchownSync(descriptor, before.uid, before.gid);
  } catch {
    // Only the superuser gives files away; the credentials are then this user's.
  }
}
