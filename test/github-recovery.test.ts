/** Recovery against GitHub: failed deliveries are asked for again, issues of which no webhook came are found. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { findMissed } from '../src/app/find-missed.js';
import type { GitHub, Job, JobQueue, Store } from '../src/app/ports.js';
import { redeliverFailed } from '../src/app/redeliver.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type Front, startFront } from './front.js';

const minute = 60_000;
const hour = 60 * minute;

let front: Front;
let emulated: EmulatedGitHub;
let place: Place;
let store: Store;
let github: GitHub;
let now: number;
let jobs: Job[];

beforeAll(async () => {
  const answering = (await databaseBackends()).filter((backend) => backend.answers);
  const made = await answering.at(-1)?.create();
  if (made === undefined) throw new Error('no database');
  place = made;
  store = postgresStore(await openDatabase(place.database, silentLog));
  front = await startFront();
  emulated = await startEmulatedGitHub('http://localhost:9');
  front.target = emulated.url;
  github = openGitHub({
    appId: emulated.app.id,
    privateKey: emulated.app.privateKey,
    apiUrl: front.url,
    pace: false,
    log: silentLog,
  });
});
afterAll(async () => {
  await emulated?.close();
  await front?.close();
  await store?.close();
  await place?.remove();
});

let nextHour = 0;
beforeEach(() => {
  // Each test begins long after the one before.
  nextHour += 100;
  now = Date.now() + nextHour * hour;
  jobs = [];
  warnings = [];
});

const queue: Pick<JobQueue, 'add'> = {
  async add(job) {
    jobs.push(job);
  },
};

/** What was said to the operator; a swallowed failure shows here. */
let warnings: object[];

function deps() {
  const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) };
  return { github, store, queue: queue as JobQueue, clock: { now: () => now }, log };
}

interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly status_code: number;
  /** Minutes ago. */
  readonly ago: number;
}

/** The emulator has no list of the App's deliveries: a page of three at a time, newest first, as GitHub documents it. */
function list(attempts: readonly Attempt[]): string[] {
  const asked: string[] = [];
  const newest = attempts.toSorted((a, b) => a.ago - b.ago);
  front.route = (method, path) => {
    if (!path.startsWith('/app/hook/deliveries')) return null;
    asked.push(`${method} ${path.split('?')[0]}`);
    if (method === 'POST') return { status: 202, body: {} };
    return {
      status: 200,
      body: newest.map(({ id, guid, status_code, ago }) => ({
        id,
        guid,
        status_code,
        delivered_at: new Date(now - ago * minute).toISOString(),
        redelivery: false,
        duration: 0.1,
        status: status_code === 200 ? 'OK' : 'failed',
        event: 'issues',
        action: 'opened',
        installation_id: emulated.app.installationId,
        repository_id: 1,
      })),
    };
  };
  return asked;
}

