/** A policy that cannot be followed: one reason is said, everything that it concerns waits, and goes on when it is repaired. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import { policyName } from '../src/app/policy-name.js';
import type { GitHub, IssueRef, Job, JobOptions, Log, Pack, Store } from '../src/app/ports.js';
import { readConversation } from '../src/app/read-conversation.js';
import { permissionsFrom } from '../src/app/review-permission.js';
import { runOrAwaitPolicy } from '../src/app/run-or-await-policy.js';
import { sweep } from '../src/app/sweep.js';
import { sweepFollowUps } from '../src/app/sweep-follow-ups.js';
import { recheckPolicies } from '../src/app/take-up.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type GitHubModel, gitHubModel } from './github-model.js';
import { bot } from './plan-fixtures.js';
import { draftOf, freshIssue, noon } from './store-fixtures.js';

const hour = 60 * 60_000;

describe.each(await databaseBackends())('a broken policy, with the store on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('when it answers', () => {
    let place: Place;
    let store: Store;
    let pack: Pack;
    let now: number;
    let model: GitHubModel;
    let policy: string | null;
    let policyReads: number;
    let queued: { readonly job: Job; readonly options: JobOptions }[];
    let warnings: string[];
    let deps: Deps;
    let issue: IssueRef;

    beforeAll(async () => {
      pack = await openPack();
      place = await create();
      store = postgresStore(await openDatabase(place.database, silentLog));
    });
    afterAll(async () => {
      await store?.close();
      await place?.remove();
    });
    beforeEach(() => {
      now = noon;
      model = gitHubModel(() => now);
      policy = 'mode: [suggest';
      policyReads = 0;
      queued = [];
      warnings = [];
      issue = freshIssue();
      const log: Log = { ...silentLog, warn: (_fields, message) => warnings.push(message), child: () => log };
      const github: GitHub = {
        ...model.github,
        repositoryFiles: async ({ repo }) => {
          if (repo === '.github') return { policy: null, rules: [] };
          policyReads += 1;
          const file = policy === null ? null : { path: '.github/dejabug.yml', sha: policy, text: policy };
          return { policy: file, rules: [] };
        },
      };
      const add = async (job: Job, options: JobOptions) => {
        if (!queued.some((known) => known.options.id === options.id)) queued.push({ job, options });
      };
      const queue = {
        add,
        move: add,
        find: async () => null,
        remove: async () => {},
        work: async () => {},
        counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
        oldestWaiting: async () => null,
        ping: async () => {},
        close: async () => {},
      };
      deps = {
        github,
        store,
        queue,
        pack,
        undoMs: 0,
        clock: { now: () => now },
        log,
        readYaml: readPolicyYaml,
      };
    });

    const conversation = (id: string): Job => ({
      kind: 'conversation',
      deliveryId: id,
      event: 'issue_comment.created',
      issue,
    });
    const changed = (): Job => ({ kind: 'policy-changed', deliveryId: `push-${now}`, repository: issue });

    /** Runs what is due on the queue, and what that leads to, as a worker would. */
    async function work(): Promise<Job[]> {
      const ran: Job[] = [];
      for (let next = queued.shift(); next !== undefined; next = queued.shift()) {
        if ((next.options.delay ?? 0) > 0) continue;
        ran.push(next.job);
        await runOrAwaitPolicy(next.job, deps);
      }
      return ran;
    }

    async function held(decidedBy: string): Promise<string> {
      const draft = await store.saveDraft(draftOf(issue, 'draft'), now);
      await store.moveDraft(draft.id, 'pending', 'approved', { decidedBy }, now);
      return draft.id;
    }

    it('keeps one row for each issue, says it once, and asks again only when the policy changes', async () => {
      await store.saveDraft(draftOf(issue, 'draft'), now);
      for (const id of ['c-1', 'c-2', 'c-3']) await runOrAwaitPolicy(conversation(id), deps);
      expect(await store.waitingForPolicy(issue, now, 10)).toMatchObject([
        { key: `conversation #${issue.number}` },
      ]);
      expect(warnings).toEqual(['the policy cannot be followed; work waits until it is repaired']);
      expect(queued).toEqual([]);

      now += 1_000;
      await runOrAwaitPolicy(changed(), deps);
      expect(queued).toEqual([]);
      policy = null;
      await runOrAwaitPolicy(changed(), deps);
      expect(await work()).toEqual([conversation('c-3')]);
      expect(await store.waitingForPolicy(issue, now, 10)).toEqual([]);
    });

    it('lets a reply, a reminder and a report wait, and all of them go on', async () => {
      const draftId = await held(policyName);
      const intent = {
        kind: 'remind',
        category: 'dell-boot',
        dueAt: now - hour,
        since: now - 2 * hour,
      } as const;
      const followUp = await store.saveFollowUp('f', issue, intent, now);
      const jobs: Job[] = [
        { kind: 'post-draft', draftId },
        { kind: 'follow-up', followUpId: followUp.id },
        { kind: 'triage', deliveryId: 'opened', event: 'issues.opened', issue },
      ];
      const wish = { key: `w ${issue.repo}`, deliveryId: 'opened', event: 'issues.opened', issue };
      await store.receive(wish, 0, now);
      for (const job of jobs) await runOrAwaitPolicy(job, deps);
      expect(await store.lastDecision(issue)).toMatchObject({ decision: 'abstain' });
      expect(await store.draft(draftId)).toMatchObject({ state: 'approved' });
      expect(await store.followUp(followUp.id)).toMatchObject({ state: 'scheduled' });

      // The sweeps leave alone what waits.
      await sweep(deps, { failed: true });
      await sweepFollowUps(deps, { failed: true, aheadMs: hour });
      expect(queued.filter(({ job }) => JSON.stringify(jobs).includes(JSON.stringify(job)))).toEqual([]);
      queued = [];

      policy = 'mode: auto';
      now += 1_000;
      await runOrAwaitPolicy(changed(), deps);
      const kinds = (await work()).map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(['post-draft', 'follow-up', 'triage']));
      expect(model.said).toHaveLength(1);
      expect(await store.followUp(followUp.id)).not.toMatchObject({ state: 'scheduled' });
      expect((await store.lastDecision(issue))?.reason).not.toMatch(/cannot be followed/);
    });

    it('is read again hourly, once for a repository, in case no webhook told of the repair', async () => {
      const draftId = await held(policyName);
      const other = { ...issue, number: issue.number + 1 };
      await runOrAwaitPolicy({ kind: 'post-draft', draftId }, deps);
      await store.saveDraft(draftOf(other, 'draft'), now);
      await runOrAwaitPolicy({ ...conversation('c'), issue: other } as Job, deps);
      const read = policyReads;
      // Other tests of this file share the clock's hours.
      now += 1_000 * hour;
      await recheckPolicies(deps);
      await recheckPolicies(deps);
      expect(queued.map(({ job }) => job)).toMatchObject([{ kind: 'policy-changed' }]);
      await work();
      expect(policyReads).toBe(read + 1);
      policy = 'mode: auto';
      now += hour;
      await recheckPolicies(deps);
      expect((await work()).map(({ kind }) => kind)).toContain('post-draft');
      expect(model.said).toHaveLength(1);
    });

    it('does not hold up what a person approved', async () => {
      const draftId = await held('maintainer');
      await runOrAwaitPolicy({ kind: 'post-draft', draftId }, deps);
      expect(model.said).toHaveLength(1);
    });
  });
});

