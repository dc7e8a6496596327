/** The list of one person: how many questions it asks GitHub, what it does without an answer, whose turn it says it is. */

import { describe, expect, it } from 'vitest';
import type { Permission, RepositoryRef } from '../src/app/ports.js';
import { listDrafts } from '../src/app/review-list.js';
import { PermissionUnknown, permissionsFrom } from '../src/app/review-permission.js';
import { reviewableRepositories } from '../src/app/review-repositories.js';
import type { ReviewWorld } from '../src/app/review-world.js';
import { knownTurn } from '../src/core/plan/known-turn.js';
import { silentLog } from './backends.js';

/** Repositories `acme/r0`, `acme/r1`, … with drafts, the newest first; GitHub answers as `answer` says. */
function worldOf(count: number, answer: (repo: string) => Promise<Permission>) {
  const asked: string[] = [];
  const queries: (readonly string[])[] = [];
  const time = { now: 0 };
  const clock = { now: () => time.now };
  const github = {
    async permissionOf({ repo }: RepositoryRef) {
      asked.push(repo);
      return answer(repo);
    },
  };
  const store = {
    repositoriesWithDrafts: async () =>
      Array.from({ length: count }, (_, index) => ({ installationId: 1, owner: 'acme', repo: `r${index}` })),
    async drafts({ repositories }: { repositories: readonly string[] }) {
      queries.push(repositories);
      return { drafts: [], next: null };
    },
  };
  const permissions = permissionsFrom(github as never, clock);
  const world = { store, permissions, clock, log: silentLog } as unknown as ReviewWorld;
  return { world, asked, queries, time };
}

describe('a person with hundreds of repositories', () => {
  it('costs a bounded number of questions a page, and gets on with every page', async () => {
    const { world, asked, time } = worldOf(150, async () => 'write');
    const seen: [number, number][] = [];
    for (let page = 0; page < 4; page += 1) {
      const { repositories, unasked } = await reviewableRepositories(world, 'wanda');
      seen.push([repositories.length, unasked]);
    }
    expect(seen).toEqual([
      [64, 86],
      [128, 22],
      [150, 0],
      [150, 0],
    ]);
    expect(asked).toEqual(Array.from({ length: 150 }, (_, index) => `r${index}`));
    time.now += 60_000;
    expect((await reviewableRepositories(world, 'wanda')).unasked).toBe(86);
  });

  it('is asked about the repository first that they name', async () => {
    const { world, asked, queries } = worldOf(150, async () => 'write');
    await listDrafts(world, 'wanda', { states: ['pending'], limit: 10, repository: 'ACME/R149' });
    expect(asked[0]).toBe('r149');
    await listDrafts(world, 'wanda', { states: ['pending'], limit: 10, search: 'acme/r148#7' });
    expect(queries).toEqual([['acme/r149'], ['acme/r148']]);
  });
});

describe('a GitHub that does not answer', () => {
  it('hides the repositories it is silent about, without their names', async () => {
    const { world, queries } = worldOf(3, async (repo) => {
      if (repo === 'r1') throw new Error('away');
      return repo === 'r0' ? 'write' : 'read';
    });
    const list = await listDrafts(world, 'wanda', { states: ['pending'], limit: 10 });
    expect([list.repositories, list.unanswered, queries]).toEqual([['acme/r0'], 1, [['acme/r0']]]);
    expect(JSON.stringify(list)).not.toContain('r1');
  });

  it('is said when it answers nothing at all', async () => {
    const { world } = worldOf(100, async () => {
      throw new Error('away');
    });
    await expect(listDrafts(world, 'wanda', { states: ['pending'], limit: 10 })).rejects.toThrow(
      PermissionUnknown,
    );
  });
});

describe('the turn that a list says', () => {
  const fix = { status: 'fixed-in', component: null, reported: null, fixedIn: '2', because: '' } as const;
  it.each([
    ['a draft that waits', { state: 'pending', followUp: null }, 'maintainer'],
    ['a reply with a reminder to come', { state: 'posted', followUp: 'remind' }, 'author'],
    ['a reply whose follow-up was cancelled', { state: 'posted', followUp: null }, null],
    ['a reply that waits for a release', { state: 'posted', followUp: 'fixed-in-release' }, 'release'],
    ['a reply that is being posted', { state: 'approved', followUp: 'remind' }, null],
    ['a rejected draft', { state: 'rejected', followUp: null }, null],
  ] as const)('of %s', (_name, draft, turn) => {
    expect(knownTurn({ fix, ...draft })).toBe(turn);
  });

  it('is the release’s while there is no fix', () => {
    const none = { ...fix, status: 'no-fix-yet' } as const;
    expect(knownTurn({ state: 'posted', fix: none, followUp: 'remind' })).toBe('release');
  });
});
