/** What people say about a decision: what it judges, and that it is kept once, with the decision, on every database. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { Draft, IssueRef, Store } from '../src/app/ports.js';
import { feedbackOnDraft, feedbackOnIssue, recordFeedback } from '../src/app/record-feedback.js';
import { editDiff } from '../src/core/scorecard/edit-diff.js';
import { feedbackKinds, type Judging, type Verdict, verdictOf } from '../src/core/scorecard/feedback.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { decisionOf, draftOf, freshIssue, noon } from './store-fixtures.js';

describe('a verdict', () => {
  const category = 'dell-boot';
  it.each<[string, Omit<Judging, 'category'>, Verdict | null]>([
    ['an approval judges right', { kind: 'approved' }, 'right'],
    ['an edit judges the problem right', { kind: 'edited' }, 'right'],
    ['approving a reminder judges nothing', { kind: 'approved', purpose: 'reminder' }, null],
    ['approving the news of a release judges nothing', { kind: 'edited', purpose: 'release' }, null],
    ['wrong problem is wrong', { kind: 'rejected', reason: 'wrong-problem' }, 'wrong'],
    [
      'wrong problem of a reminder is wrong',
      { kind: 'rejected', reason: 'wrong-problem', purpose: 'reminder' },
      'wrong',
    ],
    ['wrong advice answers the right problem', { kind: 'rejected', reason: 'wrong-advice' }, 'right'],
    ['not needed judges nothing', { kind: 'rejected', reason: 'not-needed' }, null],
    ['other judges nothing', { kind: 'rejected', reason: 'other' }, null],
    ['another problem chosen is wrong', { kind: 'other-problem', chosen: 'ec2-kexec' }, 'wrong'],
    ['a veto is wrong', { kind: 'veto' }, 'wrong'],
    ['a removed label is wrong', { kind: 'label-removed' }, 'wrong'],
    ['another label set is wrong', { kind: 'relabelled', chosen: 'ec2-kexec' }, 'wrong'],
    ['our label put back is right', { kind: 'relabelled', chosen: category }, 'right'],
    ['a label kept is right', { kind: 'label-kept' }, 'right'],
    ['taking back judges nothing', { kind: 'undone' }, null],
    ['a reaction judges nothing', { kind: 'reaction' }, null],
    ['works judges nothing', { kind: 'works' }, null],
    ['still broken judges nothing', { kind: 'still-broken' }, null],
  ])('%s', (_name, said, verdict) => {
    expect(verdictOf({ category, ...said })).toBe(verdict);
  });

  it('is known for every kind', () => {
    for (const kind of feedbackKinds)
      expect([null, 'right', 'wrong']).toContain(verdictOf({ kind, category }));
  });
});

describe('the diff of an edit', () => {
  it('shows the lines that changed with their neighbours', () => {
    expect(editDiff('Hello.\nUpgrade to 3.2.\nBye.', 'Hello.\nUpgrade to 3.3.\nBye.')).toBe(
      '@@ -1,3 +1,3 @@\n Hello.\n-Upgrade to 3.2.\n+Upgrade to 3.3.\n Bye.\n',
    );
  });

  it('is empty for the same text, with or without a last line end', () => {
    expect(editDiff('One.\nTwo.', 'One.\nTwo.\n')).toBe('');
  });

  it('of a text that was rewritten removes all and adds all', () => {
    const lines = (word: string) => Array.from({ length: 1_200 }, (_, at) => `${word} ${at}`).join('\n');
    const diff = editDiff(lines('old'), lines('new')).split('\n');
    expect(diff[0]).toBe('@@ -1,1200 +1,1200 @@');
    expect(diff.filter((line) => line.startsWith('-old'))).toHaveLength(1_200);
    expect(diff.filter((line) => line.startsWith('+new'))).toHaveLength(1_200);
  });

  it('holds every line of either text on its side', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '', '-x', '+y'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [drafted, edited] = [one.join('\n'), other.join('\n')];
        const body = editDiff(drafted, edited).split('\n').slice(1);
        const added = body.filter((line) => line.startsWith('+')).length;
        const removed = body.filter((line) => line.startsWith('-')).length;
        const count = (said: string) => (said.endsWith('\n') ? said : `${said}\n`).split('\n').length;
        expect(added - removed).toBe(count(edited) - count(drafted));
      }),
    );
  });
});

describe.each(await databaseBackends())('feedback on $name', ({ answers, create }) => {
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

    async function pending(issue: IssueRef = freshIssue()): Promise<Draft> {
      return store.saveDraft(draftOf(issue, 'draft'), noon);
    }

    it('comes back as it was given, with the decision that it judges', async () => {
      const draft = await pending();
      const edited = 'Please add `reboot=pci`.\nIt helps. 🙂\0';
      const given = feedbackOnDraft(draft, { kind: 'edited', by: 'wanda', at: noon + 5, edited });
      expect(await recordFeedback({ store }, given)).toBe(true);
      expect(await store.feedbackOfIssue(draft)).toEqual([
        {
          installationId: draft.installationId,
          owner: draft.owner,
          repo: draft.repo,
          number: draft.number,
          key: `edited:${draft.id}:${noon + 5}`,
          kind: 'edited',
          category: 'dell-boot',
          by: 'wanda',
          at: noon + 5,
          draftId: draft.id,
          purpose: 'reply',
          decision: 'label',
          confidence: 0.93,
          ruleVersion: null,
          draftedAt: noon,
          reason: null,
          chosen: null,
          note: null,
          diff: expect.stringContaining('+It helps. 🙂\ufffd'),
        },
      ]);
    });

    it('about an issue without a draft knows the decision where it was about that problem', async () => {
      const issue = freshIssue();
      const decision = decisionOf(issue);
      const said = { kind: 'veto', by: 'wanda', at: noon, key: 'command:77' } as const;
      expect(feedbackOnIssue(issue, 'dell-boot', decision, said)).toMatchObject({
        decision: 'label',
        confidence: 0.93,
      });
      expect(feedbackOnIssue(issue, 'ec2-kexec', decision, said)).toMatchObject({
        decision: null,
        confidence: null,
      });
      expect(feedbackOnIssue(issue, 'ec2-kexec', null, said)).toMatchObject({
        draftId: null,
        key: 'command:77',
      });
    });

    it('is kept once under its key, whoever tells it at the same time', async () => {
      const draft = await pending();
      const given = feedbackOnDraft(draft, { kind: 'veto', by: 'wanda', at: noon, key: 'command:1' });
      const firsts = await Promise.all(Array.from({ length: 6 }, () => recordFeedback({ store }, given)));
      expect(firsts.filter(Boolean)).toHaveLength(1);
      expect(await store.feedbackOfIssue(draft)).toHaveLength(1);
    });

    it('comes with the move of a draft or not at all', async () => {
      const draft = await pending();
      const change = (by: string) => ({
        decidedBy: by,
        feedback: feedbackOnDraft(draft, { kind: 'approved', by, at: noon }),
      });
      const moved = await Promise.all(
        ['wanda', 'acme', 'olga'].map((by) =>
          store.moveDraft(draft.id, 'pending', 'approved', change(by), noon),
        ),
      );
      expect(moved.filter(Boolean)).toHaveLength(1);
      const kept = await store.feedbackOfIssue(draft);
      expect(kept).toHaveLength(1);
      expect((await store.draft(draft.id))?.decidedBy).toBe(kept[0]?.by);
    });

    it('keeps the draft where it is when the feedback cannot be kept', async () => {
      const draft = await pending();
      const feedback = {
        ...feedbackOnDraft(draft, { kind: 'approved', by: 'wanda', at: noon }),
        draftId: 'not an id',
      };
      await expect(store.moveDraft(draft.id, 'pending', 'approved', { feedback }, noon)).rejects.toThrow();
      expect((await store.draft(draft.id))?.state).toBe('pending');
    });

    it('is forgotten with its repository', async () => {
      const draft = await pending();
      await recordFeedback({ store }, feedbackOnDraft(draft, { kind: 'approved', by: 'wanda', at: noon }));
      const scope = { kind: 'repository', owner: draft.owner, repo: draft.repo } as const;
      expect(await store.forgetRows(scope)).toEqual({ drafts: 1, feedback: 1 });
      expect(await store.feedbackOfIssue(draft)).toEqual([]);
    });
  });
});
