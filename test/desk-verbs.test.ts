/** The desk's verbs as forms and scripts send them: what each answers, who may use it, and that nothing leaks from hidden repositories. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../src/app/ports.js';
import { deskClient, type ListJson } from './desk-client.js';
import { elementsOf, elementWith, pageText, tokenOf } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;

beforeAll(async () => {
  world = await startDeskWorld({ undoMs: 10_000 });
  desk = deskClient(world);
  wanda = await world.signIn('wanda');
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 61_000;
});

/** Every way to change something about one draft, with what a script sends. */
const verbs = [
  ['approve', {}],
  ['reject', { reason: 'other' }],
  ['undo', {}],
  ['problem', { category: 'dell-boot' }],
  ['snooze', { days: 1 }],
  ['wake', {}],
  ['freeze', {}],
  ['unfreeze', {}],
  ['drop-text', {}],
  ['preview', {}],
] as const;

async function stateOf({ id }: Pick<Draft, 'id'>): Promise<string | undefined> {
  return (await world.store.draft(id))?.state;
}

describe('a verb', () => {
  it.each(verbs)('%s is for those only who may write to the repository, asked now', async (verb, body) => {
    const draft = await world.saveDraft();
    const hidden = await world.saveDraft({ owner: 'olga', repo: 'hidden', installationId: 71 });
    const elsewhere = await world.saveDraft({ repo: 'other' });
    for (const [login, status] of [
      ['trixi', 403],
      ['rita', 403],
      ['nora', 404],
    ] as const) {
      const answer = await desk.post(`/review/drafts/${draft.id}/${verb}`, await world.signIn(login), body);
      expect([login, answer.status]).toEqual([login, status]);
    }
    for (const { id } of [hidden, elsewhere]) {
      expect((await desk.get(`/review/drafts/${id}`, wanda)).status).toBe(404);
      expect((await desk.post(`/review/drafts/${id}/${verb}`, wanda, body)).status).toBe(404);
    }
    expect((await desk.post(`/review/drafts/${draft.id}/${verb}`, undefined, body)).status).toBe(401);
    expect(await Promise.all([draft, hidden, elsewhere].map(stateOf))).toEqual(Array(3).fill('pending'));
    world.clock.at += 61_000;
    const gone = '00000000-0000-4000-8000-000000000000';
    expect((await desk.post(`/review/drafts/${gone}/${verb}`, wanda, body)).status).toBe(404);
  });

  it.each(verbs.filter(([verb]) => verb !== 'drop-text' && verb !== 'preview'))(
    '%s changes nothing when the permission was taken away since the page was opened',
    async (verb, body) => {
      const draft = await world.saveDraft();
      const { html, status } = await desk.page(`/review/drafts/${draft.id}`, wanda);
      expect(status).toBe(200);
      await world.grant('xen-tools', 'wanda', 'pull');
      try {
        const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
        const sent = await desk.submit(`/review/drafts/${draft.id}/${verb}`, wanda, fields, html);
        expect(sent.status).toBe(403);
        const many = { ids: [draft.id] };
        const answer = await desk.post<{ results: { outcome: string }[] }>(
          '/review/approve-many',
          wanda,
          many,
        );
        expect(answer.json.results).toEqual([{ id: draft.id, outcome: 'forbidden' }]);
        expect(await stateOf(draft)).toBe('pending');
        expect((await world.store.draft(draft.id))?.snoozedUntil).toBeNull();
      } finally {
        await world.grant('xen-tools', 'wanda', 'push');
      }
    },
  );

  it.each([...verbs.map(([verb]) => `drafts/ID/${verb}`), 'approve-many', 'undo-many'])(
    '%s needs the token of the session in its form',
    async (path) => {
      const draft = await world.saveDraft();
      const acme = tokenOf((await desk.page('/review', await world.signIn('acme'))).html);
      for (const csrf of ['', acme]) {
        const answer = await world.app.request(`${world.origin}/review/${path.replace('ID', draft.id)}`, {
          method: 'POST',
          headers: { cookie: wanda, origin: world.origin },
          body: new URLSearchParams({
            csrf,
            ids: draft.id,
            category: 'dell-boot',
            days: '1',
            reason: 'other',
          }),
        });
        expect(answer.status).toBe(403);
      }
      expect(await stateOf(draft)).toBe('pending');
      expect((await world.store.draft(draft.id))?.snoozedUntil).toBeNull();
    },
  );
});

