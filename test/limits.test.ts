/** GitHub's limits and a repository's patience, kept by all workers together, on every database. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { writeTurns } from '../src/adapters/database/write-turns.js';
import type { Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { freshIssue, noon } from './store-fixtures.js';

let installation = 1;

/** How many of these moments lie in any span of `ms`. */
function mostWithin(times: readonly number[], ms: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((start) => sorted.filter((at) => at >= start && at < start + ms).length));
}

describe.each(await databaseBackends())('limits on $name', ({ answers, create }) => {
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

    it('let one write through in each second, whoever asks, in the order of asking', async () => {
      const id = installation++;
      const waits = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => store.takeTurn(id, holder, noon)));
      expect(waits.toSorted((a, b) => a - b)).toEqual([0, 1_000, 2_000, 3_000]);
      const second = ['a', 'b', 'c', 'd'][waits.indexOf(1_000)] ?? '';
      expect(await store.takeTurn(id, second, noon + 999)).toBe(1);
      expect(await store.takeTurn(id, 'late', noon + 1_000)).toBe(3_000);
      expect(await store.takeTurn(id, second, noon + 1_000)).toBe(0);
      // Used is used: a further write of the same name waits like everybody else.
      expect(await store.takeTurn(id, second, noon + 1_000)).toBe(4_000);
    });

    it('never make another installation wait', async () => {
      const [noisy, quiet] = [installation++, installation++];
      for (let write = 0; write < 100; write += 1) await store.takeTurn(noisy, `w${write}`, noon);
      expect(await store.takeTurn(quiet, 'w', noon)).toBe(0);
      await store.pauseInstallation(noisy, noon + 3_600_000, noon);
      expect(await store.takeTurn(quiet, 'w2', noon + 1_000)).toBe(0);
      expect(await store.pausedUntil(quiet)).toBe(0);
    });

    it('leave a fifth of each to what is new', async () => {
      const id = installation++;
      const turns = writeTurns(database.db, { gapMs: 0, perMinute: 10, perHour: 1_000 });
      for (let write = 0; write < 7; write += 1) await turns.takeTurn(id, `w${write}`, noon + write);
      expect(await turns.unhurriedTurn(id, noon + 10)).toBe(0);
      await turns.takeTurn(id, 'w7', noon + 10);
      // The eighth from the end was at noon; a minute later there is room again.
      expect(await turns.unhurriedTurn(id, noon + 11)).toBe(59_989);
      expect(await turns.takeTurn(id, 'new', noon + 11)).toBe(0);
    });

    it('keep silence when GitHub asks for it, and the distances afterwards', async () => {
      const id = installation++;
      expect(await store.takeTurn(id, 'a', noon)).toBe(0);
      expect(await store.takeTurn(id, 'b', noon)).toBe(1_000);
      expect(await store.takeTurn(id, 'c', noon)).toBe(2_000);
      await store.pauseInstallation(id, noon + 60_000, noon);
      // An earlier end does not shorten it.
      await store.pauseInstallation(id, noon + 5_000, noon);
      expect(await store.pausedUntil(id)).toBe(noon + 60_000);
      expect(await store.takeTurn(id, 'd', noon + 10_000)).toBe(50_000);
      expect(await store.takeTurn(id, 'b', noon + 60_000)).toBe(1_000);
      expect(await store.takeTurn(id, 'b', noon + 61_000)).toBe(0);
      expect(await store.takeTurn(id, 'c', noon + 61_000)).toBe(1_000);
    });

    it('hold in every minute and hour, and let everybody through who comes back, however late each is', async () => {
      const limits = { gapMs: 1_000, perMinute: 5, perHour: 20 };
      const turns = writeTurns(database.db, limits);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 45 }),
          async (late) => {
            const id = installation++;
            const written: number[] = [];
            // Everybody asks at noon and comes back when told to, some of them later.
            let waiting = late.map((delay, holder) => ({ holder: `h${holder}`, delay, at: noon }));
            for (let asked = 0; waiting.length > 0; asked += 1) {
              if (asked > 40 * late.length) throw new Error('somebody never gets a turn');
              waiting = waiting.toSorted((a, b) => a.at - b.at);
              const [next, ...others] = waiting;
              if (next === undefined) break;
              const wait = await turns.takeTurn(id, next.holder, next.at);
              if (wait === 0) written.push(next.at);
              waiting =
                wait === 0
                  ? others
                  : [...others, { ...next, at: next.at + wait + Math.min(next.delay, 90_000) }];
            }
            expect(written).toHaveLength(late.length);
            expect(mostWithin(written, limits.gapMs)).toBeLessThanOrEqual(1);
            expect(mostWithin(written, 60_000)).toBeLessThanOrEqual(limits.perMinute);
            expect(mostWithin(written, 3_600_000)).toBeLessThanOrEqual(limits.perHour);
          },
        ),
        { numRuns: 10 },
      );
    });

    it('spend a noise budget to its end and not beyond, though many ask at once', async () => {
      const issue = freshIssue();
      const asked = Array.from({ length: 12 }, (_, key) =>
        store.spendNoise(issue, 'labels', `k${key}`, 5, noon),
      );
      expect((await Promise.all(asked)).filter((granted) => granted)).toHaveLength(5);
      expect(await store.spendNoise({ ...issue, owner: 'ACME' }, 'labels', 'k99', 5, noon)).toBe(false);
      expect(await store.spendNoise(issue, 'drafts', 'k99', 5, noon)).toBe(true);
      expect(await store.spendNoise(freshIssue(), 'labels', 'k99', 5, noon)).toBe(true);
      expect(await store.spendNoise(issue, 'labels', 'k99', 5, noon + 86_400_000)).toBe(true);
    });

    it('spend it once for an action that is tried again, also on the next day', async () => {
      const issue = freshIssue();
      expect(await store.spendNoise(issue, 'labels', 'same', 1, noon)).toBe(true);
      expect(await store.spendNoise(issue, 'labels', 'same', 1, noon)).toBe(true);
      expect(await store.spendNoise(issue, 'labels', 'same', 1, noon + 86_400_000)).toBe(true);
      expect(await store.spendNoise(issue, 'labels', 'other', 1, noon + 86_400_000)).toBe(true);
      expect(await store.spendNoise(issue, 'labels', 'third', 1, noon + 86_400_000)).toBe(false);
    });
  });
});
