/** What a maintainer can do to a draft, on the real store with the real rules: undo, another problem, snooze, freeze, many at once. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import { announceToIssue } from '../src/app/announce-release.js';
import { approveMany } from '../src/app/approve-many.js';
import { chooseProblem, problemsFor } from '../src/app/choose-problem.js';
import { converse } from '../src/app/converse.js';
import type { Deps } from '../src/app/deps.js';
import { freezeIssue, unfreezeIssue } from '../src/app/freeze-issue.js';
import { IssueUnread } from '../src/app/look-again.js';
import { mostAtOnce, TooManyAtOnce } from '../src/app/open-many.js';
import type { Draft, IssueRef, Job, Pack, Permission, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { approveDraft, type ReviewWorld, rejectDraft } from '../src/app/review-draft.js';
import { listDrafts } from '../src/app/review-list.js';
import { permissionsFrom } from '../src/app/review-permission.js';
import { runFollowUp } from '../src/app/run-follow-up.js';
import { snoozeDraft, wakeDraft } from '../src/app/snooze-draft.js';
import { sweep } from '../src/app/sweep.js';
import { triageInTurn } from '../src/app/triage-in-turn.js';
import { undoDecision } from '../src/app/undo-decision.js';
import { undoMany } from '../src/app/undo-many.js';
import { versionOf } from '../src/core/plan/issue-sight.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type GitHubModel, gitHubModel } from './github-model.js';
import { alice, reporter } from './plan-fixtures.js';
import { freshIssue, noon } from './store-fixtures.js';

const undoMs = 10_000;
const day = 86_400_000;
const platformPci = 'known: xen-platform-pci';

let place: Place;
let store: Store;
let pack: Pack;
let now: number;
let model: GitHubModel;
let jobs: { job: Job; id: string; delay: number }[];
let asked: string[];
let permission: Permission;
let deps: Deps;
let world: ReviewWorld;

beforeAll(async () => {
  const backend = (await databaseBackends()).filter(({ answers }) => answers).at(-1);
  if (backend === undefined) throw new Error('no database');
  place = await backend.create();
  store = postgresStore(await openDatabase(place.database, silentLog));
  pack = await openPack();
});
afterAll(async () => {
  await store?.close();
  await place?.remove();
});
beforeEach(() => {
  now = noon;
  model = gitHubModel(() => now);
  jobs = [];
  asked = [];
  permission = 'write';
  const queue = {
    async add(job: Job, { id, delay = 0 }: { id: string; delay?: number }) {
      if (!jobs.some((known) => known.id === id)) jobs.push({ job, id, delay });
    },
  } as unknown as Deps['queue'];
  const clock = { now: () => now };
  const github = {
    ...model.github,
    async permissionOf(ref: { owner: string; repo: string }, login: string) {
      asked.push(`${login} ${ref.owner}/${ref.repo}`);
      return permission;
    },
  };
  deps = { github, store, queue, pack, clock, log: silentLog, readYaml: readPolicyYaml, undoMs };
  world = { ...deps, permissions: permissionsFrom(github, clock) };
});

const hvm = demoReports.find(({ body }) => /platform/i.test(body));
let nextDelivery = 1;

async function triage(ref: IssueRef): Promise<void> {
  const deliveryId = `verbs-${nextDelivery++}`;
  await store.receive({ key: deliveryId, deliveryId, event: 'issues.opened', issue: ref }, 0, now);
  await triageInTurn({ kind: 'triage', deliveryId, event: 'issues.opened', issue: ref }, deps);
}

/** An issue with a recognised report and its pending draft. */
async function drafted(ref = freshIssue()): Promise<Draft> {
  if (hvm === undefined) throw new Error('no report');
  model.issue(ref.number).body = `${hvm.title}\n\n${hvm.body}`;
  await triage(ref);
  const [draft] = await store.draftsOfIssue(ref);
  if (draft === undefined) throw new Error('nothing was drafted');
  return draft;
}

