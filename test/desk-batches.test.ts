/** The news of a release on the desk: listed for who may review, released by one approval, decided once. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskClient } from './desk-client.js';
import { pageText } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;
let nextBatch = 1;

beforeAll(async () => {
  world = await startDeskWorld();
  desk = deskClient(world);
  wanda = await world.signIn('wanda');
});
afterAll(() => world.close());
beforeEach(() => {
  // Permissions are believed for a minute: each test starts with none known.
  world.clock.at += 61_000;
});

/** A batch with three drafts that wait. */
async function waiting(repo = 'xen-tools') {
  const key = `batch-${nextBatch++}`;
  const batch = await world.store.saveBatch(
    key,
    {
      installationId: 70,
      owner: 'acme',
      repo,
      category: 'dell-boot',
      component: 'xen',
      version: `4.${nextBatch}.0`,
      isTest: false,
      distribution: null,
      isSaidToFix: false,
    },
    world.clock.at,
  );
  const drafts = [];
  for (let count = 0; count < 3; count += 1)
    drafts.push(await world.saveDraft({ repo, purpose: 'release', batch: batch.id }));
  return { batch, drafts, path: `/review/batches/${batch.id}/approve` };
}

interface BatchesJson {
  readonly batches: readonly { readonly id: string; readonly pending: number }[];
}

describe('a batch', () => {
  it('is listed for people who may write, on the page and as JSON', async () => {
    const { batch } = await waiting();
    const { html } = await desk.page('/review', wanda);
    expect(pageText(html)).toContain(`xen ${batch.version} has the fix for dell-boot`);
    const { json } = await desk.get<BatchesJson>('/review/batches', wanda);
    expect(json.batches.find(({ id }) => id === batch.id)).toMatchObject({ pending: 3 });
    const olga = await world.signIn('olga');
    expect((await desk.get<BatchesJson>('/review/batches', olga)).json.batches).toEqual([]);
    expect((await desk.get('/review/batches')).status).toBe(401);
  });

  it('is released by one press, each draft once, without those that were decided before', async () => {
    const { drafts, path } = await waiting();
    const [first] = drafts;
    await desk.post(`/review/drafts/${first?.id}/reject`, wanda, { reason: 'not-needed' });
    const { html } = await desk.page('/review', wanda);
    const before = (await world.queue.counts()).waiting;
    const pressed = await desk.submit(path, wanda, {}, html);
    expect(pressed.status).toBe(200);
    expect(pageText(pressed.html)).toContain('Approved 2 replies');
    expect((await world.queue.counts()).waiting).toBe(before + 2);
    const states = await Promise.all(drafts.map(async ({ id }) => (await world.store.draft(id))?.state));
    expect(states).toEqual(['rejected', 'approved', 'approved']);
    const again = await desk.post(path, wanda);
    expect([again.status, again.json]).toEqual([200, { id: expect.any(String), approved: 0 }]);
    expect((await world.queue.counts()).waiting).toBe(before + 2);
  });

  it('counts each draft for one of many people at once', async () => {
    const { path } = await waiting();
    const acme = await world.signIn('acme');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        desk.post<{ approved: number }>(path, index % 2 ? wanda : acme),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(answers.reduce((sum, { json }) => sum + json.approved, 0)).toBe(3);
  });

  it.each([
    ['of a repository that they may only read', 'rita', 403],
    ['of a repository that they may only triage', 'trixi', 403],
    ['of a repository that they cannot see', 'nora', 404],
  ] as const)('%s is refused', async (_what, login, status) => {
    const { drafts, path } = await waiting();
    expect((await desk.post(path, await world.signIn(login))).status).toBe(status);
    expect((await world.store.draft(drafts[0]?.id ?? ''))?.state).toBe('pending');
  });

  it('is refused to who is signed out, forged, or mistyped', async () => {
    const { drafts, path } = await waiting();
    expect((await desk.post(path)).status).toBe(401);
    expect((await desk.post(path, wanda, {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await desk.post('/review/batches/nonsense/approve', wanda)).status).toBe(404);
    expect((await world.store.draft(drafts[0]?.id ?? ''))?.state).toBe('pending');
  });

  it('has its permission asked again: one that was revoked a moment ago counts', async () => {
    const { path } = await waiting();
    await desk.get('/review/batches', wanda);
    await world.grant('xen-tools', 'wanda', 'pull');
    const { status } = await desk.post(path, wanda);
    await world.grant('xen-tools', 'wanda', 'push');
    expect(status).toBe(403);
  });
});
