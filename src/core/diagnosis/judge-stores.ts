/** What was seen of database and queue, in words. */

import { type Finding, note, ok, wrong } from './finding.js';

export type SeenDatabase = {
  /** `PostgreSQL at db.example.org/dejabug`, `The embedded database in /var/lib/dejabug`. */
  readonly name: string;
} & (
  | { readonly state: 'ready'; readonly version: string }
  /** Steps that the next start makes by itself. */
  | { readonly state: 'behind'; readonly pending: readonly string[] }
  /** Steps that this version of Dejabug does not know. */
  | { readonly state: 'ahead'; readonly unknown: readonly string[] }
  | { readonly state: 'empty' }
  | { readonly state: 'in-use'; readonly pid: number; readonly place: string }
  | { readonly state: 'broken'; readonly reason: string }
);

export function judgeDatabase(seen: SeenDatabase): Finding {
  const check = 'database';
  switch (seen.state) {
    case 'ready':
      return ok(check, `${seen.name} answers (${seen.version}) and is up to date.`);
    case 'behind': {
      const steps = `${seen.pending.length} step${seen.pending.length === 1 ? '' : 's'}`;
      return note(
        check,
        `${seen.name} answers; it lacks ${steps}, which the next start of Dejabug makes by itself.`,
      );
    }
    case 'ahead':
      return wrong(
        check,
        `${seen.name} was last used by a newer Dejabug (${seen.unknown.join(', ')}).`,
        'Install that version or a later one.',
      );
    case 'empty':
      return note(check, `${seen.name} is empty; the first start of Dejabug fills it.`);
    case 'in-use':
      return note(
        check,
        `${seen.name} is in use by process ${seen.pid} (${seen.place}). That is fine when it is the running Dejabug; its tables were not looked at.`,
      );
    case 'broken':
      return wrong(check, seen.reason, null);
  }
}

export type SeenQueue =
  | { readonly kind: 'database' }
  | { readonly kind: 'silent'; readonly place: string; readonly reason: string }
  | {
      readonly kind: 'redis';
      readonly place: string;
      readonly version: string;
      /** Null where the server does not say. */
      readonly maxmemoryPolicy: string | null;
      readonly isAppending: boolean | null;
    };

/** The oldest Redis that the queue runs on, and the oldest that it is meant for. */
const oldestVersion = [5, 0];
const oldestGood = [6, 2];

export function judgeQueue(seen: SeenQueue): Finding[] {
  const check = 'queue';
  if (seen.kind === 'database') return [ok(check, 'Jobs lie in the database (REDIS_URL is not set).')];
  if (seen.kind === 'silent') {
    const says = `Redis at ${seen.place} cannot be used: ${seen.reason}.`;
    return [
      wrong(check, says, 'Start it, or correct REDIS_URL; without REDIS_URL jobs lie in the database.'),
    ];
  }
  const { place, version, maxmemoryPolicy, isAppending } = seen;
  const found: Finding[] = [];
  if (isBelow(version, oldestVersion))
    found.push(
      wrong(
        check,
        `Redis at ${place} is ${version}, on which the queue does not run.`,
        'Install Redis 6.2 or later.',
      ),
    );
  else if (isBelow(version, oldestGood))
    found.push(note(check, `Redis at ${place} is ${version}; 6.2 or later is advised.`));
  if (maxmemoryPolicy !== null && maxmemoryPolicy !== 'noeviction')
    found.push(
      wrong(
        check,
        `Redis at ${place} throws keys away when its memory is full (maxmemory-policy ${maxmemoryPolicy}), so jobs would be lost.`,
        'Set `maxmemory-policy noeviction` in redis.conf.',
      ),
    );
  if (isAppending === false)
    found.push(
      wrong(
        check,
        `Redis at ${place} keeps no append-only file, so a restart loses the jobs of the last minutes.`,
        'Set `appendonly yes` in redis.conf.',
      ),
    );
  if (maxmemoryPolicy === null || isAppending === null)
    found.push(
      note(
        check,
        `Redis at ${place} does not tell its memory policy or persistence.`,
        'It must be noeviction with AOF on.',
      ),
    );
  return found.length > 0
    ? found
    : [ok(check, `Redis ${version} at ${place} answers, with noeviction and an append-only file.`)];
}

function isBelow(version: string, [major = 0, minor = 0]: readonly number[]): boolean {
  const [ours = 0, oursMinor = 0] = version.split('.').map(Number);
  return ours < major || (ours === major && oursMinor < minor);
}
