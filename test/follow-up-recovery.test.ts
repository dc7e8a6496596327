/** Faults while an issue is closed, opened or told of a release: a further try does what is left and nothing twice. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import { announceRelease, announceToIssue } from '../src/app/announce-release.js';
import { converse } from '../src/app/converse.js';
import type { Deps } from '../src/app/deps.js';
import { releaseJob } from '../src/app/jobs.js';
import type { Draft, GitHub, IssueRef, Job, JobQueue, Pack, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { runFollowUp } from '../src/app/run-follow-up.js';
import { sweepFollowUps } from '../src/app/sweep-follow-ups.js';
import { triageIssue } from '../src/app/triage-issue.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, type Place, silentLog } from './backends.js';

const day = 86_400_000;
const asks = {
  title: 'OptiPlex 7010 hangs on reboot',
  body: '`reboot` in dom0 stops all services and then the machine hangs for ever, I have to hold the power button. Dell OptiPlex 7010.',
};
const fixable = {
  title: 'PowerEdge R740 hangs on reboot under Xen 4.8',
  body: 'Dell PowerEdge R740, running Xen 4.8. When I type reboot in dom0 the machine hangs for ever, it never comes back up. Must hold the power button.',
};

let emulated: EmulatedGitHub;
let place: Place;
let store: Store;
let github: GitHub;
let pack: Pack;
let now: number;
let jobs: { job: Job; id: string }[];
let deps: Deps;

beforeAll(async () => {
  const backend = (await databaseBackends()).filter(({ answers }) => answers).at(-1);
  if (backend === undefined) throw new Error('no database');
  place = await backend.create();
  store = postgresStore(await openDatabase(place.database, silentLog));
  pack = await openPack();
  emulated = await startEmulatedGitHub('http://localhost:9');
  const { app, url } = emulated;
  github = openGitHub({
    appId: app.id,
    privateKey: app.privateKey,
    apiUrl: url,
    pace: false,
    log: silentLog,
  });
  const policy = 'follow_up:\n  after: 10d\n  expire_after: 5d\n';
  await emulated.call('maintainer', 'PUT', path('contents/.github/dejabug.yml'), {
    message: 'Set the policy',
    content: Buffer.from(policy).toString('base64'),
  });
});
afterAll(async () => {
  await store?.close();
  await place?.remove();
  await emulated?.close();
});
beforeEach(() => {
  now = Date.now();
  jobs = [];
  // Jobs are run by the tests, one by one; a queue that runs them itself is tested end to end.
  const queue: JobQueue = {
    async add(job, { id }) {
      if (!jobs.some((known) => known.id === id)) jobs.push({ job, id });
    },
    move: async () => {},
    find: async (id) => (jobs.some((known) => known.id === id) ? { state: 'open', endedAt: null } : null),
    remove: async () => {},
    work: async () => {},
    counts: async () => ({ waiting: jobs.length, active: 0, delayed: 0, failed: 0 }),
    oldestWaiting: async () => null,
    ping: async () => {},
    close: async () => {},
  };
  deps = {
    github,
    store,
    queue,
    pack,
    clock: { now: () => now },
    log: silentLog,
    readYaml: readPolicyYaml,
    undoMs: 0,
  };
});

function path(rest: string): string {
  return `/repos/${emulated.owner}/${emulated.repo}/${rest}`;
}
function repository() {
  return { installationId: emulated.app.installationId, owner: emulated.owner, repo: emulated.repo };
}
async function answered(report: { title: string; body: string }): Promise<IssueRef> {
  const { number } = await emulated.call<{ number: number }>('reporter', 'POST', path('issues'), report);
  const ref = { ...repository(), number };
  await triageIssue({ kind: 'triage', deliveryId: 'd', event: 'issues.opened', issue: ref }, deps);
  await post(await pending(ref), deps);
  return ref;
}
async function pending(ref: IssueRef, purpose?: Draft['purpose']): Promise<Draft> {
  const found = await store.draftsOfIssue(ref);
  const draft = found.find((one) => one.state === 'pending' && one.purpose === purpose);
  if (draft === undefined) throw new Error(`no pending ${purpose ?? 'reply'}`);
  return draft;
}
async function post({ id }: Draft, how: Deps): Promise<void> {
  await store.moveDraft(id, 'pending', 'approved', { decidedBy: 'maintainer' }, now);
  await postDraft(id, how);
}
async function runDue(ref: IssueRef): Promise<void> {
  const scheduled = await store.scheduledFollowUps(ref);
  for (const { id, number, dueAt } of scheduled)
    if (number === ref.number && dueAt <= now) await runFollowUp(id, deps);
}
async function say(ref: IssueRef, body: string): Promise<void> {
  await emulated.call('reporter', 'POST', path(`issues/${ref.number}/comments`), { body });
}
async function ours(ref: IssueRef): Promise<number> {
  const issue = await github.readIssue(ref);
  return issue?.comments.filter(({ author }) => author.isBot).length ?? -1;
}
async function changes(ref: IssueRef): Promise<readonly string[]> {
  return (await github.readIssue(ref))?.stateEvents.map(({ change }) => change) ?? [];
}

/** The world with one port call that does its work and then loses its answer, once. */
function losing<Port extends 'github' | 'store' | 'queue'>(port: Port, call: keyof Deps[Port]): Deps {
  let isLost = false;
  const lossy = new Proxy(deps[port], {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== call || typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        const result: unknown = await Reflect.apply(value, target, given);
        if (isLost) return result;
        isLost = true;
        throw new Error(`the answer of ${String(call)} was lost`);
      };
    },
  });
  return { ...deps, [port]: lossy };
}

