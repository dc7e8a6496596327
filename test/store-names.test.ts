/** The store follows repositories through their names: all tables, what stands under both names, and a name that another one takes. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import type { IssueRef, Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { decisionOf, draftOf, noon } from './store-fixtures.js';

describe.each(await databaseBackends())('names of repositories on $name', ({ answers, create }) => {
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

    const issue = (repo: string, number = 7): IssueRef => ({
      installationId: 5,
      owner: 'Acme',
      repo,
      number,
    });
    const key = (repo: string, rest: string) => `acme/${repo}/${rest}`;

    async function fill(repo: string, effect: 'settled' | 'intended'): Promise<string> {
      const ref = issue(repo);
      await store.recordDecision(decisionOf(ref, { at: noon }));
      await store.intendEffect(key(repo, 'labels:7:x'), 'add-labels', ref, noon);
      if (effect === 'settled') await store.settleEffect(key(repo, 'labels:7:x'), 'settled', 'x', noon);
      const draft = await store.saveDraft(draftOf(ref, key(repo, 'draft:7:dell-boot')), noon);
      const intent = { kind: 'remind', category: 'dell-boot', dueAt: noon } as const;
      await store.saveFollowUp(key(repo, 'follow-up:7'), ref, intent, noon);
      await store.spendNoise(ref, 'labels', key(repo, 'labels:7:x'), 10, noon);
      await store.followPolicy(ref, { fingerprint: repo, layers: [] }, noon);
      await store.receive({ key: `d ${repo}`, deliveryId: 'd', event: 'issues.opened', issue: ref }, 0, noon);
      return draft.id;
    }

    it('cover every table that names one', async () => {
      const { rows } = await sql<{ table_name: string }>`
        SELECT table_name FROM information_schema.columns WHERE table_schema = 'dejabug' AND column_name = 'repository'
          AND table_name NOT IN (SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'dejabug' AND column_name = 'installation_id')`.execute(database.db);
      expect(rows).toEqual([]);
    });

    it('take everything along, and keys with it', async () => {
      const id = await fill('one', 'settled');
      const before = await store.countRows({ kind: 'repository', owner: 'acme', repo: 'one' });
      await store.moveRepository(
        { owner: 'ACME', repo: 'One' },
        { installationId: 6, owner: 'New', repo: 'Two' },
        11,
      );
      const ref = { installationId: 6, owner: 'New', repo: 'Two', number: 7 };
      expect(await store.draftsOfIssue(ref)).toMatchObject([
        { id, owner: 'New', repo: 'Two', installationId: 6 },
      ]);
      expect(await store.intendEffect('new/two/labels:7:x', 'add-labels', ref, noon)).toBe('settled');
      expect((await store.saveDraft(draftOf(ref, 'new/two/draft:7:dell-boot'), noon)).id).toBe(id);
      expect(await store.scheduledFollowUps(ref)).toHaveLength(1);
      expect(await store.countRows({ kind: 'repository', owner: 'acme', repo: 'one' })).toEqual({});
      expect(await store.countRows({ kind: 'repository', owner: 'new', repo: 'two' })).toMatchObject({
        drafts: before.drafts,
        decisions: before.decisions,
        noise_spent: before.noise_spent,
      });
      expect(await store.presentName({ owner: 'acme', repo: 'one' })).toEqual({
        installationId: 6,
        owner: 'New',
        repo: 'Two',
      });
      // And on from there.
      await store.moveRepository(
        { owner: 'new', repo: 'two' },
        { installationId: 6, owner: 'New', repo: 'Three' },
        11,
      );
      expect(await store.presentName({ owner: 'acme', repo: 'one' })).toMatchObject({ repo: 'Three' });
      expect(await store.draftsOfIssue({ ...ref, repo: 'three' })).toHaveLength(1);
    });

    it('let what was done first count where both names have it, and the newer of what mirrors GitHub', async () => {
      const old = await fill('a', 'settled');
      await fill('b', 'intended');
      await store.moveRepository({ owner: 'acme', repo: 'a' }, issue('b'), 12);
      expect((await store.draftsOfIssue(issue('b'))).map(({ id }) => id)).toEqual([old]);
      expect(await store.openEffects(issue('b'))).toEqual([]);
      expect(await store.policyState(issue('b'))).toMatchObject({ followed: { fingerprint: 'b' } });
      expect(await store.scheduledFollowUps(issue('b'))).toHaveLength(1);
      // Once more changes nothing.
      expect(await store.moveRepository({ owner: 'acme', repo: 'a' }, issue('b'), 12)).toBe(0);
    });

    it('give a repository that takes a name none of what is stored under it', async () => {
      const id = await fill('shared', 'settled');
      const ref = issue('shared');
      expect(await store.nameRepository(21, ref)).toEqual({ kind: 'known' });
      expect(await store.nameRepository(21, ref)).toEqual({ kind: 'known' });
      const named = await store.nameRepository(22, ref);
      expect(named).toMatchObject({ kind: 'taken-over', repositoryId: 21 });
      expect(await store.draftsOfIssue(ref)).toEqual([]);
      if (named.kind !== 'taken-over') throw new Error('unreachable');
      await store.moveRepository(named.parked, issue('elsewhere'), 21);
      expect(await store.draftsOfIssue(issue('elsewhere'))).toMatchObject([{ id }]);
      // The name is the other one's now.
      expect(await store.presentName(ref)).toBeNull();
      expect(await store.nameRepository(21, issue('third'))).toMatchObject({
        kind: 'elsewhere',
        from: { repo: 'elsewhere' },
      });
    });
  });
});
