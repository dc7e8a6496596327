/** Finds out whether a file can be replaced without touching it: what keeps the credentials from being written shows before there are any. */

import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Name of a new file beside this one. */
export function neighbourOf(target: string): string {
  return `${target}.${randomBytes(6).toString('hex')}`;
}

/** Throws with words for the person where `writeCredentials` could not write there. The file itself stays as it is. */
export function probeCredentials(file: string): void {
  try {
    const isNew = lstatSync(file, { throwIfNoEntry: false }) === undefined;
    if (!isNew && !existsSync(file)) throw new Error('it is a link that leads nowhere');
    const target = isNew ? file : realpathSync(file);
    if (!isNew) refuseUnreplaceable(target);
    probeDirectory(target);
  } catch (error) {
    throw new Error(
      `The credentials cannot be written to ${file}: ${reasonOf(error)}. Repair that, or name another file with --file. No App was created.`,
      { cause: error },
    );
  }
}

/** What stands beside the file is made, renamed and taken away again. */
function probeDirectory(target: string): void {
  const [made, renamed] = [neighbourOf(target), neighbourOf(target)];
  try {
    writeFileSync(made, '', { mode: 0o600, flag: 'wx' });
    renameSync(made, renamed);
  } finally {
    for (const left of [made, renamed]) rmSync(left, { force: true });
  }
}

function refuseUnreplaceable(target: string): void {
  const { mode, uid } = statSync(target);
  if (!statSync(target).isFile()) throw new Error('it is no plain file');
  if ((mode & 0o200) === 0) throw new Error('it is read-only');
  if (failureOf(target, constants.R_OK) !== null) throw new Error('this user may not read it');
  // The superuser too is refused this where a file is marked as immutable.
  if (failureOf(target, constants.W_OK) === 'EPERM') throw new Error('it is marked as immutable');
  if (isMounted(target))
    throw new Error('it is mounted by itself and so cannot be replaced; mount its directory instead');
  const directory = statSync(path.dirname(target));
  const own = process.getuid?.() ?? uid;
  const isSticky = (directory.mode & 0o1000) !== 0;
  if (isSticky && own !== 0 && own !== uid && own !== directory.uid)
    throw new Error('its directory lets only the owner of a file replace it, and that is another user');
}

function failureOf(target: string, access: number): string | null {
  try {
    accessSync(target, access);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : '';
  }
}

/** Whether something is mounted exactly there. Known on Linux only; elsewhere single files are not mounted. */
function isMounted(target: string): boolean {
  const list = '/proc/self/mountinfo';
  if (!existsSync(list)) return false;
  const places = readFileSync(list, 'utf8')
    .split('\n')
    // The fifth column, where white space and backslashes are octal.
    .map((line) =>
      (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_, code) =>
        String.fromCharCode(parseInt(code, 8)),
      ),
    );
  return places.includes(target);
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
  };
  return known[code] ?? error.message;
}