function refOf({ installationId, owner, repo, number }: Draft): IssueRef {
  return { installationId, owner, repo, number };
}

async function stateOf({ id }: Draft): Promise<Draft['state'] | undefined> {
  return (await store.draft(id))?.state;
}

describe('taking a decision back', () => {
  it('makes an approval pending again, with its edit, and a later approval is posted though its job looks like the first', async () => {
    const draft = await drafted();
    expect(await approveDraft(world, draft.id, 'wanda', 'My words.')).toMatchObject({
      kind: 'approved',
      draft: { decidedAt: noon },
      queued: true,
    });
    expect(jobs.find(({ job }) => job.kind === 'post-draft')).toMatchObject({ delay: undoMs });
    now += undoMs - 1;
    await expect(postDraft(draft.id, deps)).rejects.toMatchObject({ retryAfterMs: 1 });
    expect(await undoDecision(world, draft.id, 'wanda')).toMatchObject({
      kind: 'undone',
      was: 'approved',
      draft: { state: 'pending', decidedBy: null, decidedAt: null, editedReply: 'My words.' },
    });
    await postDraft(draft.id, deps);
    expect(model.said).toEqual([]);

    await approveDraft(world, draft.id, 'wanda', undefined);
    expect(jobs.filter(({ job }) => job.kind === 'post-draft')).toHaveLength(2);
    now += undoMs;
    await postDraft(draft.id, deps);
    expect(model.said.map(({ body }) => body)).toEqual([expect.stringContaining('My words.')]);
  });

  it('posts the drafted words, and no edit that was taken back, when these are what is approved', async () => {
    const draft = await drafted();
    await approveDraft(world, draft.id, 'wanda', 'My words.');
    await undoDecision(world, draft.id, 'wanda');
    await approveDraft(world, draft.id, 'wanda', draft.reply);
    expect(await store.draft(draft.id)).toMatchObject({ state: 'approved', editedReply: null });
  });

  it('makes a rejection pending again', async () => {
    const draft = await drafted();
    await rejectDraft(world, draft.id, 'wanda', { reason: 'not-needed', note: '' });
    expect(await undoDecision(world, draft.id, 'alice')).toMatchObject({ kind: 'undone', was: 'rejected' });
    expect(await store.draft(draft.id)).toMatchObject({ state: 'pending', decisionReason: null });
  });

  it('is refused in words when it is too late, when nothing is decided, and to the second of two people', async () => {
    const draft = await drafted();
    expect(await undoDecision(world, draft.id, 'wanda')).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('nothing to take back'),
    });
    await approveDraft(world, draft.id, 'wanda', undefined);
    const both = await Promise.all([
      undoDecision(world, draft.id, 'wanda'),
      undoDecision(world, draft.id, 'alice'),
    ]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['refused', 'undone']);
    await approveDraft(world, draft.id, 'wanda', undefined);
    now += undoMs;
    expect(await undoDecision(world, draft.id, 'wanda')).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('10 seconds'),
    });
    await postDraft(draft.id, deps);
    expect(await undoDecision(world, draft.id, 'wanda')).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('on the issue'),
    });
    expect(model.said).toHaveLength(1);
  });

  it('counts the time to when the person asked, not to when GitHub has said what they may do', async () => {
    const draft = await drafted();
    await approveDraft(world, draft.id, 'wanda', undefined);
    now += undoMs - 1;
    const slow: ReviewWorld = {
      ...world,
      permissions: {
        ...world.permissions,
        fresh: async (ref, login) => {
          now += 3_000;
          return world.permissions.fresh(ref, login);
        },
      },
    };
    expect((await undoDecision(slow, draft.id, 'wanda')).kind).toBe('undone');
  });

  it('is for those who may review', async () => {
    const draft = await drafted();
    await approveDraft(world, draft.id, 'wanda', undefined);
    permission = 'triage';
    expect((await undoDecision(world, draft.id, 'trixi')).kind).toBe('forbidden');
    permission = 'none';
    expect((await undoDecision(world, draft.id, 'nora')).kind).toBe('not-found');
    expect(await stateOf(draft)).toBe('approved');
  });

  it('waits in a queue that was rebuilt too', async () => {
    const draft = await drafted();
    await approveDraft(world, draft.id, 'wanda', undefined);
    jobs.length = 0;
    await sweep(deps, { failed: false });
    expect(jobs.filter(({ job }) => job.kind === 'post-draft' && job.draftId === draft.id)).toHaveLength(1);
    await expect(postDraft(draft.id, deps)).rejects.toMatchObject({ retryAfterMs: undoMs });
  });
});

