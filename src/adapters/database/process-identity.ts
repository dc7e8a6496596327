/** Tells one process from another across restarts, reused process ids and containers. */

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  /** Where that pid means something: host, boot and pid namespace; the host alone where the system tells no more. */
  readonly place: string;
  /** When it started, in the system's own unit; null where the system does not say. */
  readonly started: string | null;
}

function readOr(fallback: string, read: () => string): string {
  try {
    return read().trim();
  } catch {
    return fallback;
  }
}

function here(): string {
  const boot = readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const namespace = readOr('', () => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot, namespace].filter((part) => part !== '').join(' ');
}

/** State letter and start time of a process from Linux's procfs; null elsewhere, or when there is no such process. */
function procStat(pid: number): { state: string; started: string } | null {
  const stat = readOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return state && started ? { state, started } : null;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, place: here(), started: procStat(process.pid)?.started ?? null };
}

/** Whether that very process still runs; null when it ran in a place that cannot be looked into from here. */
export function stillRuns(other: ProcessIdentity): boolean | null {
  if (other.place !== here()) return null;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const stat = procStat(other.pid);
  if (!stat) return true;
  // A zombie has released its files; another start time means that the pid was given out again.
  return !['Z', 'X'].includes(stat.state) && (other.started === null || other.started === stat.started);
}
