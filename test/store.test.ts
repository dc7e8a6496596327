/** The store's promises about deliveries, decisions, effects and follow-ups, on every database it can lie in. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EffectKeyClash } from '../src/adapters/database/effects.js';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { contentOf, decisionOf, draftOf, freshIssue, noon } from './store-fixtures.js';

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

    it('keeps the job of a delivery until it was run, and asks for it once', async () => {
      const issue = freshIssue();
      const job = { kind: 'command', deliveryId: 'd-a', issue, commentId: 7 } as const;
      const wish = {
        key: 'd-a issue_comment.created',
        event: 'issue_comment.created',
        id: 'command-d-a',
        job,
      };
      expect(await store.keepJob(wish, noon)).toBe('new');
      expect(await store.keepJob(wish, noon + 1)).toBe('kept');
      expect(await store.keptJobs(noon - 1, 10)).toEqual([]);
      expect(await store.keptJobs(noon, 10)).toEqual([{ id: 'command-d-a', job, keptAt: noon }]);
      await store.dropJob('command-d-a');
      expect(await store.keptJobs(noon, 10)).toEqual([]);
      expect(await store.keepJob(wish, noon + 2)).toBe('over');
      expect(await store.keepJob({ ...wish, key: 'd-b', id: 'command-d-b' }, noon + 2)).toBe('new');
      await store.dropJob('command-d-b');
    });

    it('takes many deliveries of one moment, the same one among them twice', async () => {
      const issue = freshIssue();
      const wishes = ['d-1', 'd-2', 'd-1', 'd-3'].map((id) => {
        const job = { kind: 'conversation', deliveryId: id, event: 'issues.closed', issue } as const;
        return { key: `many ${id}`, event: 'issues.closed', id: `conversation-many-${id}`, job };
      });
      const answers = await Promise.all(wishes.map((wish) => store.keepJob(wish, noon)));
      expect(new Set(answers)).toEqual(new Set(['new']));
      const kept = await store.keptJobs(noon, 10);
      expect(kept.map(({ id }) => id)).toEqual([1, 2, 3].map((n) => `conversation-many-d-${n}`));
      for (const { id } of kept) await store.dropJob(id);
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

    it('takes a refused effect for a new one when it is wanted again, and believes who performed it', async () => {
      const issue = freshIssue();
      const key = `${issue.owner}/${issue.repo}/labels`;
      await store.intendEffect(key, 'add-labels', issue, noon);
      await store.settleEffect(key, 'refused', 'not planned', noon + 1);
      expect(await store.openEffects(issue)).toEqual([]);
      expect(await store.intendEffect(key, 'add-labels', issue, noon + 2)).toBe('intended');
      expect(await store.openEffects(issue)).toEqual([{ key, kind: 'add-labels', at: noon + 2 }]);
      await store.settleEffect(key, 'refused', 'not planned', noon + 3);
      await store.settleEffect(key, 'settled', 'done', noon + 4);
      expect(await store.intendEffect(key, 'add-labels', issue, noon + 5)).toBe('settled');
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
