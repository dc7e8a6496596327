/** What the desk asks the store: words, filters, counts, neighbours and similar drafts, sessions and kept texts, on every database. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { DraftQuery } from '../src/app/draft-ports.js';
import { readSearch } from '../src/app/draft-search.js';
import type { Draft, IssueRef, Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { contentOf, draftOf, freshIssue, noon } from './store-fixtures.js';

describe.each(await databaseBackends())('the desk on $name', ({ answers, create }) => {
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

    let saved = 0;
    function save(
      ref: IssueRef,
      change: { title?: string; body?: string; category?: string; confidence?: number } = {},
    ) {
      saved += 1;
      const { category, confidence = 0.9, ...texts } = change;
      const content = { ...contentOf(category), confidence };
      return store.saveDraft({ ...draftOf(ref, `key ${saved}`), ...texts, content }, noon + saved * 1_000);
    }

    function nameOf({ owner, repo }: IssueRef): string {
      return `${owner}/${repo}`;
    }

    async function found(ref: IssueRef, query: Partial<DraftQuery>): Promise<string[]> {
      const all = { repositories: [nameOf(ref)], states: ['pending'], limit: 100, ...query } as const;
      return (await store.drafts(all)).drafts.map(({ id }) => id);
    }

    it('finds drafts by words and beginnings of words, in any case and order, of every text', async () => {
      const issue = freshIssue(4711);
      const one = await save(issue, {
        title: 'No disk in the Guest',
        body: 'xen-blkfront not found, dom0_mem=2G',
      });
      const two = await save(
        { ...issue, number: 12 },
        { title: 'Äpfel und Birnen', category: 'kexec-fails' },
      );
      const find = (typed: string) => found(issue, readSearch(typed));
      for (const typed of [
        'disk',
        'DISK guest',
        'guest disk',
        'gue',
        'xen-blk',
        'blkfront',
        'dom0',
        '#4711',
        '4711',
      ])
        expect([typed, await find(typed)]).toEqual([typed, [one.id]]);
      for (const typed of ['äpf', 'kexec', '#12', `${nameOf(issue).toUpperCase()}#12`])
        expect([typed, await find(typed)]).toEqual([typed, [two.id]]);
      // Both have the reply of the fixtures.
      for (const typed of ['', '  ', 'reboot=pci', '!!! ()', 'please'])
        expect([typed, await find(typed)]).toEqual([typed, [two.id, one.id]]);
      for (const typed of [
        'disk birnen',
        'isk',
        '#4712',
        'no-such-word',
        "'; DROP TABLE dejabug.drafts; --x",
        "zzz':* | 'a",
      ])
        expect([typed, await find(typed)]).toEqual([typed, []]);
      await store.moveDraft(
        one.id,
        'pending',
        'approved',
        { decidedBy: 'wanda', editedReply: 'quite other words' },
        noon,
      );
      expect(await found(issue, { ...readSearch('quite other'), states: ['approved'] })).toEqual([one.id]);
    });

    it('takes the longest texts, of the most words, and characters of every kind', async () => {
      const issue = freshIssue();
      const body = Array.from({ length: 9_000 }, (_, index) => `w${index.toString(36)}é`).join(' ');
      const draft = await save(issue, {
        title: '漢'.repeat(300),
        body: `${body}\u0000${'🙂/x.y'.repeat(4_000)}`,
      });
      expect(await found(issue, readSearch('w6xé'))).toEqual([draft.id]);
    });

    it('narrows by known problem, confidence, age and number, page by page, and counts the same', async () => {
      const issue = freshIssue();
      const drafts: Draft[] = [];
      for (let number = 1; number <= 12; number += 1) {
        const category = number % 3 === 0 ? 'third' : 'other';
        drafts.push(
          await save({ ...issue, number }, { category, confidence: number / 12, title: `word${number % 2}` }),
        );
      }
      const [first] = drafts;
      await store.moveDraft(first?.id ?? '', 'pending', 'rejected', { decidedBy: 'wanda' }, noon);
      const middle = drafts[5]?.createdAt ?? 0;
      for (const filter of [
        {},
        { category: 'third' },
        { leastConfidence: 0.5 },
        { from: middle },
        { before: middle },
        { number: 7 },
        { words: ['word1'] },
        { words: ['word1'], leastConfidence: 0.5, category: 'other', from: middle },
      ]) {
        const expected = drafts
          .filter((draft, index) => {
            const { category, leastConfidence, from, before, number, words } = filter as Partial<DraftQuery>;
            return (
              (category === undefined || draft.category === category) &&
              (leastConfidence === undefined || draft.confidence >= leastConfidence) &&
              (from === undefined || draft.createdAt >= from) &&
              (before === undefined || draft.createdAt < before) &&
              (number === undefined || draft.number === number) &&
              (words === undefined || draft.title === words[0]) &&
              index > 0
            );
          })
          .map(({ id }) => id)
          .reverse();
        const paged: string[] = [];
        let after: string | undefined;
        do {
          const page = await store.drafts({
            repositories: [nameOf(issue)],
            states: ['pending'],
            limit: 2,
            ...filter,
            after,
          });
          paged.push(...page.drafts.map(({ id }) => id));
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect([filter, paged]).toEqual([filter, expected]);
        const counts = await store.draftCounts({ repositories: [nameOf(issue)], ...filter }, noon);
        const pending = counts
          .filter(({ state }) => state === 'pending')
          .reduce((sum, { count }) => sum + count, 0);
        expect([filter, pending]).toEqual([filter, expected.length]);
      }
    });

    it('leaves snoozed drafts out until their time, or lists nothing else', async () => {
      const issue = freshIssue();
      const [awake, asleep] = [await save(issue), await save({ ...issue, number: 8 })];
      await store.moveDraft(asleep.id, 'pending', 'pending', { snoozedUntil: noon + 1_000 }, noon);
      const at = (beyond: number, are: 'left-out' | 'wanted') => found(issue, { snoozed: { beyond, are } });
      expect([await at(noon, 'left-out'), await at(noon, 'wanted')]).toEqual([[awake.id], [asleep.id]]);
      expect(await at(noon + 1_000, 'left-out')).toEqual([asleep.id, awake.id]);
      const counts = await store.draftCounts({ repositories: [nameOf(issue)] }, noon);
      expect(counts.map(({ isSnoozed, count }) => [isSnoozed, count]).sort()).toEqual([
        [false, 1],
        [true, 1],
      ]);
    });

    it('knows what lies beside a draft in a list, and drafts like it on other issues', async () => {
      const issue = freshIssue();
      const elsewhere = freshIssue();
      const drafts: Draft[] = [];
      for (let number = 1; number <= 4; number += 1)
        drafts.push(await save({ ...issue, number }, { category: 'same' }));
      await save({ ...issue, number: 5 }, { category: 'different' });
      await save(elsewhere, { category: 'same' });
      const [one, two, three, four] = drafts.map(({ id }) => id);
      const list = { repositories: [nameOf(issue)], states: ['pending'], category: 'same' } as const;
      const beside = (draft: Draft | undefined) =>
        store.draftNeighbours(list, { id: draft?.id ?? '', createdAt: draft?.createdAt ?? 0 });
      expect(await beside(drafts[1])).toEqual({ newer: three, older: one });
      expect(await beside(drafts[0])).toEqual({ newer: two, older: null });
      expect(await beside(drafts[3])).toEqual({ newer: null, older: three });
      await store.moveDraft(three ?? '', 'pending', 'approved', { decidedBy: 'wanda' }, noon);
      expect(await beside(drafts[2])).toEqual({ newer: four, older: two });
      expect(await beside(drafts[1])).toEqual({ newer: four, older: one });
      const similar = await store.similarDrafts({ ...issue, number: 2 }, 'same', 2);
      expect(similar.map(({ id, state }) => [id, state])).toEqual([
        [four, 'pending'],
        [three, 'approved'],
      ]);
      expect(similar.every((draft) => !('body' in draft))).toBe(true);
    });

    it('reads words, lists and counts from indexes, never all texts', async () => {
      const plan = async (query: ReturnType<typeof sql>) =>
        database.db.transaction().execute(async (asking) => {
          // The table of a test is too small for an index to pay.
          await sql`SET LOCAL enable_seqscan = off`.execute(asking);
          const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN ${query}`.execute(asking);
          return rows.map((row) => row['QUERY PLAN']).join('\n');
        });
      const words = await plan(
        sql`SELECT id FROM dejabug.drafts WHERE words @@ to_tsquery('simple', '''xen'':*')`,
      );
      expect(words).toContain('drafts_words');
      const problem = sql`SELECT state, category, count(*) FROM dejabug.drafts
        WHERE repository = 'acme/x' AND category = 'y' GROUP BY 1, 2`;
      expect(await plan(problem)).toContain('drafts_of_problem');
      const newest = sql`SELECT id FROM dejabug.drafts WHERE repository = 'acme/x' AND state = 'pending'
        ORDER BY created_at DESC, id DESC LIMIT 26`;
      expect(await plan(newest)).toContain('drafts_by_age');
    });

    it('knows a session until it ends or is ended, and a day longer whose form it was', async () => {
      const session = { login: 'wanda', csrf: `csrf-${saved}-one`, endsAt: noon + 1_000 };
      await store.startSession('key one', session, noon);
      expect(await store.session('key one', noon)).toEqual(session);
      expect(await store.session('key one', noon + 1_000)).toBeNull();
      expect(await store.session('another key', noon)).toBeNull();
      await store.endSession('key one', noon);
      expect(await store.session('key one', noon)).toBeNull();
      expect(await store.loginOfForm(session.csrf)).toBe('wanda');
      const { rows } = await sql<{ id: string }>`SELECT id FROM dejabug.sessions`.execute(database.db);
      expect(rows.map(({ id }) => id)).not.toContain('key one');
      const later = noon + 2 * 86_400_000;
      await store.startSession(
        'key two',
        { ...session, csrf: `${session.csrf}-two`, endsAt: later + 1 },
        later,
      );
      expect(await store.loginOfForm(session.csrf)).toBeNull();
    });

    it('keeps one text for each person and draft, for a day', async () => {
      const draft = await save(freshIssue());
      await store.keepText(draft, 'Wanda', 'first', noon);
      await store.keepText(draft, 'wanda', 'second\u0000', noon + 1_000);
      await store.keepText(draft, 'acme', 'other', noon);
      expect(await store.keptText(draft.id, 'WANDA', noon + 1_000)).toEqual({
        text: 'second\ufffd',
        keptAt: noon + 1_000,
      });
      expect(await store.keptText(draft.id, 'nora', noon)).toBeNull();
      expect(await store.keptText('nothing', 'wanda', noon)).toBeNull();
      expect(await store.keptText(draft.id, 'acme', noon + 86_400_000)).toBeNull();
      await store.dropText(draft.id, 'wanda');
      expect(await store.keptText(draft.id, 'wanda', noon + 1_000)).toBeNull();
      expect(await store.keptText(draft.id, 'acme', noon)).not.toBeNull();
      const scope = { kind: 'repository', owner: draft.owner, repo: draft.repo } as const;
      await store.forgetRows(scope);
      expect(await store.keptText(draft.id, 'acme', noon)).toBeNull();
    });
  });
});
