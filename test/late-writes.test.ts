/** Writes that GitHub carries out after it answered that it could not: nobody repeats them before they had time to appear. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import { converse } from '../src/app/converse.js';
import type { Deps } from '../src/app/deps.js';
import { wishOf } from '../src/app/jobs.js';
import type { GitHub, IssueRef, Job, Pack, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { sweep } from '../src/app/sweep.js';
import { triageInTurn } from '../src/app/triage-in-turn.js';
import { triageIssue } from '../src/app/triage-issue.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type Front, startFront } from './front.js';

const claimMs = 600_000;
const asks = {
  title: 'OptiPlex 7010 hangs on reboot',
  body: '`reboot` in dom0 stops all services and then the machine hangs for ever, I have to hold the power button. Dell OptiPlex 7010.',
};

let emulated: EmulatedGitHub;
let front: Front;
let github: GitHub;
let pack: Pack;

beforeAll(async () => {
  pack = await openPack();
  emulated = await startEmulatedGitHub('http://localhost:9');
  front = await startFront();
  front.target = emulated.url;
  const { app } = emulated;
  github = openGitHub({
    appId: app.id,
    privateKey: app.privateKey,
    apiUrl: front.url,
    pace: false,
    log: silentLog,
  });
});
afterAll(async () => {
  await front?.close();
  await emulated?.close();
});

function path(rest: string): string {
  return `/repos/${emulated.owner}/${emulated.repo}/${rest}`;
}

async function file(): Promise<IssueRef> {
  const { number } = await emulated.call<{ number: number }>('reporter', 'POST', path('issues'), asks);
  const { owner, repo, app } = emulated;
  return { installationId: app.installationId, owner, repo, number };
}

async function say(ref: IssueRef, body: string): Promise<void> {
  await emulated.call('reporter', 'POST', path(`issues/${ref.number}/comments`), { body });
}

function triage(issue: IssueRef): Extract<Job, { kind: 'triage' }> {
  return { kind: 'triage', deliveryId: 'first', event: 'issues.opened', issue };
}

describe.each(await databaseBackends())('with the books on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('a write whose answer says nothing', () => {
    let place: Place;
    let store: Store;
    let now: number;
    let jobs: Job[];
    let deps: Deps;

    beforeAll(async () => {
      place = await create();
      store = postgresStore(await openDatabase(place.database, silentLog));
    });
    afterAll(async () => {
      await store?.close();
      await place?.remove();
    });
    beforeEach(() => {
      now = Date.now();
      jobs = [];
      // Jobs are run by the tests, one by one.
      const queue = {
        add: async (job: Job) => void jobs.push(job),
        move: async (job: Job) => void jobs.push(job),
        find: async () => null,
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
    afterEach(() => {
      front.hold = () => false;
    });

    function hold(method: string, what: RegExp): void {
      front.hold = (asked, where) => {
        if (asked !== method || !what.test(where)) return false;
        front.hold = () => false;
        return true;
      };
    }

    async function approved(): Promise<{ ref: IssueRef; id: string }> {
      const ref = await file();
      await triageIssue(triage(ref), deps);
      const [draft] = await store.draftsOfIssue(ref);
      if (draft === undefined) throw new Error('no draft');
      await store.moveDraft(draft.id, 'pending', 'approved', { decidedBy: 'maintainer' }, now);
      return { ref, id: draft.id };
    }

    async function bodies(ref: IssueRef): Promise<string[]> {
      return (await github.readIssue(ref))?.comments.map(({ body }) => body) ?? [];
    }

    it('leaves one comment, though a second worker looked before it was there', async () => {
      const { ref, id } = await approved();
      hold('POST', /\/comments$/);
      await expect(postDraft(id, deps)).rejects.toMatchObject({ retryAfterMs: claimMs });
      now += 2_000;
      await expect(postDraft(id, deps)).rejects.toMatchObject({ retryAfterMs: claimMs - 2_000 });
      // A process that is started again tries everything once more.
      await sweep(deps, { failed: true });
      expect(jobs).toContainEqual({ kind: 'post-draft', draftId: id });
      await expect(postDraft(id, deps)).rejects.toMatchObject({ retryAfterMs: claimMs - 2_000 });
      expect(await bodies(ref)).toHaveLength(0);
      await front.letGo();

      now += claimMs;
      await postDraft(id, deps);
      await postDraft(id, deps);
      expect(await bodies(ref)).toHaveLength(1);
      expect(await store.draft(id)).toMatchObject({ state: 'posted', commentUrl: expect.any(String) });
    });

    it('is taken over from a dead worker by one of two that come at the same time', async () => {
      const { ref, id } = await approved();
      await store.moveDraft(id, 'approved', 'posted', {}, now);
      now += claimMs;
      const stale = await store.draft(id);
      // The second one read the draft before the first one took it over, and goes on when the first one has claimed it.
      const late = { ...store, draft: async () => stale };
      let met = false;
      async function readIssue(asked: IssueRef) {
        if (!met) {
          met = true;
          const second = postDraft(id, { ...deps, store: late });
          await expect(second).rejects.toMatchObject({ retryAfterMs: claimMs });
        }
        return github.readIssue(asked);
      }
      await postDraft(id, { ...deps, github: { ...github, readIssue } });
      expect(await bodies(ref)).toHaveLength(1);
    });

    it('is done again where it never took place', async () => {
      const { ref, id } = await approved();
      front.route = (method, where) =>
        method === 'POST' && where.endsWith('/comments') ? { status: 500, body: {} } : null;
      await expect(postDraft(id, deps)).rejects.toMatchObject({ retryAfterMs: claimMs });
      front.route = () => null;
      now += claimMs;
      await postDraft(id, deps);
      expect(await bodies(ref)).toHaveLength(1);
    });

    it('never puts a label back that a person took off', async () => {
      const ref = await file();
      const wish = wishOf({ id: `d-${now}`, event: 'issues', action: 'opened', issue: ref });
      await store.receive(wish, 0, now);
      hold('POST', /\/labels$/);
      await expect(triageInTurn(triage(ref), deps)).rejects.toMatchObject({ retryAfterMs: claimMs });
      await front.letGo();
      const [label] = (await github.readIssue(ref))?.labels ?? [];
      const place = path(`issues/${ref.number}/labels/${encodeURIComponent(label ?? '')}`);
      await emulated.call('maintainer', 'DELETE', place);

      now += claimMs;
      await triageInTurn(triage(ref), deps);
      const events = (await github.readIssue(ref))?.labelEvents.map(({ change }) => change);
      expect(events).toEqual(['labeled', 'unlabeled']);
    });

    it('sets no label while an earlier call about labels may yet be carried out', async () => {
      const ref = await file();
      hold('POST', /\/labels$/);
      await expect(triageIssue(triage(ref), deps)).rejects.toMatchObject({ retryAfterMs: claimMs });
      // An edit arrives, and another worker looks at once.
      now += 5_000;
      await expect(triageIssue(triage(ref), deps)).rejects.toMatchObject({ retryAfterMs: claimMs - 5_000 });
      expect((await github.readIssue(ref))?.labels).toEqual([]);
      await front.letGo();
      const [label] = (await github.readIssue(ref))?.labels ?? [];
      const place = path(`issues/${ref.number}/labels/${encodeURIComponent(label ?? '')}`);
      await emulated.call('maintainer', 'DELETE', place);
      await triageIssue(triage(ref), deps);
      now += claimMs;
      await triageIssue(triage(ref), deps);
      const events = (await github.readIssue(ref))?.labelEvents.map(({ change }) => change);
      expect(events).toEqual(['labeled', 'unlabeled']);
      expect(await store.openEffects(ref)).toEqual([]);
    });

    it('is not waited for where GitHub refused the labels', async () => {
      const ref = await file();
      front.route = (method, where) =>
        method === 'POST' && where.endsWith('/labels') && where.includes('/issues/')
          ? { status: 429, body: {} }
          : null;
      await expect(triageIssue(triage(ref), deps)).rejects.toMatchObject({ status: 429 });
      front.route = () => null;
      await triageIssue(triage(ref), deps);
      expect((await github.readIssue(ref))?.labels).toHaveLength(1);
    });

    it('leaves every box ticked, though an older text arrived last', async () => {
      const { ref, id } = await approved();
      await postDraft(id, deps);
      expect((await bodies(ref))[0]).toMatch(/- \[ \]/);
      await say(ref, 'BIOS version A25, on a Dell OptiPlex 7010.');
      hold('PATCH', /\/issues\/comments\/\d+$/);
      await expect(converse(ref, deps)).rejects.toMatchObject({ retryAfterMs: claimMs });
      await say(ref, 'UEFI, secure boot is off. Linux version 6.1.0.');
      await converse(ref, deps);
      const [, ...ticked] = ((await bodies(ref))[0] ?? '').split('[x]');
      await front.letGo();
      await converse(ref, deps);
      const [, ...inTheEnd] = ((await bodies(ref))[0] ?? '').split('[x]');
      expect(ticked.length).toBeGreaterThan(1);
      expect(inTheEnd).toHaveLength(ticked.length);
    });

    it.each([403, 410, 422])('goes back to a person where GitHub says no for good (%i)', async (status) => {
      const { ref, id } = await approved();
      front.route = (method, where) =>
        method === 'POST' && where.endsWith('/comments') ? { status, body: { message: 'No.' } } : null;
      await postDraft(id, deps);
      front.route = () => null;
      expect(await store.draft(id)).toMatchObject({
        state: 'pending',
        decisionReason: expect.stringContaining(`was refused with ${status}: No.`),
      });
      expect(await store.openEffects(ref)).toEqual([]);
      // Nothing tries again before a person approves it once more.
      await sweep(deps, { failed: true });
      expect(jobs).not.toContainEqual({ kind: 'post-draft', draftId: id });
      await store.moveDraft(id, 'pending', 'approved', { decidedBy: 'maintainer' }, now);
      await postDraft(id, deps);
      expect(await bodies(ref)).toHaveLength(1);
    });

    it('goes back to a person too where the installation is suspended, and stays where the key is wrong', async () => {
      const { ref, id } = await approved();
      const answer = (status: number) => (_method: string, where: string) =>
        where.endsWith(`/issues/${ref.number}`) ? { status, body: { message: 'No.' } } : null;
      front.route = answer(401);
      await expect(postDraft(id, deps)).rejects.toMatchObject({ retry: false, status: 401 });
      expect(await store.draft(id)).toMatchObject({ state: 'approved' });
      front.route = answer(403);
      await postDraft(id, deps);
      front.route = () => null;
      expect(await store.draft(id)).toMatchObject({
        state: 'pending',
        decisionReason: expect.stringContaining('The installation is suspended or lacks a permission'),
      });
    });

    it('is over where a person deleted the comment before it was linked to its draft', async () => {
      const { ref, id } = await approved();
      const dying = { ...store };
      dying.moveDraft = async (draft, from, to, change, at) => {
        if (change.commentUrl !== undefined) throw new Error('killed here');
        return store.moveDraft(draft, from, to, change, at);
      };
      await expect(postDraft(id, { ...deps, store: dying })).rejects.toThrow('killed here');
      const [comment] = (await github.readIssue(ref))?.comments ?? [];
      await emulated.call('maintainer', 'DELETE', path(`issues/comments/${comment?.id}`));
      now += claimMs;
      await postDraft(id, deps);
      expect(await bodies(ref)).toHaveLength(0);
      expect(await store.draft(id)).toMatchObject({
        state: 'posted',
        commentUrl: expect.stringContaining(`#issuecomment-${comment?.id}`),
      });
      await sweep(deps, { failed: true });
      expect(jobs).not.toContainEqual({ kind: 'post-draft', draftId: id });
    });
  });
});
