/** The secret that seals the review desk's cookies: given, or made once and kept where only this user reads it. */

import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from './settings.js';

const fileName = 'session-secret';

/** The setting if there is one, otherwise the secret kept in `dataDir`, which is created on first use with mode 600. */
export async function sessionSecret(settings: {
  readonly sessionSecret: string | null;
  readonly dataDir: string;
}): Promise<string> {
  if (settings.sessionSecret !== null) return settings.sessionSecret;
  const file = path.join(settings.dataDir, fileName);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(settings.dataDir, { recursive: true });
    await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    // A link appears whole or not at all: of two processes that start at once, one wins and both read the same.
    await link(draft, file);
  } catch (error) {
    if (!isAlreadyThere(error)) throw unusable(file, error);
  } finally {
    await rm(draft, { force: true });
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < 32)
    throw new SettingsError(`${file} holds no secret. Delete it, or set SESSION_SECRET.`);
  return secret;
}

function unusable(file: string, error: unknown): SettingsError {
  const why = error instanceof Error ? error.message : String(error);
  return new SettingsError(
    `The session secret cannot be kept in ${file}: ${why}.\nMake DATA_DIR writable or set SESSION_SECRET.`,
  );
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