describe('failed deliveries', () => {
  it('are asked for again once in an hour, those that succeeded or that we refused are not', async () => {
    const attempts = [
      { id: 1, guid: 'never-arrived', status_code: 0, ago: 50 },
      { id: 2, guid: 'away', status_code: 503, ago: 40 },
      { id: 3, guid: 'fine', status_code: 200, ago: 30 },
      { id: 4, guid: 'second-time-lucky', status_code: 502, ago: 25 },
      { id: 5, guid: 'second-time-lucky', status_code: 200, ago: 20 },
      { id: 6, guid: 'nonsense', status_code: 422, ago: 15 },
    ];
    const asked = list(attempts);
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(2);
    expect(asked.filter((request) => request.startsWith('POST'))).toEqual([
      'POST /app/hook/deliveries/1/attempts',
      'POST /app/hook/deliveries/2/attempts',
    ]);
    // Another worker in the same period asks nothing at all.
    const before = asked.length;
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(0);
    expect(asked).toHaveLength(before);
    now += 10 * minute;
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(0);
    now += hour;
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(2);
  });

  it('that fail five times are given up, aloud', async () => {
    const said: object[] = [];
    const log = { ...silentLog, error: (fields: object) => void said.push(fields) };
    let asks = 0;
    for (let tries = 0; tries < 8; tries += 1) {
      list([{ id: tries, guid: 'hopeless', status_code: 500, ago: 30 }]);
      asks += await redeliverFailed({ ...deps(), log }, { periodMs: minute });
      now += hour;
    }
    expect(asks).toBe(5);
    expect(said[0]).toMatchObject({ delivery: 'hopeless' });
  });

  it('are no more than a hundred at once; the others follow', async () => {
    list(Array.from({ length: 130 }, (_, id) => ({ id, guid: `many-${id}`, status_code: 500, ago: 30 })));
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(100);
    now += 2 * minute;
    list(Array.from({ length: 130 }, (_, id) => ({ id, guid: `many-${id}`, status_code: 500, ago: 32 })));
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(30);
  });

  it('do not wait for one that GitHub refuses to send again', async () => {
    const asked = list([
      { id: 91, guid: 'forgotten', status_code: 500, ago: 40 },
      { id: 92, guid: 'behind-it', status_code: 500, ago: 30 },
    ]);
    const listed = front.route;
    front.route = (method, path) =>
      path.includes('/91/') ? { status: 404, body: { message: 'Not Found' } } : listed(method, path, '');
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(2);
    expect(asked.at(-1)).toBe('POST /app/hook/deliveries/92/attempts');
    expect(warnings).toHaveLength(1);
  });

  it('of a server without such a list are none', async () => {
    front.route = () => null;
    expect(await redeliverFailed(deps(), { periodMs: minute })).toBe(0);
  });
});

describe('issues of which no webhook came', () => {
  function issues(): string {
    return `/repos/${emulated.owner}/${emulated.repo}/issues`;
  }
  async function file(title: string): Promise<number> {
    return (await emulated.call<{ number: number }>('reporter', 'POST', issues(), { title })).number;
  }
  /** The emulator does not list an installation's repositories. */
  function routeRepositories(): void {
    const { owner, repo } = emulated;
    front.route = (_method, path) =>
      path.startsWith('/installation/repositories')
        ? {
            status: 200,
            body: { total_count: 1, repositories: [{ id: 1, name: repo, owner: { login: owner } }] },
          }
        : null;
  }
  function listings(): number[] {
    return front.passed
      .filter(({ method, path }) => method === 'GET' && path.startsWith(`${issues()}?`))
      .map(({ status }) => status);
  }

  it('are triaged, once, and neither older ones nor those that were heard of', async () => {
    routeRepositories();
    const old = await file('Before Dejabug came');
    now = Date.now() + 2_000;
    // Into the next whole second: the emulator compares times as text, its own with milliseconds, ours without.
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    // The first look only learns which repositories there are.
    expect(await findMissed(deps(), { periodMs: minute })).toBe(0);
    const [missed, heard] = [await file('Missed'), await file('Heard')];
    const ref = {
      installationId: emulated.app.installationId,
      owner: emulated.owner,
      repo: emulated.repo,
      number: heard,
    };
    await store.receive({ key: 'heard', deliveryId: 'heard', event: 'issues.opened', issue: ref }, 0, now);

    // Too young: the webhook may still be on its way.
    now += 5 * minute;
    expect(await findMissed(deps(), { periodMs: minute })).toBe(0);
    now += 15 * minute;
    const found = await findMissed(deps(), { periodMs: minute });
    expect(warnings).toEqual([]);
    expect(found).toBe(1);
    expect(jobs).toMatchObject([{ kind: 'triage', issue: { ...ref, number: missed } }]);
    expect(old).toBeLessThan(missed);
    now += 5 * minute;
    expect(await findMissed(deps(), { periodMs: minute })).toBe(0);

    // Nothing changed since: GitHub says so for free.
    now += 5 * minute;
    expect(await findMissed(deps(), { periodMs: minute })).toBe(0);
    expect(listings().at(-1)).toBe(304);
  });

  it('are not looked for in a repository that is gone, and its neighbours do not suffer', async () => {
    const gone = { installationId: emulated.app.installationId, owner: emulated.owner, repo: 'gone' };
    await store.watch([gone], now);
    expect(await findMissed(deps(), { periodMs: minute })).toBe(0);
    const names = (await store.longestUnseen(100)).map(({ repo }) => repo);
    expect(names).toContain(emulated.repo);
    expect(names).not.toContain('gone');
  });
});
