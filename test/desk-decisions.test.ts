/** Deciding on the desk: approving, rejecting, two people at once, bad input, a queue that is away. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replyLimit } from '../src/app/review-reply.js';
import { deskClient } from './desk-client.js';
import { elementsOf, elementWith, pageText } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;

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

/** A saved draft, where it is decided about, and its page as wanda sees it. */
async function opened() {
  const { id } = await world.saveDraft();
  const path = `/review/drafts/${id}`;
  const { html } = await desk.page(path, wanda);
  return { id, path, html, now: () => world.store.draft(id) };
}

async function waiting(): Promise<number> {
  return (await world.queue.counts()).waiting;
}

describe('approving', () => {
  it('moves the draft, enqueues its posting once and says so on the list', async () => {
    const { id, path, html, now } = await opened();
    const reply = elementWith(html, 'textarea', { name: 'reply' })?.text ?? '';
    const before = await waiting();
    const sent = await desk.submit(`${path}/approve`, wanda, { reply: reply.replaceAll('\n', '\r\n') }, html);
    expect([sent.status, sent.location]).toEqual([303, `/review?decided=${id}`]);
    expect(await now()).toMatchObject({ state: 'approved', decidedBy: 'wanda', editedReply: null });
    expect(await waiting()).toBe(before + 1);
    const list = await desk.page(sent.location, wanda);
    expect(elementWith(list.html, 'div', { role: 'status' })?.text).toContain(
      'Approved the reply to acme/xen-tools#',
    );
    expect(pageText((await desk.page(path, wanda)).html)).toContain('Approved by wanda');
  });

  it('shows why an approved draft came back, and queues its posting anew when it is approved again', async () => {
    const { id, path, html } = await opened();
    const before = await waiting();
    await desk.submit(`${path}/approve`, wanda, { reply: 'As I would say it.' }, html);
    const reason = 'Commenting on issue #1 was refused with 403.';
    await world.store.moveDraft(id, 'approved', 'pending', { reason }, world.clock.at);
    world.clock.at += 1_000;
    const again = await desk.page(path, wanda);
    expect(elementWith(again.html, 'div', { role: 'note' })?.text).toContain(reason);
    const shown = elementWith(again.html, 'textarea', { name: 'reply' })?.text ?? '';
    expect(shown.trim()).toBe('As I would say it.');
    await desk.submit(`${path}/approve`, wanda, { reply: shown }, again.html);
    expect(await waiting()).toBe(before + 2);
    expect(await world.store.draft(id)).toMatchObject({ editedReply: 'As I would say it.' });
  });

  it('takes an edited reply from a script with nothing but its cookie and the content type', async () => {
    const { id, path, now } = await opened();
    const { status, json } = await desk.post(`${path}/approve`, wanda, { reply: 'Edited, @octocat.' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, state: 'approved', reply: 'Edited, @octocat.' });
    expect(await now()).toMatchObject({ editedReply: 'Edited, @octocat.' });
  });

  it('takes a script without a body as "as drafted"', async () => {
    const { path, now } = await opened();
    expect((await desk.post(`${path}/approve`, wanda)).status).toBe(200);
    expect(await now()).toMatchObject({ state: 'approved', editedReply: null });
  });

  it('tells the second person who was first, with what and when, and keeps their edit', async () => {
    const { path, now } = await opened();
    const acme = await world.signIn('acme');
    const { html } = await desk.page(path, acme);
    await desk.post(`${path}/approve`, wanda);

    const script = await desk.post(`${path}/approve`, acme);
    expect(script.status).toBe(409);
    expect(script.json).toMatchObject({
      state: 'approved',
      decidedBy: 'wanda',
      decidedAt: expect.any(String),
    });
    const form = await desk.submit(`${path}/approve`, acme, { reply: 'my long edit' }, html);
    expect(form.status).toBe(409);
    expect(pageText(form.html)).toMatch(
      /wanda moved the draft for acme\/xen-tools#\d+ to “approved” at 20\d\d-/,
    );
    expect(elementWith(form.html, 'textarea')?.text).toBe('my long edit');
    expect((await desk.post(`${path}/reject`, acme, { reason: 'other' })).status).toBe(409);
    expect(await now()).toMatchObject({ state: 'approved', decidedBy: 'wanda', editedReply: null });
  });

  it('lets exactly one of many at once through', async () => {
    const { path } = await opened();
    const acme = await world.signIn('acme');
    const before = await waiting();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        desk.post(`${path}/approve`, index % 2 ? wanda : acme, { reply: `reply ${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    expect(await waiting()).toBe(before + 1);
  });

  it('asks for the permission again: one that was revoked a moment ago counts', async () => {
    const { path, html, now } = await opened();
    await world.grant('xen-tools', 'wanda', 'pull');
    const script = await desk.post(`${path}/approve`, wanda);
    const form = await desk.submit(`${path}/reject`, wanda, { reason: 'other' }, html);
    await world.grant('xen-tools', 'wanda', 'push');
    expect([script.status, form.status]).toEqual([403, 403]);
    expect((await now())?.state).toBe('pending');
  });

  it.each([
    ['empty', ' \r\n ', 'empty'],
    ['too long', 'x'.repeat(200_000), '200,000'],
  ])('refuses a reply that is %s and keeps the text', async (_name, reply, word) => {
    const { path, html, now } = await opened();
    const form = await desk.submit(`${path}/approve`, wanda, { reply }, html);
    expect(form.status).toBe(400);
    expect(elementWith(form.html, 'div', { role: 'alert' })?.text).toContain(word);
    expect(elementWith(form.html, 'textarea', { name: 'reply' })?.text).toBe(reply.replaceAll('\r\n', '\n'));
    const script = await desk.post(`${path}/approve`, wanda, { reply });
    expect(script.status).toBe(400);
    expect(script.json).toEqual({ error: expect.stringContaining(word) });
    expect((await now())?.state).toBe('pending');
  });

  it('takes a reply of exactly the limit', async () => {
    const { path } = await opened();
    expect((await desk.post(`${path}/approve`, wanda, { reply: 'ü'.repeat(replyLimit) })).status).toBe(200);
  });

  it.each([
    ['broken JSON', '{'],
    ['another type', '{"reply": 5}'],
    ['an unknown field', '{"replly": "x"}'],
    ['no object', '[]'],
  ])('refuses %s in words', async (_name, body) => {
    const { path, now } = await opened();
    const answer = await world.app.request(`${world.origin}${path}/approve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: wanda },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('JSON') });
    expect((await now())?.state).toBe('pending');
  });

  it('refuses a body of more than a megabyte', async () => {
    const { path } = await opened();
    expect((await desk.post(`${path}/approve`, wanda, { reply: 'x'.repeat(1_100_000) })).status).toBe(413);
  });
});