describe('last words whose try lost an answer', () => {
  it.each([
    ['github', 'postComment'],
    ['github', 'closeIssue'],
    ['store', 'settleEffect'],
    ['store', 'intendEffect'],
  ] as const)('(%s %s) are said once, and the issue is closed once', async (port, call) => {
    const ref = await answered(asks);
    now += 11 * day;
    await runDue(ref);
    await post(await pending(ref, 'reminder'), deps);
    now += 30 * day;
    await runDue(ref);
    const last = await pending(ref, 'expiry');
    const broken = losing(port, call as never);
    await expect(post(last, broken)).rejects.toThrow('was lost');
    await postDraft(last.id, broken);
    await postDraft(last.id, deps);
    expect(await ours(ref)).toBe(3);
    expect(await changes(ref)).toEqual(['closed']);
    expect(await store.draft(last.id)).toMatchObject({ state: 'posted', commentUrl: expect.any(String) });

    await say(ref, 'I was away. It is UEFI.');
    const lossy = losing('github', 'reopenIssue');
    await expect(converse(ref, lossy)).rejects.toThrow('was lost');
    await converse(ref, lossy);
    await Promise.all([converse(ref, deps), converse(ref, deps)]);
    expect(await changes(ref)).toEqual(['closed', 'reopened']);
  });
});

describe('the news of a release whose try lost an answer', () => {
  it.each([
    ['store', 'saveBatch'],
    ['queue', 'add'],
    ['store', 'saveDraft'],
    ['store', 'saveFollowUp'],
  ] as const)('(%s %s) is one draft, and its answer is taken once', async (port, call) => {
    const ref = await answered(fixable);
    const { job } = releaseJob({
      repository: repository(),
      component: 'xen',
      tag: '4.11.0',
      isPrerelease: false,
      distribution: null,
      problem: null,
      at: now,
    });
    if (job.kind !== 'release') throw new Error('no release');
    const broken = losing(port, call as never);
    async function announce(): Promise<void> {
      if (job.kind === 'release') await announceRelease(job, broken);
      for (const { job: one } of jobs)
        if (one.kind === 'announce' && one.issue.number === ref.number)
          await announceToIssue(one.batchId, one.issue, broken);
    }
    await expect(announce()).rejects.toThrow('was lost');
    await announce();
    await announce();
    const news = (await store.draftsOfIssue(ref)).filter(({ purpose }) => purpose === 'release');
    expect(news).toHaveLength(1);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(jobs.length);
    await post(await pending(ref, 'release'), deps);

    await say(ref, 'It works, thanks!');
    const lossy = losing('github', 'closeIssue');
    await expect(converse(ref, lossy)).rejects.toThrow('was lost');
    await converse(ref, lossy);
    await Promise.all([converse(ref, deps), converse(ref, deps)]);
    expect(await changes(ref)).toEqual(['closed']);
  });
});

describe('a box that is ticked', () => {
  it('stays ticked when two workers had read different answers', async () => {
    const ref = await answered(asks);
    await say(ref, 'It is UEFI.');
    const early = await github.readIssue(ref);
    await say(ref, 'BIOS A29.');
    await converse(ref, deps);
    // The slower one writes what it read before the second answer.
    let isFirst = true;
    const slow: GitHub = {
      ...github,
      readIssue: async (asked) => {
        const read = isFirst ? early : await github.readIssue(asked);
        isFirst = false;
        return read;
      },
    };
    await converse(ref, { ...deps, github: slow });
    const body = (await github.readIssue(ref))?.comments[0]?.body;
    expect(body).toContain('- [x] UEFI or legacy');
    expect(body).toContain('- [x] Exact model and firmware');
  });
});

describe('a queue that was emptied', () => {
  it('gets its follow-ups back shortly before they are due, each once', async () => {
    const ref = await answered(asks);
    const [scheduled] = (await store.scheduledFollowUps(ref)).filter(({ number }) => number === ref.number);
    const id = `follow-up-${scheduled?.id}`;
    jobs = [];
    await sweepFollowUps(deps, { failed: false, aheadMs: 60_000 });
    expect(jobs.map((one) => one.id)).not.toContain(id);
    now += 10 * day;
    for (let again = 0; again < 2; again += 1) await sweepFollowUps(deps, { failed: false, aheadMs: 60_000 });
    expect(jobs.filter((one) => one.id === id)).toHaveLength(1);
    await sweepFollowUps(deps, { failed: true, aheadMs: 60_000 });
    expect(jobs.filter((one) => one.id.startsWith(id)).length).toBeGreaterThanOrEqual(1);
  });
});