describe('another known problem', () => {
  it('redraws the reply, points from the old draft to the new one, and moves our label and nobody else’s', async () => {
    const draft = await drafted();
    const ref = refOf(draft);
    expect(model.issue(ref.number).labels).toEqual([platformPci]);
    const chosen = await chooseProblem(world, draft.id, 'wanda', 'dell-boot');
    if (chosen.kind !== 'chosen') throw new Error(chosen.kind);
    expect(chosen.draft).toMatchObject({ state: 'pending', category: 'dell-boot', chosenBy: 'wanda' });
    expect(chosen.draft.reply).not.toBe(draft.reply);
    expect(chosen.draft.runnerUp?.category).toBe('xen-platform-pci');
    expect(chosen.old).toMatchObject({
      state: 'superseded',
      replacedBy: chosen.draft.id,
      decisionReason: 'wanda chose `dell-boot` instead.',
    });

    now += 2_000;
    const [wish] = jobs.filter(({ job }) => job.kind === 'triage');
    if (wish?.job.kind !== 'triage') throw new Error('no triage was queued');
    await triageInTurn(wish.job, deps);
    const label = pack.problems.find(({ category }) => category === 'dell-boot')?.label;
    expect(model.issue(ref.number).labels).toEqual([label]);
    // An edit does not bring back what a person ruled out, and draws nothing twice.
    model.issue(ref.number).body += '\nOne more line.';
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual([label]);
    const states = (await store.draftsOfIssue(ref)).map(({ category, state }) => `${category} ${state}`);
    expect(states.sort()).toEqual(['dell-boot pending', 'xen-platform-pci superseded']);
  });

  it('can be chosen back, and the label comes back with it', async () => {
    const draft = await drafted();
    const ref = refOf(draft);
    const there = await chooseProblem(world, draft.id, 'wanda', 'dell-boot');
    now += 2_000;
    await triage(ref);
    if (there.kind !== 'chosen') throw new Error(there.kind);
    const back = await chooseProblem(world, there.draft.id, 'wanda', 'xen-platform-pci');
    expect(back.kind).toBe('chosen');
    now += 2_000;
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual([platformPci]);
    const pending = (await store.draftsOfIssue(ref)).filter(({ state }) => state === 'pending');
    expect(pending.map(({ category }) => category)).toEqual(['xen-platform-pci']);
  });

  it('never takes off a label that a person set', async () => {
    const ref = freshIssue();
    model.label(ref.number, platformPci, alice);
    const draft = await drafted(ref);
    await chooseProblem(world, draft.id, 'wanda', 'dell-boot');
    now += 2_000;
    await triage(ref);
    expect(model.issue(ref.number).labels).toContain(platformPci);
  });

  it('is refused for a problem that no rule has, for the same one, and on a closed issue', async () => {
    const draft = await drafted();
    for (const category of ['no-such', draft.category]) {
      expect((await chooseProblem(world, draft.id, 'wanda', category)).kind).toBe('refused');
    }
    model.issue(draft.number).state = 'closed';
    expect(await chooseProblem(world, draft.id, 'wanda', 'dell-boot')).toMatchObject({
      kind: 'refused',
      problem: 'The issue is closed.',
    });
    expect(await stateOf(draft)).toBe('pending');
  });

  it('gives way to whoever decided first, and leaves no second draft', async () => {
    const draft = await drafted();
    const [one, other] = await Promise.all([
      chooseProblem(world, draft.id, 'wanda', 'dell-boot'),
      chooseProblem(world, draft.id, 'alice', 'ec2-kexec'),
    ]);
    expect([one.kind, other.kind].sort()).toEqual(['chosen', 'decided']);
    const pending = (await store.draftsOfIssue(refOf(draft))).filter(({ state }) => state === 'pending');
    expect(pending).toHaveLength(1);
  });

  it('offers every problem, the likeliest first and equals by name', async () => {
    const draft = await drafted();
    const offered = problemsFor(world, draft);
    expect(offered.map(({ category }) => category).sort()).toEqual(
      pack.problems.map(({ category }) => category).sort(),
    );
    expect(offered[0]?.category).toBe('xen-platform-pci');
    const order = [...offered].sort(
      (one, next) => next.confidence - one.confidence || (one.name < next.name ? -1 : 1),
    );
    expect(offered).toEqual(order);
  });
});