describe('rejecting', () => {
  it('keeps the reason, says nothing on the issue and enqueues nothing', async () => {
    const { path, html, now } = await opened();
    const before = await waiting();
    const fields = { reason: 'wrong-problem', note: 'it is KVM' };
    const sent = await desk.submit(`${path}/reject`, wanda, fields, html);
    expect(sent.status).toBe(303);
    expect(await now()).toMatchObject({
      state: 'rejected',
      decidedBy: 'wanda',
      decisionReason: 'wrong problem: it is KVM',
    });
    expect(await waiting()).toBe(before);
    const list = await desk.page(sent.location, wanda);
    expect(elementWith(list.html, 'div', { role: 'status' })?.text).toContain('Rejected the draft');
  });

  it('answers scripts with the draft', async () => {
    const { id, path, now } = await opened();
    const { json } = await desk.post(`${path}/reject`, wanda, { reason: 'not needed' });
    expect(json).toMatchObject({ id, state: 'rejected' });
    expect((await now())?.decisionReason).toBe('not needed');
  });

  it('wants a reason', async () => {
    const { path, html, now } = await opened();
    const form = await desk.submit(`${path}/reject`, wanda, { note: '' }, html);
    expect(form.status).toBe(400);
    expect(elementWith(form.html, 'div', { role: 'alert' })?.text).toContain('Say why');
    expect((await desk.post(`${path}/reject`, wanda, {})).status).toBe(400);
    expect((await now())?.state).toBe('pending');
  });
});

describe('the preview', () => {
  it('works without JavaScript: the page again, with the text kept and rendered', async () => {
    const { path, html, now } = await opened();
    const shown = await desk.submit(`${path}/preview`, wanda, { reply: '*mine* @octocat' }, html);
    expect(elementWith(shown.html, 'em')?.text).toBe('mine');
    expect(elementWith(shown.html, 'textarea', { name: 'reply' })?.text).toBe('*mine* @octocat');
    expect(pageText(shown.html)).toContain('Posting notifies @octocat');
    expect((await now())?.editedReply).toBeNull();
  });

  it('gives scripts the rendered part alone', async () => {
    const { path } = await opened();
    const { json } = await desk.post<{ html: string }>(`${path}/preview`, wanda, {
      reply: '*a* <img src=x>',
    });
    expect(json.html).toContain('<em>a</em>');
    expect(elementsOf(json.html).some(({ name }) => name === 'img')).toBe(false);
  });
});

describe('a queue that is away', () => {
  it('leaves the draft approved, and the person is told that the sweep will post it', async () => {
    const [one, two] = [await opened(), await opened()];
    await world.queue.close();
    const script = await desk.post(`${one.path}/approve`, wanda);
    expect(script.status).toBe(202);
    expect(script.json).toMatchObject({ id: one.id, state: 'approved' });
    const form = await desk.submit(`${two.path}/approve`, wanda, {}, two.html);
    const list = await desk.page(form.location, wanda);
    expect(pageText(list.html)).toContain('the queue did not answer');
    expect((await two.now())?.state).toBe('approved');
  });
});
