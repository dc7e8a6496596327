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
  try {
    await mkdir(settings.dataDir, { recursive: true });
    await createOnce(file, `${randomBytes(32).toString('hex')}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsError(
      `The session secret cannot be kept in ${file}: ${why}.\nMake DATA_DIR writable or set SESSION_SECRET.`,
    );
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < 32)
    throw new SettingsError(`${file} holds no secret. Delete it, or set SESSION_SECRET.`);
  return secret;
}

/** Creates the file for this user alone, unless it is there: of processes that start at once, one wins and all read the same. */
async function createOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    // A link appears whole or not at all.
    await link(draft, file);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
