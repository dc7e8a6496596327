/** Writes a new App's credentials to an environment file that only this user can read. */

import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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

/**
 * Replaces the file by itself, or makes one and takes it away again: what keeps the credentials from being written shows before there are
 * any. Throws with words for the person.
 */
export function probeCredentials(file: string): void {
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) {
      rmSync(replaced(file, '', 0o600));
      return;
    }
    if (!existsSync(file)) throw new Error('it is a link that leads nowhere');
    const { mode } = statSync(file);
    if (!statSync(file).isFile()) throw new Error('it is no plain file');
    if ((mode & 0o200) === 0) throw new Error('it is read-only');
    replaced(file, readFileSync(file), mode & 0o777);
  } catch (error) {
    throw new Error(
      `The credentials cannot be written to ${file}: ${reasonOf(error)}. Repair that, or name another file with --file. No App was created.`,
      { cause: error },
    );
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
  replaced(file, text, 0o600);
}

/** Puts a file with this content in the place of the one that is there, which a link may lead to; returns its path. */
function replaced(file: string, content: string | Buffer, mode: number): string {
  const target = existsSync(file) ? realpathSync(file) : file;
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, content, { mode, flag: 'wx' });
    renameSync(draft, target);
    return target;
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    EACCES: 'this user may not write into its directory',
    EPERM: 'this user may not write into its directory',
    EROFS: 'it lies on a read-only file system',
    ENOENT: 'there is no such directory',
    ENOTDIR: 'there is no such directory',
    ENOSPC: 'the disk is full',
    EBUSY: 'it is mounted by itself and so cannot be replaced; mount its directory instead',
  };
  return known[code] ?? error.message;
}
