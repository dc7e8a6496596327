/** Faults in the middle of the work: whatever fails, a further try does what is left and nothing twice. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import type { GitHub, IssueRef, Job, JobQueue, Pack, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { runFollowUp } from '../src/app/run-follow-up.js';
import { sweep } from '../src/app/sweep.js';
import { triageIssue } from '../src/app/triage-issue.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { openPack } from '../src/entry/open-pack.js';
import { type Backend, databaseBackends, type Place, silentLog } from './backends.js';

const label = 'known: xen-platform-pci';
const day = 86_400_000;

let emulated: EmulatedGitHub;
let place: Place;
let store: Store;
let github: GitHub;
let pack: Pack;
let now: number;
let jobs: { job: Job; id: string; delay: number }[];
let deps: Deps;

beforeAll(async () => {
  const answering = (await databaseBackends()).filter((backend) => backend.answers);
  // The quickest that is here: what is tested does not depend on which.
  const backend: Backend | undefined = answering.at(-1);
  if (backend === undefined) throw new Error('no database');
  place = await backend.create();
  store = postgresStore(await openDatabase(place.database, silentLog));
  pack = await openPack();
  emulated = await startEmulatedGitHub('http://localhost:9');
  github = openGitHub({
    appId: emulated.app.id,
    privateKey: emulated.app.privateKey,
    apiUrl: emulated.url,
    pace: false,
    log: silentLog,
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
    async add(job, { id, delay = 0 }) {
      if (!jobs.some((known) => known.id === id)) jobs.push({ job, id, delay });
    },
    async move(job, { id, delay = 0 }) {
      jobs = jobs.filter((known) => known.id !== id);
      jobs.push({ job, id, delay });
    },
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

async function fileKnown(): Promise<IssueRef> {
  const [report] = demoReports;
  const { number } = await emulated.call<{ number: number }>(
    'reporter',
    'POST',
    path('issues'),
    report ?? {},
  );
  return {
    installationId: emulated.app.installationId,
    owner: emulated.owner,
    repo: emulated.repo,
    number,
  };
}

function triage(issue: IssueRef, deliveryId = 'first'): Extract<Job, { kind: 'triage' }> {
  return { kind: 'triage', deliveryId, event: 'issues.opened', issue };
}

async function labelEvents(ref: IssueRef): Promise<string[]> {
  const snapshot = await github.readIssue(ref);
  return snapshot?.labelEvents.map((event) => `${event.change} ${event.label}`) ?? [];
}

async function comments(ref: IssueRef): Promise<number> {
  return (await github.readIssue(ref))?.comments.length ?? -1;
}

/** The world with one port call that does its work and then loses its answer, once. */
function losing<Port extends 'github' | 'store' | 'queue'>(port: Port, call: keyof Deps[Port]): Deps {
  let isLost = false;
  const original = deps[port];
  const lossy = new Proxy(original, {
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

/** An issue with an approved draft that nobody posts yet. */
async function approvedDraft(): Promise<{ ref: IssueRef; id: string }> {
  const ref = await fileKnown();
  await triageIssue(triage(ref), deps);
  const [draft] = await store.draftsOfIssue(ref);
  if (draft === undefined) throw new Error('no draft');
  await store.moveDraft(draft.id, 'pending', 'approved', { decidedBy: 'maintainer' }, now);
  return { ref, id: draft.id };
}

describe('a triage that fails in the middle', () => {
  const faults = [
    ['github', 'ensureLabel'],
    ['github', 'addLabels'],
    ['store', 'settleEffect'],
    ['store', 'saveDraft'],
    ['store', 'saveFollowUp'],
    ['queue', 'add'],
    ['store', 'recordDecision'],
  ] as const;
  it.each(faults)(
    'by losing the answer of %s %s leaves one label, one draft, one follow-up',
    async (port, call) => {
      const ref = await fileKnown();
      const broken = losing(port, call as never);
      await expect(triageIssue(triage(ref), broken)).rejects.toThrow('was lost');
      await triageIssue(triage(ref), broken);

      expect(await labelEvents(ref)).toEqual([`labeled ${label}`]);
      expect(await store.draftsOfIssue(ref)).toHaveLength(1);
      expect(jobs.filter(({ job }) => job.kind === 'follow-up')).toHaveLength(1);
      expect(await store.lastDecision(ref)).toMatchObject({ decision: 'label', labels: [label] });
    },
  );
});

describe('a label that was set before the worker died', () => {
  it('and that a person took off before the next try, stays off', async () => {
    const ref = await fileKnown();
    const died: Deps = {
      ...deps,
      store: new Proxy(store, {
        get: (target, name) =>
          name === 'settleEffect' ? () => Promise.reject(new Error('died')) : Reflect.get(target, name),
      }),
    };
    await expect(triageIssue(triage(ref), died)).rejects.toThrow('died');
    expect(await labelEvents(ref)).toEqual([`labeled ${label}`]);
    const onIssue = path(`issues/${ref.number}/labels/${encodeURIComponent(label)}`);
    await emulated.call('maintainer', 'DELETE', onIssue);
    await triageIssue(triage(ref), deps);
    await triageIssue(triage(ref, 'edited'), deps);
    expect(await labelEvents(ref)).toEqual([`labeled ${label}`, `unlabeled ${label}`]);
    expect(await store.lastDecision(ref)).toMatchObject({ decision: 'abstain', labels: [] });
  });
});

describe('two workers on the same issue', () => {
  it('leave one label, one draft, one follow-up', async () => {
    const ref = await fileKnown();
    const both = [triageIssue(triage(ref), deps), triageIssue(triage(ref, 'second'), deps)];
    // One of them may be told to come back when the other's call is surely over.
    await Promise.allSettled(both);
    now += 600_000;
    await triageIssue(triage(ref, 'second'), deps);
    expect(new Set(await labelEvents(ref))).toEqual(new Set([`labeled ${label}`]));
    expect(await store.draftsOfIssue(ref)).toHaveLength(1);
    expect(jobs.filter(({ job }) => job.kind === 'follow-up')).toHaveLength(1);
  });
});

describe('an issue that vanished', () => {
  it('takes its waiting draft with it', async () => {
    const ref = await fileKnown();
    await triageIssue(triage(ref), deps);
    const gone: Deps = { ...deps, github: { ...github, readIssue: async () => null } };
    expect(await triageIssue(triage(ref, 'transferred'), gone)).toMatchObject({ decision: null });
    expect(await store.draftsOfIssue(ref)).toMatchObject([
      { state: 'superseded', decisionReason: expect.stringContaining('gone') },
    ]);
  });
});

describe('a comment', () => {
  const faults = [
    ['github', 'postComment'],
    ['store', 'intendEffect'],
    ['store', 'settleEffect'],
  ] as const;
  it.each(faults)('whose try lost the answer of %s %s is posted once', async (port, call) => {
    const { ref, id } = await approvedDraft();
    const broken = losing(port, call as never);
    await expect(postDraft(id, broken)).rejects.toThrow('was lost');
    await postDraft(id, broken);
    expect(await comments(ref)).toBe(1);
    expect(await store.draft(id)).toMatchObject({ state: 'posted', commentUrl: expect.any(String) });
  });

  it('whose worker died while it held the draft is posted by another, once it is surely dead', async () => {
    const { ref, id } = await approvedDraft();
    await store.moveDraft(id, 'approved', 'posted', {}, now);
    await expect(postDraft(id, deps)).rejects.toMatchObject({ retryAfterMs: 600_000 });
    expect(await comments(ref)).toBe(0);
    now += 600_000;
    await postDraft(id, deps);
    await postDraft(id, deps);
    expect(await comments(ref)).toBe(1);
  });

  it('that a person deleted is not posted again', async () => {
    const { ref, id } = await approvedDraft();
    await postDraft(id, deps);
    const posted = (await github.readIssue(ref))?.comments[0];
    await emulated.call('maintainer', 'DELETE', path(`issues/comments/${posted?.id}`));
    await postDraft(id, deps);
    await sweep(deps, { failed: true });
    for (const { job } of jobs)
      if (job.kind === 'post-draft' && job.draftId === id) await postDraft(id, deps);
    expect(await comments(ref)).toBe(0);
  });
});

describe('the sweep', () => {
  it('queues what was approved and not posted, under the same id each time', async () => {
    const { id } = await approvedDraft();
    await sweep(deps, { failed: false });
    await sweep(deps, { failed: false });
    const ids = jobs
      .filter(({ job }) => job.kind === 'post-draft' && job.draftId === id)
      .map((job) => job.id);
    expect(ids).toEqual([`post-draft-${id}-${now}`]);
  });

  it('tries again every four hours what was given up', async () => {
    const { id } = await approvedDraft();
    const ids = () => jobs.filter(({ job }) => job.kind === 'post-draft' && job.draftId === id);
    for (let hours = 0; hours < 12; hours += 1) {
      await sweep(deps, { failed: false });
      now += 3_600_000;
    }
    // The first one, and one for each further window of four hours, of which eight hours may touch three.
    expect(ids().length).toBeGreaterThanOrEqual(3);
    expect(ids().length).toBeLessThanOrEqual(4);
  });

  it('at start also tries again what was given up', async () => {
    const { id } = await approvedDraft();
    await sweep(deps, { failed: true });
    expect(jobs.find(({ job }) => job.kind === 'post-draft' && job.draftId === id)?.id).toBe(
      `post-draft-${id}-${now}-again-${now}`,
    );
  });
});

describe('a follow-up', () => {
  it('is due after two weeks and asks once, by a draft that waits for approval', async () => {
    const { ref, id } = await approvedDraft();
    const scheduled = jobs.find(({ job }) => job.kind === 'follow-up');
    if (scheduled?.job.kind !== 'follow-up') throw new Error('no follow-up');
    expect(scheduled.delay).toBe(14 * day);
    await postDraft(id, deps);

    now += 15 * day;
    await runFollowUp(scheduled.job.followUpId, deps);
    await runFollowUp(scheduled.job.followUpId, deps);
    const pending = (await store.draftsOfIssue(ref)).filter((draft) => draft.state === 'pending');
    expect(pending).toHaveLength(1);
    expect(await comments(ref)).toBe(1);
  });

  it('comes back later while the reply waits for a maintainer', async () => {
    const ref = await fileKnown();
    await triageIssue(triage(ref), deps);
    const [first] = jobs;
    if (first?.job.kind !== 'follow-up') throw new Error('no follow-up');
    now += 14 * day;
    await runFollowUp(first.job.followUpId, deps);
    expect(jobs).toHaveLength(2);
    expect(jobs[1]).toMatchObject({ job: { kind: 'follow-up' }, delay: 14 * day });
    expect(await store.followUp(first.job.followUpId)).toMatchObject({ state: 'done' });
  });

  it('rests when the issue was closed', async () => {
    const ref = await fileKnown();
    await triageIssue(triage(ref), deps);
    const [first] = jobs;
    if (first?.job.kind !== 'follow-up') throw new Error('no follow-up');
    await emulated.call('maintainer', 'PATCH', path(`issues/${ref.number}`), { state: 'closed' });
    await runFollowUp(first.job.followUpId, deps);
    expect(jobs).toHaveLength(1);
    expect(await store.followUp(first.job.followUpId)).toMatchObject({ state: 'cancelled' });
  });
});