describe('a snoozed draft', () => {
  it('is out of the list until its time and comes back by itself', async () => {
    const draft = await drafted();
    const query = { states: ['pending'], limit: 100, repository: `${draft.owner}/${draft.repo}` } as const;
    const listed = async () => (await listDrafts(world, 'wanda', query)).drafts.map(({ id }) => id);
    expect(await snoozeDraft(world, draft.id, 'wanda', noon + day)).toMatchObject({
      kind: 'snoozed',
      draft: { snoozedUntil: noon + day },
    });
    expect(await listed()).toEqual([]);
    now = noon + day;
    expect(await listed()).toEqual([draft.id]);
    await snoozeDraft(world, draft.id, 'wanda', now + day);
    expect(await wakeDraft(world, draft.id, 'wanda')).toMatchObject({ kind: 'woken' });
    expect(await listed()).toEqual([draft.id]);
  });

  it.each([noon, noon - 1, noon + 366 * day, Number.NaN])('is not snoozed until %s', async (until) => {
    const draft = await drafted();
    expect((await snoozeDraft(world, draft.id, 'wanda', until)).kind).toBe('refused');
  });

  it('is not snoozed once it is decided', async () => {
    const draft = await drafted();
    await rejectDraft(world, draft.id, 'wanda', { reason: 'not-needed', note: '' });
    expect((await snoozeDraft(world, draft.id, 'wanda', noon + day)).kind).toBe('decided');
  });
});

describe('a frozen issue', () => {
  it('gets no label and no draft until it is unfrozen; then it is read again', async () => {
    const draft = await drafted();
    const ref = refOf(draft);
    expect(await freezeIssue(world, draft.id, 'wanda')).toMatchObject({ kind: 'frozen', isNew: true });
    expect(await freezeIssue(world, draft.id, 'alice')).toMatchObject({
      isNew: false,
      freeze: { by: 'wanda', at: noon },
    });
    model.unlabel(ref.number, platformPci, { login: 'dejabug[bot]', isBot: true });
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual([]);
    expect((await store.lastDecision(ref))?.reason).toContain('wanda froze the issue');

    jobs.length = 0;
    expect(await unfreezeIssue(world, draft.id, 'alice')).toMatchObject({ wasFrozen: true });
    expect(jobs.map(({ job }) => job.kind)).toEqual(['triage']);
    expect(await unfreezeIssue(world, draft.id, 'alice')).toMatchObject({ wasFrozen: false });
  });

  it('hears nothing of a reply that was approved before: it waits on the desk again', async () => {
    const draft = await drafted();
    await approveDraft(world, draft.id, 'wanda', undefined);
    await freezeIssue(world, draft.id, 'wanda');
    now += undoMs;
    await postDraft(draft.id, deps);
    expect(model.said).toEqual([]);
    expect(await store.draft(draft.id)).toMatchObject({
      state: 'pending',
      decisionReason: expect.stringContaining('froze'),
    });
    expect(await approveDraft(world, draft.id, 'wanda', undefined)).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('wanda froze'),
    });
    await unfreezeIssue(world, draft.id, 'wanda');
    await approveDraft(world, draft.id, 'wanda', undefined);
    now += undoMs;
    await postDraft(draft.id, deps);
    expect(model.said).toHaveLength(1);
  });

  it('is not reminded, not answered, and not told of releases; all of that waits', async () => {
    const draft = await drafted();
    const ref = refOf(draft);
    await approveDraft(world, draft.id, 'wanda', undefined);
    now += undoMs;
    await postDraft(draft.id, deps);
    await freezeIssue(world, draft.id, 'wanda');
    now += 60 * day;
    const [followUp] = await store.scheduledFollowUps(ref);
    if (followUp === undefined) throw new Error('nothing was scheduled');
    await runFollowUp(followUp.id, deps);
    const [later] = await store.scheduledFollowUps(ref);
    expect(later).toMatchObject({ kind: followUp.kind, dueAt: now + day });
    model.issue(ref.number).comments.push({ id: 900, author: reporter, body: 'Linux 3.2', at: now });
    await converse(ref, deps);
    const batch = await store.saveBatch(
      'frozen',
      {
        ...ref,
        category: 'xen-platform-pci',
        component: 'linux',
        version: '9.9',
        isTest: false,
        distribution: null,
        isSaidToFix: true,
      },
      now,
    );
    await expect(announceToIssue(batch.id, ref, deps)).rejects.toMatchObject({ retryAfterMs: day });
    expect(await store.draftsOfIssue(ref)).toHaveLength(1);
    expect(model.said).toHaveLength(1);
  });
});

