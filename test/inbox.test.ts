/** The inbox's promises, on every database it can lie in: nothing lost, nothing twice, one worker for each issue. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { IssueClaim, TriageWish } from '../src/app/inbox-ports.js';
import type { IssueRef, Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { freshIssue, noon } from './store-fixtures.js';

const grace = 120_000;
const hold = 30_000;

let nextDelivery = 1;
function wish(issue: IssueRef, deliveryId = `d${nextDelivery++}`) {
  return { key: `${deliveryId} issues.edited`, deliveryId, event: 'issues.edited', issue };
}

describe.each(await databaseBackends())('inbox on $name', ({ answers, create }) => {
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

    async function claim(issue: IssueRef, now: number): Promise<IssueClaim> {
      const answer = await store.claimIssue(issue, hold, now);
      if (answer.kind !== 'claimed') throw new Error(`${answer.kind}, not claimed`);
      return answer.claim;
    }

    it('counts a delivery once, and tells its round again until the issue was looked at', async () => {
      const issue = freshIssue();
      const one = wish(issue);
      const first = await store.receive(one, 0, noon);
      expect(first).toMatchObject({ isRepeat: false });
      expect(await store.receive(one, 0, noon + 1)).toMatchObject({ round: first?.round, isRepeat: true });
      const held = await claim(issue, noon + 2);
      expect(held.generation).toBe(1);
      expect(await store.receive(one, 0, noon + 3)).toMatchObject({ round: first?.round, isRepeat: true });
      await store.finishIssue(held, null, noon + 4);
      expect(await store.receive(one, 0, noon + 5)).toBeNull();
      expect(await store.claimIssue(issue, hold, noon + 6)).toEqual({ kind: 'nothing' });
    });

    it('gathers what arrives in the grace window into one round that ends with it', async () => {
      const issue = freshIssue();
      const first = await store.receive(wish(issue), grace, noon);
      expect(first).toMatchObject({ round: noon, dueAt: noon + grace });
      const second = await store.receive(wish(issue), grace, noon + 50_000);
      expect(second).toMatchObject({ round: noon, dueAt: noon + 50_000 + grace });
      // Somebody who never stops editing is looked at all the same.
      for (let at = noon + 100_000; at < noon + 2_000_000; at += 100_000) {
        const later = await store.receive(wish(issue), grace, at);
        expect(later?.round).toBe(noon);
        expect(later?.dueAt).toBeLessThanOrEqual(noon + 5 * grace);
      }
      expect(await store.claimIssue(issue, hold, noon + grace)).toEqual({
        kind: 'wait',
        until: noon + 5 * grace,
        why: 'grace',
      });
      const held = await claim(issue, noon + 5 * grace);
      await store.finishIssue(held, null, noon + 5 * grace + 1);
      expect(await store.claimIssue(issue, hold, noon + 10 * grace)).toEqual({ kind: 'nothing' });
    });

    it('says how many issues of the installation wait already, so that no crowd keeps others waiting', async () => {
      const { repo } = freshIssue();
      const crowd = [1, 2, 3].map((number) => ({ ...freshIssue(number), repo, installationId: 31 }));
      const ahead: (number | undefined)[] = [];
      for (const issue of crowd) ahead.push((await store.receive(wish(issue), 0, noon))?.ahead);
      expect(ahead).toEqual([0, 1, 2]);
      expect(await store.receive(wish({ ...freshIssue(), installationId: 32 }), 0, noon)).toMatchObject({
        ahead: 0,
      });
      const [first] = crowd;
      if (first) await store.finishIssue(await claim(first, noon), null, noon);
      expect(
        await store.receive(wish({ ...freshIssue(9), repo, installationId: 31 }), 0, noon),
      ).toMatchObject({ ahead: 2 });
    });

    it('takes everything of one moment as if it had come one by one', async () => {
      const issues = Array.from({ length: 40 }, freshIssue);
      const known = wish(issues[0] ?? freshIssue());
      await store.receive(known, 0, noon);
      const [first, second] = issues;
      if (first === undefined || second === undefined) throw new Error('no issues');
      const twice = wish(second);
      const wishes = [
        ...issues.map((issue) => wish(issue)),
        known,
        twice,
        twice,
        ...issues.map((issue) => wish({ ...issue, owner: issue.owner.toUpperCase() })),
      ];
      const wakeups = await Promise.all(
        wishes.map((one, index) => store.receive(one, index % 3 === 0 ? grace : 0, noon + index)),
      );
      const isRepeat = (one: TriageWish, index: number) => one === known || wishes.indexOf(one) < index;
      expect(wakeups.map((wakeup) => wakeup?.isRepeat)).toEqual(wishes.map(isRepeat));
      for (const issue of issues.slice(1)) {
        const rounds = wakeups.filter((_, index) => wishes[index]?.issue.repo === issue.repo);
        expect(new Set(rounds.map((wakeup) => wakeup?.round)).size).toBe(1);
        const { generation } = await claim(issue, noon + 10 * grace);
        expect(generation).toBe(issue === second ? 3 : 2);
      }
      expect((await claim(first, noon + 10 * grace)).generation).toBe(3);
    });

    it('begins a new round for what arrives while a worker is at the issue', async () => {
      const issue = freshIssue();
      await store.receive(wish(issue, 'early'), 0, noon);
      const early = await claim(issue, noon);
      const later = await store.receive(wish(issue, 'late'), 0, noon + 5);
      expect(later?.round).toBeGreaterThan(noon);
      expect(await store.claimIssue(issue, hold, noon + 6)).toEqual({
        kind: 'wait',
        until: noon + hold,
        why: 'held',
      });
      await store.finishIssue(early, null, noon + 7);
      expect(await claim(issue, noon + 8)).toMatchObject({ deliveryId: 'late', generation: 2 });
    });

    it('gives an issue to one of many who ask at the same moment', async () => {
      const issue = freshIssue();
      await store.receive(wish(issue), 0, noon);
      const answers = await Promise.all(Array.from({ length: 8 }, () => store.claimIssue(issue, hold, noon)));
      expect(answers.map((answer) => answer.kind).sort()).toEqual([
        'claimed',
        ...Array.from({ length: 7 }, () => 'wait'),
      ]);
    });

    it('takes a claim from a worker that gave no sign of life, and lets that worker settle nothing', async () => {
      const issue = freshIssue();
      await store.receive(wish(issue), 0, noon);
      const dead = await claim(issue, noon);
      expect(await store.keepClaim(dead, hold, noon + 20_000)).toBe(true);
      expect(await store.claimIssue(issue, hold, noon + hold)).toMatchObject({ kind: 'wait' });
      const next = await claim(issue, noon + 20_000 + hold);
      expect(await store.keepClaim(dead, hold, noon + 60_000)).toBe(false);
      await store.finishIssue(dead, null, noon + 60_000);
      await store.releaseIssue(dead, 'late', noon + 60_000);
      expect(await store.keepClaim(next, hold, noon + 60_000)).toBe(true);
    });

    it('lists what is overdue with the reason of the last try, until it is done or given up', async () => {
      const [issue, done] = [freshIssue(), freshIssue()];
      for (const one of [issue, done]) await store.receive(wish(one), 0, noon - 86_400_000);
      await store.finishIssue(await claim(done, noon), null, noon);
      await store.releaseIssue(await claim(issue, noon), 'GitHub is away', noon - 1);
      const overdue = (await store.overdueIssues(noon, 1_000)).filter((one) => one.issue.repo === issue.repo);
      expect(overdue).toMatchObject([
        { reason: 'GitHub is away', round: noon - 86_400_000, dueAt: noon - 1 },
      ]);
      await store.giveUpIssue(issue, 'Given up.', noon);
      expect(await store.claimIssue(issue, hold, noon + 1)).toEqual({ kind: 'nothing' });
      const left = await store.overdueIssues(noon, 1_000);
      expect(left.map((one) => one.issue.repo)).not.toEqual(expect.arrayContaining([issue.repo, done.repo]));
    });

    it('looks once more after every delivery, whatever the order in which workers come, finish and die', async () => {
      const step = fc.oneof(
        fc.record({ kind: fc.constant('deliver' as const) }),
        fc.record({ kind: fc.constantFrom('claim' as const, 'finish' as const, 'fail' as const) }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const issue = freshIssue();
          let now = noon;
          let claims: { claim: IssueClaim; until: number; sawDeliveries: number }[] = [];
          let delivered = 0;
          let seen = 0;
          for (const one of steps) {
            now += 1;
            if (one.kind === 'wait') now += one.ms;
            else if (one.kind === 'deliver') {
              delivered += 1;
              await store.receive(wish(issue), 0, now);
            } else if (one.kind === 'claim') {
              const answer = await store.claimIssue(issue, hold, now);
              if (answer.kind !== 'claimed') continue;
              expect(claims.every(({ until }) => until <= now)).toBe(true);
              claims.push({ claim: answer.claim, until: now + hold, sawDeliveries: delivered });
            } else {
              const last = claims.at(-1);
              if (last === undefined) continue;
              claims = claims.slice(0, -1);
              if (one.kind === 'fail') await store.releaseIssue(last.claim, 'failed', now);
              else {
                await store.finishIssue(last.claim, null, now);
                // One that lost its claim settles nothing: the newer claim was taken off this list before it.
                if (claims.length === 0 || last.until > now) seen = Math.max(seen, last.sawDeliveries);
              }
            }
          }
          const open = (await store.claimIssue(issue, hold, now + hold)).kind;
          if (delivered === 0) expect(open).toBe('unknown');
          else if (seen < delivered) expect(open).toBe('claimed');
        }),
        { numRuns: 60 },
      );
    });
  });
});
