/** One process at a time may use an embedded database's directory; a lock left behind by a killed one does not block. */

import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Log } from '../../app/ports.js';
import { type ProcessIdentity, stillRuns, thisProcess } from './process-identity.js';

export interface LockTiming {
  /** The holder touches its lock this often. */
  readonly beatMs: number;
  /** A holder that cannot be looked at (another container or host) counts as gone after this long without a touch. */
  readonly silenceMs: number;
}
const usualTiming: LockTiming = { beatMs: 5_000, silenceMs: 20_000 };

const holderSchema = z.object({
  pid: z.number(),
  place: z.string(),
  started: z.string().nullable(),
  token: z.string(),
});
export type LockHolder = z.infer<typeof holderSchema>;

export interface DirectoryLock {
  release(): void;
}

/** The directory is in use by another living process. */
export class DirectoryInUse extends Error {
  readonly holder: ProcessIdentity;

  constructor(holder: ProcessIdentity) {
    super(`The directory is in use by process ${holder.pid} (${holder.place}).`);
    this.name = 'DirectoryInUse';
    this.holder = holder;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function readHolder(file: string): LockHolder | 'nobody' | 'unreadable' {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return isCode(error, 'ENOENT') ? 'nobody' : 'unreadable';
  }
}

/** Age of the lock's last touch by the clock of the file system it is on, in milliseconds. */
function silenceOf(file: string): number {
  const probe = `${file}.${randomUUID()}.probe`;
  writeFileSync(probe, '');
  try {
    return statSync(probe).mtimeMs - statSync(file).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  } finally {
    rmSync(probe, { force: true });
  }
}

async function isGone(
  file: string,
  holder: LockHolder | 'unreadable',
  silenceMs: number,
  log: Log,
): Promise<boolean> {
  const runs = holder === 'unreadable' ? null : stillRuns(holder);
  if (runs !== null) return !runs;
  // Half-written: its writer was killed between creating and filling it, or is about to fill it.
  const patience = holder === 'unreadable' ? 1_000 : silenceMs;
  let silent = silenceOf(file);
  if (silent < patience)
    log.info({ file, holder }, 'waiting to see whether another host uses this directory');
  while (silent < patience) {
    await sleep(Math.min(500, patience));
    const before = silent;
    silent = silenceOf(file);
    // Touched in the meantime, or filled.
    if (silent < before || (holder === 'unreadable' && readHolder(file) !== 'unreadable')) return false;
  }
  return true;
}

/** Moves a dead holder's lock out of the way; false when somebody else was faster and the lock is a living one again. */
function clear(file: string, seen: LockHolder | 'unreadable', token: string): boolean {
  const aside = `${file}.${token}`;
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const moved = readHolder(aside);
  const text = readFileSync(aside, 'utf8');
  rmSync(aside, { force: true });
  const sameToken = typeof moved === 'object' && typeof seen === 'object' && moved.token === seen.token;
  if (sameToken || moved === seen) return true;
  writeFileSync(file, text, { flag: 'wx' });
  return false;
}

/**
 * Takes the lock, waiting only to find out whether a holder elsewhere is alive.
 * @throws DirectoryInUse when it is.
 */
export async function lockDirectory(
  file: string,
  log: Log,
  { beatMs, silenceMs }: LockTiming = usualTiming,
): Promise<DirectoryLock> {
  const me: LockHolder = { ...thisProcess(), token: randomUUID() };
  for (;;) {
    try {
      writeFileSync(file, `${JSON.stringify(me)}\n`, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const holder = readHolder(file);
    if (holder === 'nobody') continue;
    if (!(await isGone(file, holder, silenceMs, log))) {
      const now = readHolder(file);
      if (typeof now === 'object') throw new DirectoryInUse(now);
      continue;
    }
    if (clear(file, holder, me.token))
      log.info({ file, holder }, 'took over the lock of a process that is gone');
  }

  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(file, now, now);
    } catch (error) {
      log.error({ err: error, file }, 'the lock of the embedded database cannot be renewed');
    }
  }, beatMs);
  beat.unref();

  function release(): void {
    clearInterval(beat);
    const holder = readHolder(file);
    if (typeof holder === 'object' && holder.token === me.token) rmSync(file, { force: true });
  }
  return { release };
}