describe('a script', () => {
  it('takes decisions back, and is told when it is too late', async () => {
    const { id } = await world.saveDraft();
    expect(
      (await desk.post(`/review/drafts/${id}/reject`, wanda, { reason: 'other', note: 'x' })).status,
    ).toBe(200);
    expect((await desk.post(`/review/drafts/${id}/undo`, wanda)).json).toMatchObject({
      id,
      state: 'pending',
    });
    expect((await desk.post(`/review/drafts/${id}/undo`, wanda)).status).toBe(409);
    await desk.post(`/review/drafts/${id}/approve`, wanda);
    world.clock.at += 10_000;
    const late = await desk.post<{ error: string }>(`/review/drafts/${id}/undo`, wanda);
    expect([late.status, late.json.error]).toEqual([409, expect.stringContaining('10 seconds')]);
  });

  it('snoozes and wakes; a draft that sleeps is in its own list', async () => {
    const { id } = await world.saveDraft({ category: 'sleepy' });
    const listed = async (state: string) =>
      (await desk.get<ListJson>(`/review?category=sleepy&state=${state}`, wanda)).json.drafts.map(
        (one) => one.id,
      );
    expect((await desk.post(`/review/drafts/${id}/snooze`, wanda, { days: 2 })).status).toBe(200);
    expect([await listed('pending'), await listed('snoozed'), await listed('all')]).toEqual([[], [id], []]);
    for (const days of [0, -1, 366, 'soon', ''])
      expect((await desk.post(`/review/drafts/${id}/snooze`, wanda, { days })).status).toBe(400);
    world.clock.at += 2 * 86_400_000;
    wanda = await world.signIn('wanda');
    expect(await listed('pending')).toEqual([id]);
    await desk.post(`/review/drafts/${id}/snooze`, wanda, { days: 2 });
    expect((await desk.post(`/review/drafts/${id}/wake`, wanda)).status).toBe(200);
    expect(await listed('pending')).toEqual([id]);
  });

  it('is told what changed on the issue, and approves what it has seen', async () => {
    const { id, number } = await world.fileDraft();
    await world.editIssue('xen-tools', number, { title: 'Another title' });
    const refused = await desk.post<{ changes: string[]; version: string }>(
      `/review/drafts/${id}/approve`,
      wanda,
    );
    expect([refused.status, refused.json.changes]).toEqual([409, ['The title is now “Another title”.']]);
    const seen = { seen: refused.json.version };
    expect((await desk.post(`/review/drafts/${id}/approve`, wanda, seen)).status).toBe(200);
  });

  it('approves many, each for itself, a hundred at most', async () => {
    const own = [await world.saveDraft(), await world.saveDraft()];
    const hidden = await world.saveDraft({ owner: 'olga', repo: 'hidden', installationId: 71 });
    const ids = [...own.map(({ id }) => id), hidden.id];
    const answer = await desk.post<{ results: { id: string; outcome: string }[] }>(
      '/review/approve-many',
      wanda,
      { ids },
    );
    expect(answer.json.results.map(({ outcome }) => outcome)).toEqual(['approved', 'approved', 'not-found']);
    const again = await desk.post<{ results: { outcome: string }[] }>('/review/approve-many', wanda, { ids });
    expect(again.json.results.map(({ outcome }) => outcome)).toEqual(['decided', 'decided', 'not-found']);
    expect(await stateOf(hidden)).toBe('pending');
    const tooMany = { ids: Array.from({ length: 101 }, (_, index) => `${index}`) };
    expect((await desk.post('/review/approve-many', wanda, tooMany)).status).toBe(400);
    expect((await desk.post('/review/approve-many', wanda, { ids: 'all' })).status).toBe(400);
    expect((await desk.post('/review/approve-many', wanda, { ids: [] })).status).toBe(400);
    expect((await desk.page('/review/approve-many', wanda)).status).toBe(400);
  });
});

describe('what lies in hidden repositories', () => {
  it('is neither listed, counted, searched, beside a draft, like it, nor named', async () => {
    const secret = {
      owner: 'olga',
      repo: 'hidden',
      installationId: 71,
      category: 'shared',
      title: 'A hidden matter',
    };
    await world.saveDraft(secret);
    const draft = await world.saveDraft({ category: 'shared', title: 'The one that is seen' });
    world.clock.at += 1_000;
    const newest = await world.saveDraft(secret);
    const paths = [
      '/review?state=all',
      '/review?state=all&category=shared',
      '/review?state=all&repository=olga/hidden',
      `/review?state=all&q=${encodeURIComponent(`olga/hidden#${newest.number}`)}`,
      '/review?state=all&q=hidden+matter',
      `/review/drafts/${draft.id}?category=shared`,
      `/review?decided=${newest.id}`,
      '/review/approve-many?category=shared',
    ];
    for (const path of paths) {
      const { html, status } = await desk.page(path, wanda);
      expect([path, status]).toEqual([path, 200]);
      const text = elementsOf(html).map(
        (element) => `${element.text} ${Object.values(element.attributes).join(' ')}`,
      );
      expect([
        path,
        text.filter((one) => one.includes(newest.id) || one.includes('A hidden matter')),
      ]).toEqual([path, []]);
    }
    const { html } = await desk.page('/review?category=shared', wanda);
    expect(elementWith(html, 'a', { 'aria-current': 'page' })?.text).toBe('Pending 1 drafts');
    expect(pageText(html)).not.toContain('olga/hidden');
  });
});

describe('bad input', () => {
  it('is refused in words and lost nowhere: an empty reply, 200 KB, a form that is odd, a draft that is gone', async () => {
    const { id, reply } = await world.saveDraft();
    const path = `/review/drafts/${id}`;
    const { html } = await desk.page(path, wanda);
    const empty = await desk.submit(`${path}/approve`, wanda, { reply: ' \r\n ' }, html);
    expect([empty.status, elementWith(empty.html, 'div', { id: 'reply-problem' })?.text]).toEqual([
      400,
      expect.stringContaining('The reply is empty.'),
    ]);
    const long = 'long words '.repeat(200 * 100);
    const kept = await desk.submit(`${path}/approve`, wanda, { reply: long }, html);
    expect(kept.status).toBe(400);
    expect(elementWith(kept.html, 'textarea', { name: 'reply' })?.text).toBe(long);
    const shown = await desk.submit(`${path}/preview`, wanda, { reply: long }, html);
    expect(shown.status).toBe(200);
    expect((await desk.submit(`${path}/problem`, wanda, { category: 'no-such' }, html)).status).toBe(400);
    expect((await desk.submit('/review/approve-many?category=x', wanda, {}, html)).status).toBe(400);
    const gone = '/review/drafts/00000000-0000-4000-8000-000000000000';
    expect((await desk.submit(`${gone}/approve`, wanda, { reply: 'x' }, html)).status).toBe(404);
    expect((await world.store.draft(id))?.reply).toBe(reply);
    expect(await stateOf({ id })).toBe('pending');
  });
});
