/** `dejabug released`: what it queues and what it refuses, on the embedded database. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openQueue } from '../src/adapters/queue/open-queue.js';
import type { Job, JobQueue, Pack, Store } from '../src/app/ports.js';
import { queueRelease, ReleaseRefused, type ToldRelease } from '../src/app/queue-release.js';
import { openPack } from '../src/entry/open-pack.js';
import { embeddedPlace, type Place, silentLog } from './backends.js';
import { run } from './cli-command.js';
import { decisionOf, freshIssue, noon } from './store-fixtures.js';

const told: ToldRelease = {
  component: 'xen',
  tag: 'RELEASE-4.11.0',
  isPrerelease: false,
  distribution: null,
  problem: null,
  repository: null,
};

let place: Place;
let store: Store;
let queue: JobQueue;
let pack: Pack;
let jobs: Job[];
let release: (change?: Partial<ToldRelease>) => ReturnType<typeof queueRelease>;

beforeAll(async () => {
  place = await embeddedPlace();
  const database = await openDatabase(place.database, silentLog);
  store = postgresStore(database);
  queue = await openQueue({}, database, silentLog);
  pack = await openPack();
  release = (change = {}) => {
    jobs = [];
    const noted = { ...queue, add: async (job: Job) => void jobs.push(job) };
    return queueRelease({ ...told, ...change }, { store, queue: noted, pack, clock: { now: () => noon } });
  };
});
afterAll(async () => {
  await queue.close();
  await store.close();
  await place.remove();
});

describe('a release that is told', () => {
  it('goes to every repository where a problem was met that it fixes, and to no other', async () => {
    const [one, two, other] = [freshIssue(), freshIssue(), freshIssue()];
    await store.recordDecision(decisionOf(one, { category: 'dell-boot' }));
    await store.recordDecision(decisionOf(two, { category: 'dell-boot' }));
    await store.recordDecision(decisionOf(other, { category: 'acpi-power' }));
    expect(await release()).toEqual({
      problems: ['dell-boot'],
      repositories: [`${one.owner}/${one.repo}`, `${two.owner}/${two.repo}`],
    });
    expect(jobs).toMatchObject([
      { kind: 'release', component: 'xen', tag: 'RELEASE-4.11.0', repository: { repo: one.repo } },
      { kind: 'release', repository: { repo: two.repo } },
    ]);
    const only = await release({ repository: `${two.owner}/${two.repo}`.toUpperCase() });
    expect(only.repositories).toEqual([`${two.owner}/${two.repo}`]);
  });

  it('that brings no known fix queues nothing', async () => {
    expect(await release({ tag: '4.99' })).toEqual({ problems: [], repositories: [] });
    expect(jobs).toEqual([]);
  });

  it('is taken at its word where the problem is named', async () => {
    expect((await release({ tag: '4.8.5-3', problem: 'dell-boot' })).problems).toEqual(['dell-boot']);
  });

  it.each([
    ['no version', { tag: 'latest' }, 'names no version'],
    ['an unknown problem', { problem: 'del-boot' }, 'There is no known problem "del-boot"'],
  ])('with %s is refused in words', async (_what, change, says) => {
    const refusal = release(change);
    await expect(refusal).rejects.toBeInstanceOf(ReleaseRefused);
    await expect(refusal).rejects.toThrow(says);
  });
});

describe('the command', () => {
  it('says what it needs, and exits with 2 when it is used wrongly', () => {
    const { status, stderr, stdout } = run(['released', 'linux']);
    expect(status).toBe(2);
    expect(stderr).toContain("missing required argument 'version'");
    expect(stdout).toBe('');
    expect(run(['released', '--help']).stdout).toContain('--distribution');
  });
});