describe('what people may do', () => {
  it('is asked once in a minute for all jobs that read a conversation', async () => {
    const pack = await openPack();
    let now = noon;
    const { github, issue } = gitHubModel(() => now);
    const people = Array.from({ length: 30 }, (_, index) => ({ login: `person-${index}`, isBot: false }));
    issue(1).comments.push(
      ...[bot, ...people].map((author, id) => ({ id, author, body: 'Me too.', at: noon + id })),
    );
    const asked: string[] = [];
    const counting: GitHub = {
      ...github,
      permissionOf: async (_ref, login) => {
        asked.push(login);
        return login === 'person-3' ? 'triage' : 'none';
      },
    };
    const deps = { github: counting, pack, permissions: permissionsFrom(counting, { now: () => now }) };
    const ref = { ...freshIssue(), number: 1 };
    const snapshot = await github.readIssue(ref);
    if (snapshot === null) throw new Error('no issue');
    for (let looks = 0; looks < 3; looks += 1) {
      const { maintainers } = await readConversation(ref, snapshot, 'dell-boot', deps);
      expect([...maintainers]).toEqual(['person-3']);
    }
    expect(asked).toHaveLength(30);
    now += 60_000;
    await readConversation(ref, snapshot, 'dell-boot', deps);
    expect(asked).toHaveLength(60);
  });

  it('passes on when GitHub says to come back', async () => {
    const pack = await openPack();
    const { github, issue } = gitHubModel(() => noon);
    const person = { login: 'amy', isBot: false };
    issue(1).comments.push(...[bot, person].map((author, id) => ({ id, author, body: 'x', at: noon + id })));
    const limited = Object.assign(new Error('limit'), { retryAfterMs: 7_000 });
    const refusing: GitHub = { ...github, permissionOf: () => Promise.reject(limited) };
    const ref = { ...freshIssue(), number: 1 };
    const snapshot = await github.readIssue(ref);
    if (snapshot === null) throw new Error('no issue');
    const deps = { github: refusing, pack, permissions: permissionsFrom(refusing, { now: () => noon }) };
    await expect(readConversation(ref, snapshot, 'dell-boot', deps)).rejects.toBe(limited);
  });
});
