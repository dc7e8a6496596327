/** The desk against people who mean harm: markup in everything that is shown, forged requests, cookies, sign-in, headers. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskClient } from './desk-client.js';
import { elementsOf, elementWith, pageText, tokenOf } from './desk-page.js';
import { agree, cookiesOf, type DeskWorld, startDeskWorld } from './desk-world.js';

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
    const address = `/review?category=${encodeURIComponent(payload)}&repository=${encodeURIComponent(payload)}`;
    const list = await desk.page(address, wanda);
    expect(list.status).toBe(200);
    expectHarmless(list.html);
    expect(elementWith(list.html, 'input', { name: 'category' })?.attributes.value).toBe(payload);
    const { id } = await world.saveDraft();
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    const fields = { reason: payload, note: 'x'.repeat(1_001) + payload };
    const refused = await desk.submit(`/review/drafts/${id}/reject`, wanda, fields, html);
    expect(refused.status).toBe(400);
    expectHarmless(refused.html);
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

describe('the session', () => {
  it('is needed: pages lead to the sign-in and back, scripts get 401, a form keeps its text', async () => {
    const { id } = await world.saveDraft();
    const page = await desk.page(`/review/drafts/${id}?report=whole`);
    expect(page.status).toBe(302);
    expect(page.headers.get('location')).toBe(
      `/login?return=${encodeURIComponent(`/review/drafts/${id}?report=whole`)}`,
    );
    expect((await desk.get('/review')).status).toBe(401);
    expect((await desk.post(`/review/drafts/${id}/approve`)).status).toBe(401);
    const form = await desk.submit(`/review/drafts/${id}/approve`, '', { reply: 'long work' }, '');
    expect(form.status).toBe(401);
    expect(elementWith(form.html, 'textarea')?.text).toBe('long work');
    expect((await world.store.draft(id))?.state).toBe('pending');
  });

  it('ends after eight hours at most', async () => {
    const cookie = await world.signIn('wanda');
    world.clock.at += 8 * 3_600_000 - 1_000;
    expect((await desk.get('/review', cookie)).status).toBe(200);
    world.clock.at += 1_000;
    expect((await desk.get('/review', cookie)).status).toBe(401);
    wanda = await world.signIn('wanda');
  });

  it('cannot be altered or made up, and no other cookie serves as one', async () => {
    const [name = '', signed = ''] = wanda.split('=', 2);
    const [content = '', signature = ''] = decodeURIComponent(wanda.slice(name.length + 1)).split('.');
    const claim = JSON.parse(Buffer.from(content, 'base64url').toString('utf8'));
    const forged = Buffer.from(JSON.stringify({ ...claim, login: 'acme' })).toString('base64url');
    expect(signed).not.toBe('');
    for (const value of [
      `${forged}.${signature}`,
      content,
      `${content}.`,
      'x.y',
      `${content}.${'A'.repeat(43)}=`,
    ]) {
      expect((await desk.get('/review', `${name}=${encodeURIComponent(value)}`)).status).toBe(401);
    }
    const started = cookiesOf(await world.app.request(`${world.origin}/login`));
    const [, signIn = ''] = started.split(/=(.*)/);
    expect((await desk.get('/review', `${name}=${signIn}`)).status).toBe(401);
  });

  it('is new after each sign-in, whatever cookie was there before, and gone after signing out', async () => {
    const start = await world.app.request(`${world.origin}/login`, { headers: { cookie: wanda } });
    const callback = await agree(start.headers.get('location') ?? '', 'acme');
    const back = await world.app.request(callback, { headers: { cookie: `${wanda}; ${cookiesOf(start)}` } });
    const cookie = cookiesOf(back);
    expect(cookie).not.toBe(wanda);
    const { html } = await desk.page('/review', cookie);
    expect(pageText(html)).toContain('acme');
    expect(tokenOf(html)).not.toBe(tokenOf((await desk.page('/review', wanda)).html));
    const out = await world.app.request(`${world.origin}/logout`, {
      method: 'POST',
      headers: { cookie, origin: world.origin },
      body: new URLSearchParams({ csrf: tokenOf(html) }),
    });
    expect(out.headers.get('location')).toBe('/login/signed-out');
    expect(out.headers.getSetCookie().join()).toMatch(/dejabug_session=;.*Max-Age=0/);
    expect(pageText((await desk.page('/login/signed-out')).html)).toContain('You are signed out');
  });

  it('lives in a cookie that scripts and other sites cannot use', async () => {
    const start = await world.app.request(`${world.origin}/login`);
    for (const cookie of start.headers.getSetCookie()) {
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).not.toMatch(/; Secure/);
    }
  });
});

describe('signing in', () => {
  async function start(path = '/login') {
    const answer = await world.app.request(world.origin + path);
    return { cookie: cookiesOf(answer), address: new URL(answer.headers.get('location') ?? '') };
  }
  async function finish(address: string, cookie: string) {
    const answer = await world.app.request(address, { headers: { cookie } });
    return { status: answer.status, location: answer.headers.get('location'), cookies: cookiesOf(answer) };
  }

  it('uses state and PKCE, and asks GitHub for nothing but the identity', async () => {
    const { address } = await start();
    expect(address.origin).toBe(world.githubUrl);
    expect(address.searchParams.get('redirect_uri')).toBe(`${world.origin}/login/callback`);
    expect(address.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    expect(address.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
    expect(address.searchParams.get('scope')).toBeNull();
  });

  it('leads back to where the person wanted to go, inside the desk only', async () => {
    const inside = await start(`/login?return=${encodeURIComponent('/review?state=all')}`);
    expect((await finish(await agree(inside.address.href, 'wanda'), inside.cookie)).location).toBe(
      '/review?state=all',
    );
    for (const evil of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/review/..//evil.example',
    ]) {
      const outside = await start(`/login?return=${encodeURIComponent(evil)}`);
      expect((await finish(await agree(outside.address.href, 'wanda'), outside.cookie)).location).toBe(
        '/review',
      );
    }
  });

  it('refuses a callback that this browser did not start, and one that is played again', async () => {
    const mine = await start();
    const callback = await agree(mine.address.href, 'wanda');
    const other = await start();
    expect((await finish(callback, '')).status).toBe(400);
    expect((await finish(callback, other.cookie)).status).toBe(400);
    expect((await finish(`${world.origin}/login/callback?code=x`, mine.cookie)).status).toBe(400);
    expect((await finish(callback, mine.cookie)).status).toBe(303);
    const again = await finish(callback, mine.cookie);
    expect([again.status, again.cookies]).toEqual([502, '']);
  });

  it('expires after ten minutes', async () => {
    const late = await start();
    const callback = await agree(late.address.href, 'wanda');
    world.clock.at += 600_000;
    expect((await finish(callback, late.cookie)).status).toBe(400);
  });

  it('takes a refusal on GitHub for what it is', async () => {
    const { address, cookie } = await start();
    const refused = `/login/callback?error=access_denied&state=${address.searchParams.get('state')}`;
    expect((await finish(world.origin + refused, cookie)).status).toBe(403);
  });

  it('keeps neither the token nor the code nor the secret in answers or logs', async () => {
    const { address, cookie } = await start();
    const callback = await agree(address.href, 'wanda');
    const { cookies } = await finish(callback, cookie);
    await finish(callback, cookie);
    const content = Buffer.from(cookies.split('=')[1]?.split('.')[0] ?? '', 'base64url').toString('utf8');
    expect(Object.keys(JSON.parse(content)).sort()).toEqual(['csrf', 'expires', 'login', 'use']);
    const said = world.logged.join('\n');
    expect(said).toContain('GitHub did not confirm a sign-in');
    expect(said).not.toContain(new URL(callback).searchParams.get('code') ?? 'no code');
    expect(said).not.toContain('desk-client-secret');
    expect(said).not.toContain('gho_');
  });
});

describe('behind HTTPS', () => {
  it('locks the cookies to this host and asks browsers to stay on HTTPS', async () => {
    const secure = await startDeskWorld({ secure: true });
    try {
      const answer = await secure.app.request('https://desk.example/login');
      expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-dejabug_sign_in=.*; Secure/);
      expect(answer.headers.get('strict-transport-security')).toContain('max-age');
      const cookie = await secure.signIn('wanda');
      expect(cookie).toMatch(/^__Host-dejabug_session=/);
      const list = await secure.app.request('http://10.0.0.7:3000/review', { headers: { cookie } });
      expect(list.status).toBe(200);
      const planted = cookie.replace('__Host-', '');
      expect(
        (await secure.app.request('https://desk.example/review', { headers: { cookie: planted } })).status,
      ).toBe(302);
    } finally {
      await secure.close();
    }
  });
});
