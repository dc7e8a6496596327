/** The store's promises, on every database it can lie in. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EffectKeyClash } from '../src/adapters/database/effects.js';
import { CursorError } from '../src/adapters/database/errors.js';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { DecisionRecord, IssueRef, NewDraft, Store } from '../src/app/ports.js';
import type { DraftContent } from '../src/core/plan/action.js';
import { databaseBackends, type Place, silentLog } from './backends.js';

const noon = Date.UTC(2026, 10, 22, 12);

let nextRepository = 1;

/** An issue in a repository that no other test uses. */
function freshIssue(number = 7): IssueRef {
  return { installationId: 9_007_199_254_740_991, owner: 'Acme', repo: `Repo${nextRepository++}`, number };
}

function contentOf(category = 'dell-boot'): DraftContent {
  return {
    category,
    confidence: 0.93,
    decision: 'label',
    reason: 'two strong signals',
    evidence: [],
    against: [],
    runnerUp: { category: 'pv-spinlock', confidence: 0.1 },
    facts: [],
    fix: null,
    missing: [{ id: 'bios', question: 'Which BIOS version?' }],
    reply: 'Please add `reboot=pci` — äöü 🙂.',
  };
}

function draftOf(issue: IssueRef, key: string, category?: string): NewDraft {
  return {
    ...issue,
    key,
    title: 'Does not boot',
    issueUrl: 'https://example.test/1',
    body: 'It hangs.\n',
    content: contentOf(category),
  };
}

function decisionOf(issue: IssueRef, change: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    ...issue,
    deliveryId: 'd-1',
    title: 'Does not boot',
    decision: 'label',
    category: 'dell-boot',
    confidence: 0.93,
    reason: 'two strong signals',
    evidence: 'Dell R710',
    labels: ['xen: dell', 'needs: human'],
    at: noon,
    ...change,
  };
}