describe('an issue that changed since the draft was made', () => {
  it('is told in words, and approved once the person has seen that', async () => {
    const draft = await drafted();
    const issue = model.issue(draft.number);
    issue.body += '\nIt happens on bare metal too.';
    model.label(draft.number, 'hardware', alice);
    issue.comments.push({ id: 700, author: reporter, body: 'See above.', at: now });
    const first = await approveDraft(world, draft.id, 'wanda', undefined);
    if (first.kind !== 'changed') throw new Error(first.kind);
    expect(first.changes).toEqual([
      'The report was edited.',
      'Somebody set the label “hardware”.',
      'reporter commented.',
    ]);
    expect(first.issue.body).toContain('bare metal');
    expect(await stateOf(draft)).toBe('pending');

    issue.comments.push({ id: 701, author: alice, body: 'Mine too.', at: now });
    const second = await approveDraft(world, draft.id, 'wanda', undefined, first.version);
    if (second.kind !== 'changed') throw new Error(second.kind);
    expect(second.changes).toContain('alice commented.');
    expect((await approveDraft(world, draft.id, 'wanda', undefined, second.version)).kind).toBe('approved');
  });

  it('counts neither what bots do nor words to us, and goes by what the person had seen', async () => {
    const draft = await drafted();
    const { comments } = model.issue(draft.number);
    comments.push({ id: 700, author: { login: 'ci[bot]', isBot: true }, body: 'Built.', at: now });
    comments.push({ id: 701, author: alice, body: '/dejabug snooze 7d', at: now });
    if (draft.seen === null) throw new Error('nothing was seen');
    const version = versionOf(draft.seen);
    expect((await approveDraft(world, draft.id, 'wanda', undefined, `${version}0`)).kind).toBe('changed');
    expect((await approveDraft(world, draft.id, 'wanda', undefined, version)).kind).toBe('approved');
  });

  it('is not approved unseen while GitHub does not answer', async () => {
    const draft = await drafted();
    const github = { ...model.github, readIssue: () => Promise.reject(new Error('away')) };
    await expect(approveDraft({ ...world, github }, draft.id, 'wanda', undefined)).rejects.toThrow(
      IssueUnread,
    );
    expect(await stateOf(draft)).toBe('pending');
  });
});

