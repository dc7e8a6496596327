/** Follow-ups that are moved and found again, and the batches of releases, on every database they can lie in. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { IssueRef, Job, JobOptions, JobQueue, Store } from '../src/app/ports.js';
import { sweepFollowUps } from '../src/app/sweep-follow-ups.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { contentOf, decisionOf, draftOf, freshIssue, noon } from './store-fixtures.js';

const day = 86_400_000;
const intent = { kind: 'remind', category: 'dell-boot', dueAt: noon + 14 * day, since: noon } as const;

describe.each(await databaseBackends())('follow-ups on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('when it answers', () => {
    let place: Place;
    let store: Store;
    beforeAll(async () => {
      place = await create();
      store = postgresStore(await openDatabase(place.database, silentLog));
    });
    afterAll(async () => {
      await store.close();
      await place.remove();
    });

    it('remember from when they are counted, and can be moved while they are to come', async () => {
      const issue = freshIssue();
      const { id } = await store.saveFollowUp('f', issue, intent, noon);
      expect(await store.followUp(id)).toMatchObject({ since: noon, dueAt: intent.dueAt });
      await store.moveFollowUp(id, noon + day, noon);
      expect(await store.followUp(id)).toMatchObject({ dueAt: noon + day });
      await store.closeFollowUp(id, 'done', 'asked', noon);
      await store.moveFollowUp(id, noon + 2 * day, noon);
      await store.moveFollowUp('no-id', noon, noon);
      expect(await store.followUp(id)).toMatchObject({ dueAt: noon + day, state: 'done' });
    });

    it('are listed by repository, whatever the case of its name, until they are done', async () => {
      const issue = freshIssue(1);
      const other = { ...issue, number: 2 };
      const later = await store.saveFollowUp('a', issue, { ...intent, dueAt: noon + 2 * day }, noon);
      const sooner = await store.saveFollowUp('b', other, { ...intent, dueAt: noon + day }, noon);
      const done = await store.saveFollowUp('c', other, intent, noon);
      await store.closeFollowUp(done.id, 'cancelled', 'closed', noon);
      const found = await store.scheduledFollowUps({ ...issue, repo: issue.repo.toUpperCase() });
      expect(found).toEqual([sooner, later]);
      expect(await store.scheduledFollowUps(freshIssue())).toEqual([]);
    });

    it('are found when they are due', async () => {
      const issue = freshIssue();
      const long = 2_000 * day;
      const due = await store.saveFollowUp('due', issue, { ...intent, dueAt: noon - long }, noon);
      await store.saveFollowUp('not yet', issue, { ...intent, dueAt: noon - long + day }, noon);
      expect(await store.followUpsDue(noon - long + 1)).toEqual([due]);
    });

    it('are all queued, however many others are more overdue', async () => {
      const issue = freshIssue();
      const long = 3_000 * day;
      const stuck = Array.from({ length: 1_000 }, (_, index) => index);
      await Promise.all(
        stuck.map((index) =>
          store.saveFollowUp(`stuck ${index}`, issue, { ...intent, dueAt: noon - long - (index % 7) }, noon),
        ),
      );
      const last = await store.saveFollowUp('last', issue, { ...intent, dueAt: noon - long + day }, noon);
      const queued: string[] = [];
      const queue = {
        ...({} as JobQueue),
        add: async (_job: Job, { id }: JobOptions) => void queued.push(id),
      };
      const clock = { now: () => noon - long + 2 * day };
      await sweepFollowUps({ store, queue, clock }, { failed: false, aheadMs: 0 });
      expect(queued).toContain(`follow-up-${last.id}`);
      expect(new Set(queued).size).toBe(queued.length);
      expect(queued.length).toBeGreaterThanOrEqual(1_001);
    });

    const news = {
      category: 'dell-boot',
      component: 'xen',
      version: '4.11.0',
      isTest: false,
      distribution: null,
      isSaidToFix: false,
    };

    async function draftIn(batch: string, issue: IssueRef, key: string): Promise<string> {
      const content = { ...contentOf(), purpose: 'release' as const, batch };
      return (await store.saveDraft({ ...draftOf(issue, key), content }, noon)).id;
    }

    it('keep one batch for one release, and list it while drafts of it wait', async () => {
      const issue = freshIssue();
      const { installationId, owner, repo } = issue;
      const repository = { installationId, owner, repo };
      const saved = await Promise.all(
        [1, 2, 3].map((later) => store.saveBatch('k', { ...repository, ...news }, noon + later)),
      );
      const [batch] = saved;
      if (batch === undefined) throw new Error('no batch');
      expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
      expect(batch).toMatchObject({ ...repository, ...news });
      expect(await store.batch(batch.id)).toEqual(batch);
      expect(await store.batch('nonsense')).toBeNull();
      const names = [`${owner}/${repo}`];
      expect(await store.waitingBatches(names)).toEqual([]);

      const first = await draftIn(batch.id, issue, 'one');
      const second = await draftIn(batch.id, { ...issue, number: 8 }, 'two');
      await store.saveDraft(draftOf(issue, 'reply'), noon);
      expect(await store.waitingBatches(names)).toEqual([{ ...batch, pending: 2 }]);
      expect(await store.draftsOfBatch(batch.id, ['pending'])).toEqual([first, second]);
      await store.moveDraft(first, 'pending', 'approved', {}, noon);
      expect(await store.draftsOfBatch(batch.id, ['pending'])).toEqual([second]);
      await store.moveDraft(second, 'pending', 'rejected', {}, noon);
      expect(await store.waitingBatches(names)).toEqual([]);
      expect(await store.waitingBatches([])).toEqual([]);
    });

    it('know in which repositories a problem was met, and which issues were answered', async () => {
      const issue = freshIssue(3);
      const { installationId, owner, repo } = issue;
      const category = `met-${repo}`.toLowerCase();
      await store.recordDecision(decisionOf(issue, { category }));
      await store.recordDecision(decisionOf({ ...issue, number: 4 }, { category }));
      expect(await store.repositoriesOfProblems([category, 'other'])).toEqual([
        { installationId, owner, repo },
      ]);
      expect(await store.repositoriesOfProblems([])).toEqual([]);
      const { id } = await store.saveDraft(draftOf(issue, 'k', category), noon);
      expect(await store.issuesAnswered(issue, category)).toEqual([]);
      await store.moveDraft(id, 'pending', 'posted', {}, noon);
      expect(await store.issuesAnswered(issue, category)).toEqual([3]);
    });
  });
});
