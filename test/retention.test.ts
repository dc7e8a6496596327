/** Forgetting: what is too old goes in batches, what is needed to say nothing twice stays, and a repository can go as a whole. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { checkKey, checkPolicyJob, conversationJob, deliveryKey } from '../src/app/jobs.js';
import type { IssueRef, Store } from '../src/app/ports.js';
import { feedbackOnDraft } from '../src/app/record-feedback.js';
import { discardOld } from '../src/app/retention.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { decisionOf, draftOf, freshIssue, noon } from './store-fixtures.js';

const day = 24 * 60 * 60_000;
const keep = {
  deliveries: 30 * day,
  inbox: 30 * day,
  decisions: 365 * day,
  effects: 365 * day,
  commands: 365 * day,
  reports: 180 * day,
  quotes: 180 * day,
  words: 180 * day,
  feedback: 730 * day,
  'follow-ups': 365 * day,
  'release-batches': 365 * day,
  'policy-waits': 365 * day,
};

describe.each(await databaseBackends())('forgetting on $name', ({ answers, create }) => {
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

    function discardAt(now: number) {
      return discardOld(keep, { store, clock: { now: () => now } });
    }

    /** One row of every kind about this issue. */
    async function fill(issue: IssueRef, at: number): Promise<string> {
      const delivery = { id: `d-${issue.repo}`, event: 'issues', action: 'opened', issue };
      const { job, options } = conversationJob(delivery);
      await store.keepJob({ key: deliveryKey(delivery), event: 'issues.opened', id: options.id, job }, at);
      await store.recordDecision(decisionOf(issue, { at }));
      const key = `${issue.owner}/${issue.repo}/labels:${issue.number}`;
      await store.intendEffect(key, 'add-labels', issue, at);
      await store.settleEffect(key, 'settled', 'known: dell-boot', at);
      const draft = await store.saveDraft(draftOf(issue, 'draft'), at);
      const intent = { kind: 'remind', category: 'dell-boot', dueAt: at + day } as const;
      await store.saveFollowUp('follow-up', issue, intent, at);
      return draft.id;
    }

    it('takes nothing that is younger than the settings say', async () => {
      await fill(freshIssue(), noon);
      expect(await discardAt(noon + 30 * day - 1)).toEqual({});
    });

    it('forgets which commands of a comment were carried out, and no comment that is worked on', async () => {
      const issue = freshIssue();
      const at = noon - 1000 * day;
      for (const commentId of [1, 2]) {
        const claim = await store.claimComment(issue, commentId, 1_000, at);
        if ('until' in claim) throw new Error('held');
        await store.settleCommand(claim, 'help-1', at);
        if (commentId === 1) await store.releaseComment(claim, at);
      }
      expect(await discardAt(noon)).toEqual({ commands: 1 });
      expect(await store.claimComment(issue, 1, 1_000, noon)).toMatchObject({ done: [] });
      expect(await store.claimComment(issue, 2, 1_000, noon)).toMatchObject({ done: ['help-1'] });
    });

    it('forgets deliveries and effects, however many, and keeps effects that may still be under way', async () => {
      const issue = freshIssue();
      const at = noon - 1000 * day;
      const ids = Array.from({ length: 2_500 }, (_, index) => `old-${index}`);
      const rows = ids.map((id) => ({ id, event: 'issues.opened', accepted_at: new Date(at) }));
      await database.db.insertInto('deliveries').values(rows).execute();
      await store.intendEffect('done', 'add-labels', issue, at);
      await store.settleEffect('done', 'settled', '', at);
      await store.intendEffect('under way', 'add-labels', issue, at);
      expect(await discardAt(noon)).toEqual({ deliveries: 2_500, effects: 1 });
      expect(await store.intendEffect('under way', 'add-labels', issue, at)).toBe('intended');
      expect(await discardAt(noon)).toEqual({});
    });

    it('forgets follow-ups that are over and batches that nobody has to decide about, and keeps the others', async () => {
      const issue = freshIssue();
      const at = noon - 1000 * day;
      const intent = { kind: 'remind', category: 'dell-boot', dueAt: at + day } as const;
      const done = await store.saveFollowUp('done', issue, intent, at);
      await store.closeFollowUp(done.id, 'done', 'reminded', at);
      const scheduled = await store.saveFollowUp('scheduled', issue, intent, at);
      const { installationId, owner, repo } = issue;
      const news = {
        ...{ installationId, owner, repo },
        ...{ category: 'dell-boot', component: 'xen', version: '4.11.0' },
        ...{ isTest: false, distribution: null, isSaidToFix: false },
      };
      const over = await store.saveBatch('over', news, at);
      const waiting = await store.saveBatch('waiting', news, at);
      const draft = draftOf(issue, 'news');
      await store.saveDraft({ ...draft, content: { ...draft.content, batch: waiting.id } }, at);
      const job = { kind: 'conversation', deliveryId: 'd', event: 'issue_comment.created', issue } as const;
      await store.awaitPolicy(issue, 'conversation #1', job, 'Broken.', at);
      expect(await discardAt(noon)).toEqual({ 'follow-ups': 1, 'release-batches': 1, 'policy-waits': 1 });
      expect(await discardAt(noon)).toEqual({});
      expect(await store.followUp(done.id)).toBeNull();
      expect(await store.followUp(scheduled.id)).not.toBeNull();
      expect(await store.batch(over.id)).toBeNull();
      expect(await store.batch(waiting.id)).not.toBeNull();
    });

    it('forgets issues whose triage is done, and keeps those that still wait for one', async () => {
      const at = noon - 1000 * day;
      const [done, waiting] = [freshIssue(), freshIssue()];
      for (const issue of [done, waiting]) {
        const wish = { key: `inbox ${issue.repo}`, deliveryId: 'd', event: 'issues.opened', issue };
        await store.receive(wish, 0, at);
      }
      const answer = await store.claimIssue(done, 1_000, at);
      if (answer.kind === 'claimed') await store.finishIssue(answer.claim, null, at);
      expect(await discardAt(noon)).toEqual({ deliveries: 2, inbox: 1 });
      expect(await store.claimIssue(done, 1_000, noon)).toEqual({ kind: 'unknown' });
      expect(await store.claimIssue(waiting, 1_000, noon)).toMatchObject({ kind: 'claimed' });
      await store.giveUpIssue(waiting, 'test', noon + 2_000);
    });

    it('forgets earlier decisions and keeps the newest of each issue', async () => {
      const [one, other] = [freshIssue(), freshIssue()];
      const at = noon - 1000 * day;
      await store.recordDecision(decisionOf(one, { at }));
      await store.recordDecision(decisionOf(one, { deliveryId: 'd-2', at: at + 1 }));
      await store.recordDecision(decisionOf(other, { at }));
      expect(await discardAt(noon)).toEqual({ decisions: 1, quotes: 2 });
      expect(await discardAt(noon)).toEqual({});
      expect(await store.lastDecision(one)).toMatchObject({ deliveryId: 'd-2' });
      expect(await store.lastDecision(other)).not.toBeNull();
    });

    it('empties closed drafts, once, and still knows that they were there', async () => {
      const at = noon - 1000 * day;
      const [closed, open] = [freshIssue(), freshIssue()];
      const { id } = await store.saveDraft(draftOf(closed, 'draft'), at);
      const waiting = await store.saveDraft(draftOf(open, 'draft'), at);
      await store.moveDraft(id, 'pending', 'rejected', { decidedBy: 'amy', reason: 'wrong' }, at);
      expect(await discardAt(noon)).toEqual({ reports: 1 });
      expect(await discardAt(noon)).toEqual({});
      expect(await store.draft(id)).toMatchObject({
        state: 'rejected',
        category: 'dell-boot',
        decidedBy: 'amy',
        title: '',
        body: '',
        reply: '',
        evidence: [],
        // What follow-ups of an issue that is still open go by.
        missing: draftOf(closed, 'draft').content.missing,
        fix: draftOf(closed, 'draft').content.fix,
      });
      expect(await store.saveDraft(draftOf(closed, 'draft'), noon)).toMatchObject({ id, state: 'rejected' });
      expect(await store.draft(waiting.id)).toMatchObject({ title: 'Does not boot' });
    });

    it('empties the words of feedback, and forgets it all in the end', async () => {
      const issue = freshIssue();
      const draft = await store.saveDraft(draftOf(issue, 'draft'), noon);
      const by = 'wanda';
      const said = [
        { kind: 'edited', by, at: noon - 200 * day, edited: 'Other words.' },
        { kind: 'rejected', by, at: noon - 200 * day, reason: 'other', note: 'as I said' },
        { kind: 'reaction', by, at: noon - 200 * day, note: '+1' },
        { kind: 'edited', by, at: noon - 100 * day, edited: 'Other words.' },
        { kind: 'approved', by, at: noon - 800 * day },
      ] as const;
      for (const one of said) await store.saveFeedback(feedbackOnDraft(draft, one));
      expect(await discardAt(noon)).toEqual({ words: 2, feedback: 1 });
      expect(await discardAt(noon)).toEqual({});
      const kept = await store.feedbackOfIssue(issue);
      expect(kept.map(({ kind, note, diff }) => [kind, note, diff !== null])).toEqual([
        ['edited', null, false],
        ['rejected', null, false],
        ['reaction', '+1', false],
        ['edited', null, true],
      ]);
    });

    it('counts and deletes everything about a repository and nothing about its neighbours', async () => {
      const [issue, neighbour] = [freshIssue(), freshIssue()];
      await fill(issue, noon);
      await fill(neighbour, noon);
      const all = { deliveries: 1, decisions: 1, drafts: 1, effects: 1, follow_ups: 1 };
      const scope = { kind: 'repository', owner: issue.owner.toUpperCase(), repo: issue.repo } as const;
      expect(await store.countRows(scope)).toMatchObject(all);
      expect(await store.forgetRows(scope)).toMatchObject(all);
      expect(await store.countRows(scope)).toEqual({});
      expect(await store.forgetRows(scope)).toEqual({});
      expect(
        await store.countRows({ kind: 'repository', owner: neighbour.owner, repo: neighbour.repo }),
      ).toMatchObject(all);
    });

    it('deletes what it knows of checks with the repository', async () => {
      const issue = freshIssue();
      const { installationId, owner, repo } = issue;
      const repository = { installationId, owner, repo };
      const about = { deliveryId: 'd', repository, headSha: 'a'.repeat(40), pull: 7, again: false };
      const { job, options } = checkPolicyJob({ ...about, runId: null, at: noon });
      const event = 'pull_request.opened';
      await store.keepJob({ key: checkKey(event, about), event, id: options.id, job }, noon);
      await store.claimCheck(about, 1_000, noon);
      const all = { deliveries: 1, kept_jobs: 1, check_claims: 1 };
      const scope = { kind: 'repository', owner, repo } as const;
      expect(await store.countRows(scope)).toEqual(all);
      expect(await store.forgetRows(scope)).toEqual(all);
      expect(await store.countRows(scope)).toEqual({});
    });

    it('deletes everything about an installation', async () => {
      const gone = [freshIssue(), freshIssue()].map((issue) => ({ ...issue, installationId: 77 }));
      const other = { ...freshIssue(), installationId: 78 };
      for (const issue of [...gone, other]) await fill(issue, noon);
      expect(await store.forgetRows({ kind: 'installation', installationId: 77 })).toMatchObject({
        deliveries: 2,
        drafts: 2,
        effects: 2,
      });
      expect(await store.countRows({ kind: 'installation', installationId: 77 })).toEqual({});
      expect(await store.countRows({ kind: 'installation', installationId: 78 })).toMatchObject({
        drafts: 1,
      });
    });

    it('leaves no table out that names a repository', async () => {
      const tables = await database.db.introspection.getTables();
      const names = tables
        .filter(({ schema }) => schema === 'dejabug')
        .filter(({ columns }) => columns.some(({ name }) => name === 'repo'))
        .filter(
          ({ columns }) =>
            !['repository', 'installation_id'].every((wanted) => columns.some(({ name }) => name === wanted)),
        );
      expect(names.map(({ name }) => name)).toEqual([]);
    });
  });
});
