/** The desk against people who mean harm: markup in everything that is shown, forged requests, headers. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskClient } from './desk-client.js';
import { elementsOf, elementWith, pageText, tokenOf } from './desk-page.js';
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
  world.clock.at += 61_000;
});

const payload = `"><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=y>'</textarea></title>`;

/** What a page may consist of: scripts and styles from this origin, no inline code, no foreign load, no odd scheme. */
function expectHarmless(html: string): void {
  for (const { name, attributes, text } of elementsOf(html)) {
    expect(['img', 'iframe', 'object', 'embed', 'base', 'style', 'math']).not.toContain(name);
    if (name === 'script') {
      expect(attributes.src).toMatch(/^\/review\/assets\/desk\.[0-9a-f]+\.js$/);
      expect(text).toBe('');
    }
    for (const [attribute, value] of Object.entries(attributes)) {
      expect(attribute).not.toMatch(/^on|^style$|^srcdoc$/);
      if (attribute === 'href') expect(value).toMatch(/^(?:[/#]|https?:)/);
    }
  }
}

describe('markup in what is shown', () => {
  it('stays text in title, body, evidence, facts, category, reply, reason and login', async () => {
    const evidence = { signal: 's', says: payload, quote: payload, section: payload, line: 1, weight: 1 };
    const { id } = await world.saveDraft({
      title: payload,
      body: `${payload}\n\n> ${payload}\n\n\`\`\`\n${payload}\n\`\`\`\n<!-- ${payload}`,
      category: payload,
      reason: payload,
      evidence: [evidence, { ...evidence, line: 0 }],
      against: [{ ...evidence, line: 3 }],
      runnerUp: { category: payload, confidence: 0.1 },
      facts: [{ kind: 'linux', value: payload, quote: payload, section: '', line: 1 }],
      fix: { status: 'fixed-in', component: payload, reported: payload, fixedIn: payload, because: payload },
      missing: [{ id: 'm', question: payload }],
      reply: `${payload}\n\n[x](javascript:alert(1)) ![y](data:image/svg+xml,x)`,
    });
    const pending = await desk.page(`/review/drafts/${id}`, wanda);
    expect(pending.status).toBe(200);
    expectHarmless(pending.html);
    expect(elementWith(pending.html, 'h1')?.text).toContain('<script>alert(1)</script>');
    expect(elementWith(pending.html, 'title')?.text).toContain(payload);
    const list = await desk.page('/review', wanda);
    expectHarmless(list.html);
    expect(elementsOf(list.html).map(({ text }) => text)).toContain(payload);
    const problem = encodeURIComponent(payload);
    for (const path of [`/review/approve-many?category=${problem}`, `/review?category=${problem}&q=script`]) {
      const { status, html } = await desk.page(path, wanda);
      expect(status).toBe(200);
      expectHarmless(html);
      expect(pageText(html)).toContain(payload.slice(0, 20));
    }

    const change = { decidedBy: payload, reason: payload, commentUrl: 'javascript:alert(1)' };
    await world.store.moveDraft(id, 'pending', 'rejected', change, world.clock.at);
    const decided = await desk.page(`/review/drafts/${id}`, wanda);
    expectHarmless(decided.html);
    expect(pageText(decided.html)).toContain(payload);
    const late = await desk.submit(`/review/drafts/${id}/approve`, wanda, { reply: payload }, pending.html);
    expect(late.status).toBe(409);
    expectHarmless(late.html);
  });

  it('stays text when it comes in the address or in a refused form', async () => {
    const address = `/review?category=${encodeURIComponent(payload)}&repository=${encodeURIComponent(payload)}&q=${encodeURIComponent(payload)}`;
    const list = await desk.page(address, wanda);
    expect(list.status).toBe(200);
    expectHarmless(list.html);
    expect(elementWith(list.html, 'option', { value: payload })?.text).toContain(payload);
    expect(elementWith(list.html, 'input', { name: 'q' })?.attributes.value).toBe(payload);
    const { id } = await world.saveDraft();
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    const fields = { reason: payload, note: 'x'.repeat(1_001) + payload };
    const refused = await desk.submit(`/review/drafts/${id}/reject`, wanda, fields, html);
    expect(refused.status).toBe(400);
    expectHarmless(refused.html);
    const odd = [
      `/review/drafts/${id}?decided=${encodeURIComponent(payload)}&queue=later`,
      `/review?decided=${id}`,
    ];
    for (const path of odd) expectHarmless((await desk.page(path, wanda)).html);
    for (const field of ['category', 'days', 'seen']) {
      const path = `/review/drafts/${id}/${field === 'days' ? 'snooze' : field === 'seen' ? 'approve' : 'problem'}`;
      const wrong = await desk.submit(path, wanda, { [field]: payload.repeat(3) }, html);
      expect(wrong.status).toBe(400);
      expectHarmless(wrong.html);
    }
    const lost = await desk.page(`/${encodeURIComponent(payload)}`);
    expect(lost.status).toBe(404);
    expectHarmless(lost.html);
  });
});

describe('headers', () => {
  it.each(['/review', '/nothing', '/login/signed-out'])(
    'of %s forbid inline code, frames and sniffing',
    async (path) => {
      const { headers } = await desk.page(path, wanda);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).toContain("base-uri 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('let assets be kept, whose addresses change with their content', async () => {
    const { html } = await desk.page('/review', wanda);
    const style = elementWith(html, 'link', { rel: 'stylesheet' })?.attributes.href ?? '';
    const { headers } = await desk.page(style);
    expect(headers.get('cache-control')).toContain('immutable');
    expect(headers.get('content-type')).toContain('text/css');
    expect((await desk.page('/review/assets/..%2f..%2fpackage.json')).status).toBe(404);
  });
});

describe('line ends in what somebody sends', () => {
  it('make no header of their own', async () => {
    const { id } = await world.saveDraft({ category: 'lines' });
    const line = encodeURIComponent('x\r\nset-cookie: planted=1\r\n\r\n<script>');
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    const addresses = [`/review?category=${line}`, `/review/drafts/${id}?q=${line}`, `/login?return=${line}`];
    for (const path of addresses) {
      const { headers } = await desk.page(path, wanda);
      expect(headers.getSetCookie().join()).not.toContain('planted');
      expect(headers.get('location') ?? '').not.toMatch(/[\r\n]/);
    }
    const sent = await desk.submit(`/review/drafts/${id}/approve?category=lines&q=${line}`, wanda, {}, html);
    expect(sent.status).toBe(303);
    expect(sent.location).not.toMatch(/[\r\n]/);
  });
});

describe('forged requests', () => {
  async function forge(path: string, headers: Record<string, string>, body: string) {
    const answer = await world.app.request(world.origin + path, {
      method: 'POST',
      headers: { cookie: wanda, ...headers },
      body,
    });
    return answer.status;
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('from another origin change nothing, even with the token', async () => {
    const { id } = await world.saveDraft();
    const path = `/review/drafts/${id}/approve`;
    const token = `csrf=${tokenOf((await desk.page('/review', wanda)).html)}`;
    const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(await forge(path, { ...form, ...evil }, token)).toBe(403);
    expect(await forge(path, { ...form, origin: 'null' }, token)).toBe(403);
    expect(await forge(path, form, token)).toBe(403);
    expect(await forge(path, { 'content-type': 'text/plain', ...evil }, '{"reply":"x"}')).toBe(403);
    expect(await forge(path, { 'content-type': 'application/json', ...evil }, '{}')).toBe(403);
    expect(
      await forge(path, { 'content-type': 'application/json', origin: 'https://evil.example' }, '{}'),
    ).toBe(403);
    expect(await forge('/logout', { ...form, ...evil }, token)).toBe(403);
    expect((await world.store.draft(id))?.state).toBe('pending');
  });

  it('from this origin need the token of this very session', async () => {
    const { id } = await world.saveDraft();
    const path = `/review/drafts/${id}/approve`;
    const acme = tokenOf((await desk.page('/review', await world.signIn('acme'))).html);
    const own = { ...form, origin: world.origin };
    expect(await forge(path, own, '')).toBe(403);
    expect(await forge(path, own, `csrf=${acme}`)).toBe(403);
    expect(await forge(path, own, `csrf=${acme}&csrf=${acme}`)).toBe(403);
    expect((await world.store.draft(id))?.state).toBe('pending');
  });

  it('are not possible by GET', async () => {
    const { id } = await world.saveDraft();
    expect((await desk.page(`/review/drafts/${id}/approve?reply=x`, wanda)).status).toBe(404);
    expect((await desk.page('/logout', wanda)).status).toBe(404);
    expect((await desk.page('/review', wanda)).status).toBe(200);
  });
});
