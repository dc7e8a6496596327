/** Signing in through GitHub, the session that follows, and what cannot be made to pass for one. */

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
    // A copy of the cookie opens nothing either.
    expect((await desk.get('/review', cookie)).status).toBe(401);
    expect((await desk.get('/review', wanda)).status).toBe(401);
    wanda = await world.signIn('wanda');
  });

  it('of somebody else cannot be had by bringing a cookie along: what an attacker planted is worth nothing afterwards', async () => {
    const planted = await world.signIn('nora');
    const start = await world.app.request(`${world.origin}/login`, { headers: { cookie: planted } });
    const callback = await agree(start.headers.get('location') ?? '', 'acme');
    const back = await world.app.request(callback, {
      headers: { cookie: `${planted}; ${cookiesOf(start)}` },
    });
    expect(cookiesOf(back)).not.toBe(planted);
    expect((await desk.get('/review', planted)).status).toBe(401);
    expect(pageText((await desk.page('/review', cookiesOf(back))).html)).toContain('acme');
  });

  it('that is over keeps the text of its own form for its own person, a day long', async () => {
    const { id, reply } = await world.saveDraft();
    const cookie = await world.signIn('wanda');
    const { html } = await desk.page(`/review/drafts/${id}`, cookie);
    world.clock.at += 8 * 3_600_000;
    const lost = await desk.submit(`/review/drafts/${id}/approve`, cookie, { reply: 'my long work' }, html);
    expect(lost.status).toBe(401);
    expect(pageText(lost.html)).toContain('sign in as wanda');
    const back = elementsOf(lost.html).find(({ text }) => text === 'Sign in with GitHub')?.attributes.href;
    expect(back).toBe(`/login?return=${encodeURIComponent(`/review/drafts/${id}`)}`);

    const shown = async (login: 'wanda' | 'acme') => {
      const { html: page } = await desk.page(`/review/drafts/${id}`, await world.signIn(login));
      return elementWith(page, 'textarea', { name: 'reply' })?.text;
    };
    expect(await shown('wanda')).toBe('my long work');
    expect(await shown('acme')).toBe(reply);
    world.clock.at += 24 * 3_600_000;
    expect(await shown('wanda')).toBe(reply);
    wanda = await world.signIn('wanda');
  });

  it('takes no text for anybody from a form that is not ours', async () => {
    const { id, reply } = await world.saveDraft();
    const send = (headers: Record<string, string>, csrf: string) =>
      world.app.request(`${world.origin}/review/drafts/${id}/approve`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ csrf, reply: 'planted' }),
      });
    const own = tokenOf((await desk.page(`/review/drafts/${id}`, wanda)).html);
    expect((await send({ origin: 'https://evil.example' }, own)).status).toBe(403);
    for (const token of ['', 'x'.repeat(43), `${own}x`]) {
      const answer = await send({ origin: world.origin }, token);
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain('copy your text first');
    }
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    expect(elementWith(html, 'textarea', { name: 'reply' })?.text).toBe(reply);
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
      '/review\r\nset-cookie: x=y',
      'javascript:alert(1)//review',
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
    expect(Object.keys(JSON.parse(content)).sort()).toEqual(['expires', 'key', 'use']);
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
