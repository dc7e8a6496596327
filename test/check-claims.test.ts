/** Who is at a check: one worker at a time for each commit and pull request, and nobody for ever. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { CheckClaim } from '../src/app/check-claim-ports.js';
import type { Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { freshIssue, noon } from './store-fixtures.js';

const hold = 30_000;

describe.each(await databaseBackends())('checks in turn on $name', ({ answers, create }) => {
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

    function freshCommit(pull = 7) {
      const { installationId, owner, repo } = freshIssue();
      return { repository: { installationId, owner, repo }, headSha: 'a'.repeat(40), pull };
    }

    async function claimed(commit: ReturnType<typeof freshCommit>, now: number): Promise<CheckClaim> {
      const claim = await store.claimCheck(commit, hold, now);
      if ('until' in claim) throw new Error('held');
      return claim;
    }

    it('gives a check to one of many', async () => {
      const commit = freshCommit();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => store.claimCheck(commit, hold, noon)),
      );
      expect(answers.filter((answer) => 'holder' in answer)).toHaveLength(1);
      expect(answers.filter((answer) => 'until' in answer)).toEqual(Array(7).fill({ until: noon + hold }));
    });

    it('tells pull requests of one commit apart, and commits of one pull request', async () => {
      const commit = freshCommit();
      await claimed(commit, noon);
      await claimed({ ...commit, pull: 8 }, noon);
      await claimed({ ...commit, headSha: 'b'.repeat(40) }, noon);
    });

    it('is held as long as it is prolonged, and then another worker has it', async () => {
      const commit = freshCommit();
      const first = await claimed(commit, noon);
      expect(await store.keepCheck(first, noon + 2 * hold)).toBe(true);
      expect(await store.claimCheck(commit, hold, noon + hold)).toEqual({ until: noon + 2 * hold });
      const second = await claimed(commit, noon + 2 * hold);
      expect(await store.keepCheck(first, noon + 9 * hold)).toBe(false);
      await store.releaseCheck(first, noon + 2 * hold);
      expect(await store.claimCheck(commit, hold, noon + 2 * hold)).toEqual({ until: noon + 3 * hold });
      await store.releaseCheck(second, noon + 2 * hold);
      await claimed(commit, noon + 2 * hold);
    });

    it('leaves nothing behind, also of workers that died', async () => {
      const [lost, other] = [freshCommit(), freshCommit()];
      await claimed(lost, noon);
      const later = noon + 25 * 60 * 60_000;
      await store.releaseCheck(await claimed(other, later), later);
      for (const { repository } of [lost, other])
        expect(await store.countRows({ kind: 'repository', ...repository })).toEqual({});
    });
  });
});