describe('many at once', () => {
  it('are approved each by itself, with one question to GitHub for each repository', async () => {
    const [one, two, three, four] = [
      await drafted(),
      await drafted(freshIssue(8)),
      await drafted(freshIssue(9)),
      await drafted(freshIssue(10)),
    ];
    await rejectDraft(world, two.id, 'alice', { reason: 'not-needed', note: '' });
    model.issue(three.number).body += ' edited';
    await freezeIssue(world, four.id, 'alice');
    asked.length = 0;
    const ids = [one.id, two.id, three.id, four.id, '00000000-0000-4000-8000-000000000000', one.id];
    const results = await approveMany(world, ids, 'wanda');
    expect(results.map(({ outcome }) => outcome.kind)).toEqual([
      'approved',
      'decided',
      'changed',
      'refused',
      'not-found',
    ]);
    expect(asked).toHaveLength(4);
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it('are answered for, each of them, though one cannot be stored', async () => {
    const [one, two, three] = [await drafted(), await drafted(freshIssue(8)), await drafted(freshIssue(9))];
    const broken = new Error('The database is gone.');
    const moveDraft: Store['moveDraft'] = async (id, ...asked) => {
      if (id === one.id) throw broken;
      const isMoved = await store.moveDraft(id, ...asked);
      // Its answer is lost.
      if (id === two.id) throw broken;
      return isMoved;
    };
    const failing: ReviewWorld = { ...world, store: { ...store, moveDraft } };
    const ids = [one.id, two.id, three.id];
    const results = await approveMany(failing, ids, 'wanda');
    expect(results).toMatchObject([
      { id: one.id, outcome: { kind: 'refused', problem: expect.stringContaining('still waits') } },
      { id: two.id, outcome: { kind: 'approved', queued: false } },
      { id: three.id, outcome: { kind: 'approved', queued: true } },
    ]);
    expect(await undoMany({ ...failing, store: { ...store, moveDraft } }, [two.id, three.id], 'wanda')).toBe(
      1,
    );
    expect(await stateOf(three)).toBe('pending');
  });

  it('are decided at one moment, so that the last of them can be taken back as long as the first', async () => {
    const drafts = [];
    for (const number of [7, 8, 9, 10, 11, 12]) drafts.push(await drafted(freshIssue(number)));
    const slow = {
      ...model.github,
      readIssue: (ref: IssueRef) => {
        now += 4_000;
        return model.github.readIssue(ref);
      },
    };
    const results = await approveMany(
      { ...world, github: slow },
      drafts.map(({ id }) => id),
      'wanda',
    );
    expect(now).toBe(noon + 24_000);
    for (const { outcome } of results)
      expect(outcome).toMatchObject({ kind: 'approved', draft: { decidedAt: now } });
    for (const { delay } of jobs.filter(({ job }) => job.kind === 'post-draft')) expect(delay).toBe(undoMs);
  });

  it('are taken back by when the person asked, with one question to GitHub for each repository', async () => {
    const drafts = [await drafted(), await drafted(freshIssue(8)), await drafted(freshIssue(9))];
    const ids = drafts.map(({ id }) => id);
    await approveMany(world, ids, 'wanda');
    now += undoMs - 1;
    asked.length = 0;
    const slow: ReviewWorld = {
      ...world,
      permissions: {
        ...world.permissions,
        fresh: async (ref, login) => {
          now += 5_000;
          return world.permissions.fresh(ref, login);
        },
      },
    };
    expect(await undoMany(slow, [...ids, ...ids], 'wanda')).toBe(3);
    expect(asked).toHaveLength(new Set(asked).size);
    for (const draft of drafts) expect(await stateOf(draft)).toBe('pending');
  });

  it('are refused beyond a hundred, and nothing is changed where the person may not write', async () => {
    const draft = await drafted();
    const ids = Array.from({ length: mostAtOnce + 1 }, (_, index) => `draft-${index}`);
    await expect(approveMany(world, ids, 'wanda')).rejects.toThrow(TooManyAtOnce);
    permission = 'read';
    expect(await approveMany(world, [draft.id], 'rita')).toMatchObject([{ outcome: { kind: 'forbidden' } }]);
    expect(await stateOf(draft)).toBe('pending');
  });
});
