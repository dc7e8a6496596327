/** The drafts in the store: saved once, moved once, listed page by page, on every database they can lie in. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CursorError } from '../src/adapters/database/errors.js';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { contentOf, draftOf, freshIssue, noon } from './store-fixtures.js';

describe.each(await databaseBackends())('drafts on $name', ({ answers, create }) => {
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
        decidedAt: null,
        snoozedUntil: null,
        replacedBy: null,
        seen: null,
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

    it('finds what is approved or claimed and whose comment is not known, however old', async () => {
      const ids: string[] = [];
      for (const state of ['pending', 'approved', 'posted', 'posted', 'rejected'] as const) {
        const { id } = await store.saveDraft(draftOf(freshIssue(), 'unposted'), noon - 1);
        const at = noon + ids.length;
        const change = ids.length === 3 ? { commentUrl: 'https://github.example/acme/x/issues/1#c' } : {};
        if (state !== 'pending') await store.moveDraft(id, 'pending', state, change, at);
        ids.push(id);
      }
      const found = (await store.unpostedDrafts(1_000)).filter(({ id }) => ids.includes(id));
      expect(found).toEqual([
        { id: ids[1], updatedAt: noon + 1, decidedAt: null },
        { id: ids[2], updatedAt: noon + 2, decidedAt: null },
      ]);
      expect(await store.unpostedDrafts(1)).toHaveLength(1);
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
  });
});
