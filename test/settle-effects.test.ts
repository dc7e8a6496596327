/** Effects whose worker died between act and books: the next look at the issue settles or refuses them, with the reason. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import { wishOf } from '../src/app/jobs.js';
import type { GitHub, IssueRef, Job, Pack, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { sweepEffects } from '../src/app/settle-effects.js';
import { triageIssue } from '../src/app/triage-issue.js';
import { planUndo } from '../src/core/plan/plan-undo.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, type Place, silentLog } from './backends.js';

const label = 'known: xen-platform-pci';
const minute = 60_000;

let emulated: EmulatedGitHub;
let github: GitHub;
let pack: Pack;

beforeAll(async () => {
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
});
afterAll(() => emulated?.close());

function path(rest: string): string {
  return `/repos/${emulated.owner}/${emulated.repo}/${rest}`;
}

async function file(): Promise<IssueRef> {
  const [report] = demoReports;
  const { number } = await emulated.call<{ number: number }>('reporter', 'POST', path('issues'), report);
  const { owner, repo, app } = emulated;
  return { installationId: app.installationId, owner, repo, number };
}

async function takeOff(ref: IssueRef): Promise<void> {
  const where = path(`issues/${ref.number}/labels/${encodeURIComponent(label)}`);
  await emulated.call('maintainer', 'DELETE', where);
}

describe.each(await databaseBackends())('with the books on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('an effect that was left open', () => {
    let place: Place;
    let database: Database;
    let store: Store;
    let now: number;
    let deps: Deps;
    /** Each is later than all before it, in the other tests too. */
    let looks = 0;

    beforeAll(async () => {
      place = await create();
      database = await openDatabase(place.database, silentLog);
      store = postgresStore(database);
    });
    afterAll(async () => {
      await store?.close();
      await place?.remove();
    });
    beforeEach(() => {
      now = Date.now();
      // Jobs are run by the tests, one by one.
      const queue = {
        add: async () => {},
        move: async () => {},
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
        clock: { now: () => now },
        log: silentLog,
        readYaml: readPolicyYaml,
        undoMs: 0,
      };
    });

    function keyOf(ref: IssueRef, key: string): string {
      return `${ref.owner}/${ref.repo}/${key}`.toLowerCase();
    }

    async function intend(ref: IssueRef, kind: string, key: string): Promise<void> {
      await store.intendEffect(keyOf(ref, key), kind, ref, now);
    }

    async function intendLabel(ref: IssueRef): Promise<void> {
      await intend(ref, 'add-labels', `labels:${ref.number}:${label}`);
    }

    async function books(ref: IssueRef): Promise<object[]> {
      return database.db
        .selectFrom('effects')
        .select(['kind', 'state', 'outcome'])
        .where('repository', '=', `${ref.owner}/${ref.repo}`.toLowerCase())
        .where('issue_number', '=', ref.number)
        .execute();
    }

    async function triage(issue: IssueRef): Promise<void> {
      const job: Job = { kind: 'triage', deliveryId: 'd', event: 'issues.opened', issue };
      await triageIssue(job, deps);
    }

    async function look(given = deps): Promise<number> {
      looks += 1;
      const at = now + looks * 20 * minute;
      return sweepEffects({ ...given, clock: { now: () => at } }, { periodMs: minute });
    }

    it('is settled by the next triage when the label is there', async () => {
      const ref = await file();
      await intendLabel(ref);
      await github.addLabels(ref, [label]);
      await triage(ref);
      expect(await books(ref)).toEqual([{ kind: 'add-labels', state: 'settled', outcome: label }]);
    });

    it('is settled when the label was there, though a person took it off since', async () => {
      const ref = await file();
      await intendLabel(ref);
      await github.addLabels(ref, [label]);
      await takeOff(ref);
      await triage(ref);
      expect(await books(ref)).toEqual([{ kind: 'add-labels', state: 'settled', outcome: label }]);
    });

    it('is refused when a person took the label off that they had set', async () => {
      const ref = await file();
      await intendLabel(ref);
      await emulated.call('maintainer', 'POST', path(`issues/${ref.number}/labels`), { labels: [label] });
      await takeOff(ref);
      await triage(ref);
      expect(await books(ref)).toEqual([
        { kind: 'add-labels', state: 'refused', outcome: expect.stringContaining('maintainer removed') },
      ]);
    });

    it('is refused when the report is not recognised any more, and performed when it is again', async () => {
      const ref = await file();
      await intendLabel(ref);
      const [report] = demoReports;
      const edit = (change: object) =>
        emulated.call('maintainer', 'PATCH', path(`issues/${ref.number}`), change);
      await edit({ title: 'A question', body: 'How do I write the documentation?' });
      await triage(ref);
      expect(await books(ref)).toEqual([
        { kind: 'add-labels', state: 'refused', outcome: expect.stringContaining('nothing plans it') },
      ]);
      await edit({ title: report?.title, body: report?.body });
      await triage(ref);
      expect((await github.readIssue(ref))?.labels).toContain(label);
      expect(await books(ref)).toEqual([{ kind: 'add-labels', state: 'settled', outcome: label }]);
    });

    it('is refused with the reason when the reply comes too late', async () => {
      const ref = await file();
      await triage(ref);
      const [draft] = await store.draftsOfIssue(ref);
      const id = draft?.id ?? '';
      await store.moveDraft(id, 'pending', 'approved', { decidedBy: 'maintainer' }, now);
      await intend(ref, 'post-comment', `comment:${ref.number}:${id}`);
      expect(await look()).toBe(0);
      await emulated.call('maintainer', 'PATCH', path(`issues/${ref.number}`), { state: 'closed' });
      await postDraft(id, deps);
      expect(await books(ref)).toContainEqual({
        kind: 'post-comment',
        state: 'refused',
        outcome: 'The issue is closed.',
      });
    });

    it('is settled by the sweep when the comment is there, closed and opened', async () => {
      const ref = await file();
      await intend(ref, 'close-issue', `works:${ref.number}:1`);
      await intend(ref, 'reopen-issue', `reopen:${ref.number}:1`);
      await intend(ref, 'post-comment', `comment:${ref.number}:gone`);
      await intend(ref, 'edit-comment', `tick:${ref.number}:987654:kernel`);
      await github.closeIssue(ref, 'completed');
      await github.reopenIssue(ref);
      const marker = `<!-- dejabug:comment:${ref.number}:gone -->`;
      const { url } = await github.postComment(ref, `Hello.\n\n${marker}\n`);
      expect(await look()).toBe(4);
      expect(new Set(await books(ref))).toEqual(
        new Set([
          { kind: 'close-issue', state: 'settled', outcome: 'It was closed by us.' },
          { kind: 'reopen-issue', state: 'settled', outcome: 'It was reopened by us.' },
          { kind: 'post-comment', state: 'settled', outcome: url },
          { kind: 'edit-comment', state: 'refused', outcome: 'The comment is gone.' },
        ]),
      );
    });

    it.each(['known: xen-platform-pci', 'Kernel ~2: 50 % faster, or not', '~c7:~x:', '1~2:3'])(
      'of taking the label "%s" back is refused while it is on the issue, and settled when it is off',
      async (name) => {
        const ref = await file();
        const spec = { name, color: 'ededed', description: '' };
        await github.ensureLabel(ref, spec);
        await github.addLabels(ref, [name]);
        const issue = await github.readIssue(ref);
        const plan = planUndo(issue, [name], await github.botLogin(), '0e9d-11');
        expect(plan.actions).toHaveLength(1);
        for (const { kind, key } of plan.actions) await intend(ref, kind, key);
        expect(await look()).toBe(1);
        expect(await books(ref)).toMatchObject([{ kind: 'remove-labels', state: 'refused' }]);

        for (const { kind, key } of plan.actions) await intend(ref, kind, key);
        await github.removeLabel(ref, name);
        expect(await look()).toBe(1);
        expect(await books(ref)).toMatchObject([{ kind: 'remove-labels', state: 'settled' }]);
      },
    );

    it('is refused by the sweep when the issue is gone', async () => {
      const ref = { ...(await file()), number: 987_654 };
      await intendLabel(ref);
      expect(await look()).toBe(1);
      expect(await books(ref)).toEqual([
        { kind: 'add-labels', state: 'refused', outcome: expect.stringContaining('gone') },
      ]);
    });

    it('is left alone while it is young, or while a triage is due', async () => {
      const ref = await file();
      await intendLabel(ref);
      const young = { ...deps, claimMs: 100 * 60 * minute };
      expect(await look(young)).toBe(0);
      await store.receive(wishOf({ id: 'd-due', event: 'issues', action: 'edited', issue: ref }), 0, now);
      expect(await look()).toBe(0);
      expect(await books(ref)).toEqual([{ kind: 'add-labels', state: 'intended', outcome: null }]);
    });
  });
});