describe.each(await databaseBackends())('store on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('when it answers', () => {
    let place: Place;
    let database: Database;
    let store: Store;

    beforeAll(async () => {
      place = await create();
      database = await openDatabase(place.database, silentLog);
      store = postgresStore(database);
    });
    afterAll(async () => {
      await store.close();
      await place.remove();
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('accepts a delivery again until its job is known to be queued, and never after that', async () => {
      expect(await store.acceptDelivery('d-a', 'issues', noon)).toBe(true);
      expect(await store.acceptDelivery('d-a', 'issues', noon + 1)).toBe(true);
      await store.finishDelivery('d-a', noon + 2);
      expect(await store.acceptDelivery('d-a', 'issues', noon + 3)).toBe(false);
      expect(await store.acceptDelivery('d-b', 'issues', noon + 3)).toBe(true);
    });

    it('gives back the newest decision of an issue, whatever the case of its name', async () => {
      const issue = freshIssue();
      expect(await store.lastDecision(issue)).toBeNull();
      await store.recordDecision(decisionOf(issue));
      const second = decisionOf(issue, {
        deliveryId: 'd-2',
        decision: 'abstain',
        category: null,
        at: noon + 1,
      });
      await store.recordDecision(second);
      expect(await store.lastDecision({ ...issue, owner: 'ACME' })).toEqual(second);
      expect(await store.lastDecision({ ...issue, number: 8 })).toBeNull();
    });

    it('replaces the decision of a delivery that is decided again', async () => {
      const issue = freshIssue();
      await store.recordDecision(decisionOf(issue));
      const again = decisionOf(issue, { confidence: 0.5, decision: 'suggest', evidence: null });
      await store.recordDecision(again);
      expect(await store.lastDecision(issue)).toEqual(again);
    });

    it('gives a draft back as it was saved', async () => {
      const issue = freshIssue();
      const saved = await store.saveDraft(draftOf(issue, 'k'), noon);
      expect(saved).toEqual({
        ...issue,
        ...contentOf(),
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
        title: 'Does not boot',
        issueUrl: 'https://example.test/1',
        body: 'It hangs.\n',
        state: 'pending',
        decidedBy: null,
        decisionReason: null,
        editedReply: null,
        commentUrl: null,
        createdAt: noon,
        updatedAt: noon,
      });
      expect(await store.draft(saved.id)).toEqual(saved);
      expect(await store.draftsOfIssue(issue)).toEqual([saved]);
    });

    it('saves one draft for one key, even when two workers save it at once', async () => {
      const issue = freshIssue();
      const saved = await Promise.all(
        Array.from({ length: 8 }, (_, index) => store.saveDraft(draftOf(issue, 'same'), noon + index)),
      );
      expect(new Set(saved.map((draft) => draft.id)).size).toBe(1);
      expect(await store.draftsOfIssue(issue)).toHaveLength(1);
    });

    it('keeps drafts with one key apart when they belong to different repositories', async () => {
      const [one, two] = [freshIssue(), freshIssue()];
      const first = await store.saveDraft(draftOf(one, 'k'), noon);
      const second = await store.saveDraft(draftOf(two, 'k'), noon);
      expect(second.id).not.toBe(first.id);
    });

    it('lets exactly one of many move a draft', async () => {
      const { id } = await store.saveDraft(draftOf(freshIssue(), 'k'), noon);
      const moves = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          store.moveDraft(id, 'pending', 'approved', { decidedBy: `maintainer-${index}` }, noon + 1),
        ),
      );
      expect(moves.filter(Boolean)).toHaveLength(1);
      const winner = moves.indexOf(true);
      expect(await store.draft(id)).toMatchObject({
        state: 'approved',
        decidedBy: `maintainer-${winner}`,
        updatedAt: noon + 1,
      });
    });

    it('keeps what a move does not name', async () => {
      const { id } = await store.saveDraft(draftOf(freshIssue(), 'k'), noon);
      await store.moveDraft(
        id,
        'pending',
        'approved',
        { decidedBy: 'ada', editedReply: 'Shorter.' },
        noon + 1,
      );
      await store.moveDraft(id, 'approved', 'posted', { commentUrl: 'https://example.test/c' }, noon + 2);
      expect(await store.draft(id)).toMatchObject({
        state: 'posted',
        decidedBy: 'ada',
        editedReply: 'Shorter.',
        commentUrl: 'https://example.test/c',
        decisionReason: null,
      });
    });

    it('finds nothing under an id that is none', async () => {
      for (const id of ['', '1', "x'; DROP TABLE drafts", '\0', '../..']) {
        expect(await store.draft(id)).toBeNull();
        expect(await store.moveDraft(id, 'pending', 'approved', {}, noon)).toBe(false);
        expect(await store.followUp(id)).toBeNull();
      }
    });

    it('pages through drafts newest first, each exactly once, while new ones arrive', async () => {
      const [one, two] = [freshIssue(), freshIssue()];
      const repositories = [one, two].map((issue) => `${issue.owner}/${issue.repo}`.toLowerCase());
      for (let index = 0; index < 9; index++) {
        // Every third has the same time as the one before: the id must break the tie.
        const at = noon + Math.floor(index / 3);
        await store.saveDraft(draftOf(index % 2 ? one : two, `k-${index}`), at);
      }
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.drafts({
          repositories,
          states: ['pending'],
          limit: 2,
          ...(after && { after }),
        });
        expect(page.drafts.length).toBeLessThanOrEqual(2);
        seen.push(...page.drafts.map((draft) => draft.id));
        await store.saveDraft(draftOf(one, `later-${seen.length}`), noon + 1_000);
        after = page.next ?? undefined;
      } while (after);
      expect(new Set(seen).size).toBe(9);
      expect(seen).toHaveLength(9);
    });

    it('lists only the repositories, states and category that are asked for', async () => {
      const issue = freshIssue();
      const repositories = [`${issue.owner}/${issue.repo}`.toLowerCase()];
      const dell = await store.saveDraft(draftOf(issue, 'a', 'dell-boot'), noon);
      const spin = await store.saveDraft(draftOf(issue, 'b', 'pv-spinlock'), noon + 1);
      await store.moveDraft(spin.id, 'pending', 'rejected', { decidedBy: 'ada', reason: 'wrong' }, noon + 2);
      async function ids(query: Partial<Parameters<Store['drafts']>[0]>): Promise<string[]> {
        const page = await store.drafts({
          repositories,
          states: ['pending', 'rejected'],
          limit: 10,
          ...query,
        });
        return page.drafts.map((draft) => draft.id);
      }
      expect(await ids({})).toEqual([spin.id, dell.id]);
      expect(await ids({ states: ['pending'] })).toEqual([dell.id]);
      expect(await ids({ category: 'pv-spinlock' })).toEqual([spin.id]);
      expect(await ids({ repositories: [] })).toEqual([]);
      expect(await ids({ states: [] })).toEqual([]);
      expect(await ids({ repositories: ['acme/other'] })).toEqual([]);
    });

    it.each([
      '',
      'garbage',
      '😀',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('["x","y"]').toString('base64url'),
    ])('refuses the cursor %j in words for a person', async (after) => {
      const asked = store.drafts({ repositories: ['acme/x'], states: ['pending'], limit: 10, after });
      await expect(asked).rejects.toBeInstanceOf(CursorError);
      await expect(asked).rejects.toThrow('Open the list from its start');
    });

    it('names the repositories with drafts as they are written now', async () => {
      const issue = freshIssue();
      await store.saveDraft(draftOf(issue, 'a'), noon);
      const renamed = { ...issue, owner: 'ACME', installationId: 42 };
      await store.saveDraft(draftOf(renamed, 'b'), noon + 1);
      const found = await store.repositoriesWithDrafts(['pending']);
      const { installationId, owner, repo } = renamed;
      expect(found.filter((one) => one.repo === repo)).toEqual([{ installationId, owner, repo }]);
      expect((await store.repositoriesWithDrafts(['expired'])).map((one) => one.repo)).not.toContain(repo);
    });

    it('tells a retry what has become of an effect', async () => {
      const issue = freshIssue();
      const key = `${issue.owner}/${issue.repo}/labels`;
      expect(await store.intendEffect(key, 'add-labels', issue, noon)).toBe('intended');
      expect(await store.intendEffect(key, 'add-labels', issue, noon + 1)).toBe('intended');
      await store.settleEffect(key, 'settled', 'done', noon + 2);
      expect(await store.intendEffect(key, 'add-labels', issue, noon + 3)).toBe('settled');
      await store.settleEffect(key, 'refused', 'too late', noon + 4);
      expect(await store.intendEffect(key, 'add-labels', issue, noon + 5)).toBe('settled');
      const row = await database.db
        .selectFrom('effects')
        .select(['attempts', 'outcome'])
        .where('effect_key', '=', key)
        .executeTakeFirstOrThrow();
      expect(row).toEqual({ attempts: 2, outcome: 'done' });
    });

    it('refuses one effect key for two repositories instead of taking one for done', async () => {
      await store.intendEffect('clash', 'post-comment', freshIssue(), noon);
      await expect(store.intendEffect('clash', 'post-comment', freshIssue(), noon)).rejects.toBeInstanceOf(
        EffectKeyClash,
      );
    });

    it('schedules one follow-up for one key and closes it once', async () => {
      const issue = freshIssue();
      const intent = { kind: 'remind', category: 'dell-boot', dueAt: noon + 86_400_000 } as const;
      const [one, two] = await Promise.all([
        store.saveFollowUp('f', issue, intent, noon),
        store.saveFollowUp('f', issue, { ...intent, dueAt: intent.dueAt + 1 }, noon),
      ]);
      expect(two).toEqual(one);
      expect(one).toMatchObject({ ...issue, kind: 'remind', category: 'dell-boot', state: 'scheduled' });
      await store.closeFollowUp(one.id, 'done', 'asked', noon + 1);
      await store.closeFollowUp(one.id, 'cancelled', 'too late', noon + 2);
      expect(await store.followUp(one.id)).toEqual({ ...one, state: 'done' });
    });

    it('stores hostile text instead of failing on it', async () => {
      const issue = freshIssue();
      const hostile = 'NUL \0, half a pair \ud83d, whole 🙂, quote \' " \\ $1 --';
      const kept = 'NUL \ufffd, half a pair \ufffd, whole 🙂, quote \' " \\ $1 --';
      const content = { ...contentOf(), reply: hostile };
      const saved = await store.saveDraft(
        { ...draftOf(issue, hostile), title: hostile, body: hostile, content },
        noon,
      );
      expect(saved).toMatchObject({ title: kept, body: kept, reply: kept });
      await store.moveDraft(saved.id, 'pending', 'approved', { editedReply: hostile }, noon);
      expect((await store.draft(saved.id))?.editedReply).toBe(kept);
      await store.recordDecision(decisionOf(issue, { reason: hostile, labels: [hostile] }));
      expect(await store.lastDecision(issue)).toMatchObject({ reason: kept, labels: [kept] });
    });

    it('lets single statements through between transactions, not into them', async () => {
      const issue = freshIssue();
      const { id } = await store.saveDraft(draftOf(issue, 'k'), noon);
      let seen: Promise<unknown> | null = null;
      await expect(
        database.db.transaction().execute(async (transaction) => {
          await transaction.updateTable('drafts').set({ title: 'never' }).where('id', '=', id).execute();
          seen = store.draft(id);
          await sleep(20);
          throw new Error('rolled back');
        }),
      ).rejects.toThrow('rolled back');
      expect(await seen).toMatchObject({ title: 'Does not boot' });
    });
  });
});
