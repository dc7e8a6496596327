/** How long an answer about somebody's permission is believed, and what each permission opens. */

import { describe, expect, it } from 'vitest';
import type { Draft, GitHub, Permission, RepositoryRef } from '../src/app/ports.js';
import { approveDraft, openDraft, type ReviewWorld, rejectDraft } from '../src/app/review-draft.js';
import { listDrafts } from '../src/app/review-list.js';
import { PermissionUnknown, permissionLifetime, permissionsFrom } from '../src/app/review-permission.js';
import { silentLog } from './backends.js';
import { exampleDraft } from './desk-draft.js';

const ref: RepositoryRef = { installationId: 1, owner: 'Acme', repo: 'Kernel' };

function asking(answer: () => Promise<Permission>) {
  const clock = { at: 0, now: () => clock.at };
  const asked: string[] = [];
  const github = {
    permissionOf(place: RepositoryRef, login: string) {
      asked.push(`${login} ${place.owner}/${place.repo}`);
      return answer();
    },
  };
  return { clock, asked, permissions: permissionsFrom(github as unknown as GitHub, clock) };
}

describe('permission answers', () => {
  it('are believed for a minute, per person and repository, in any case of letters', async () => {
    const { clock, asked, permissions } = asking(async () => 'write');
    await permissions.known(ref, 'wanda');
    clock.at = permissionLifetime - 1;
    expect(await permissions.known({ ...ref, owner: 'acme' }, 'Wanda')).toBe('write');
    expect(asked).toHaveLength(1);
    await permissions.known(ref, 'nora');
    await permissions.known({ ...ref, repo: 'other' }, 'wanda');
    expect(asked).toHaveLength(3);
    clock.at = permissionLifetime;
    await permissions.known(ref, 'wanda');
    expect(asked).toHaveLength(4);
  });

  it('are asked again whenever they must be fresh, and the fresh one replaces the old', async () => {
    let now: Permission = 'write';
    const { asked, permissions } = asking(async () => now);
    expect(await permissions.known(ref, 'wanda')).toBe('write');
    now = 'none';
    expect(await permissions.fresh(ref, 'wanda')).toBe('none');
    expect(await permissions.known(ref, 'wanda')).toBe('none');
    expect(asked).toHaveLength(2);
  });

  it('are shared by requests that ask at the same time', async () => {
    const { asked, permissions } = asking(async () => 'read');
    await Promise.all([permissions.known(ref, 'wanda'), permissions.known(ref, 'wanda')]);
    expect(asked).toHaveLength(1);
  });

  it('are not kept when GitHub did not answer', async () => {
    let away = true;
    const { permissions } = asking(async () => {
      if (away) throw new Error('away');
      return 'admin';
    });
    await expect(permissions.known(ref, 'wanda')).rejects.toThrow(PermissionUnknown);
    away = false;
    expect(await permissions.known(ref, 'wanda')).toBe('admin');
  });
});

function worldFor(permission: Permission | 'away') {
  const { repo: _repo, number: _number, title, body, ...content } = { ...exampleDraft, number: 1 };
  let draft: Draft = {
    ...content,
    ...ref,
    id: 'd1',
    number: 1,
    title,
    body,
    issueUrl: 'https://github.example/Acme/Kernel/issues/1',
    state: 'pending',
    decidedBy: null,
    decisionReason: null,
    editedReply: null,
    commentUrl: null,
    decidedAt: null,
    snoozedUntil: null,
    replacedBy: null,
    seen: null,
    createdAt: 0,
    updatedAt: 0,
  };
  const enqueued: string[] = [];
  const { permissions, clock } = asking(async () => {
    if (permission === 'away') throw new Error('away');
    return permission;
  });
  const store = {
    draft: async () => draft,
    drafts: async () => ({ drafts: [draft], next: null }),
    repositoriesWithDrafts: async () => [ref],
    freezeOf: async () => null,
    async moveDraft(_id: string, _from: string, to: Draft['state'], change: object) {
      draft = { ...draft, ...change, state: to };
      return true;
    },
  };
  const queue = { add: async (_job: object, { id }: { id: string }) => void enqueued.push(id) };
  const world = { store, queue, permissions, clock, log: silentLog } as unknown as ReviewWorld;
  return { world, enqueued, state: () => draft.state };
}

describe('what a permission opens', () => {
  it.each([
    ['admin', 'open', 1],
    ['maintain', 'open', 1],
    ['write', 'open', 1],
    ['triage', 'forbidden', 0],
    ['read', 'forbidden', 0],
    ['none', 'not-found', 0],
  ] as const)('%s: a draft is %s, the list has %i', async (permission, opened, listed) => {
    const { world, enqueued, state } = worldFor(permission);
    const query = { states: ['pending'], limit: 10 } as const;
    expect((await openDraft(world, 'd1', 'wanda')).kind).toBe(opened);
    expect((await listDrafts(world, 'wanda', query)).drafts).toHaveLength(listed);
    const approved = await approveDraft(world, 'd1', 'wanda', undefined);
    expect(approved.kind).toBe(opened === 'open' ? 'approved' : opened);
    expect(enqueued).toEqual(opened === 'open' ? ['post-draft-d1'] : []);
    expect(state()).toBe(opened === 'open' ? 'approved' : 'pending');
    const rejected = await rejectDraft(world, 'd1', 'wanda', { reason: 'other', note: '' });
    expect(rejected.kind).toBe(opened === 'open' ? 'decided' : opened);
  });

  it('nothing is shown or decided while GitHub does not answer', async () => {
    const { world, state } = worldFor('away');
    await expect(openDraft(world, 'd1', 'wanda')).rejects.toThrow(PermissionUnknown);
    await expect(approveDraft(world, 'd1', 'wanda', undefined)).rejects.toThrow(PermissionUnknown);
    await expect(listDrafts(world, 'wanda', { states: ['pending'], limit: 10 })).rejects.toThrow(
      PermissionUnknown,
    );
    expect(state()).toBe('pending');
  });
});
