/** How often an address may begin to sign in, and which address that is. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agree, cookiesOf, type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
let behindProxy: DeskWorld;

beforeAll(async () => {
  world = await startDeskWorld();
  behindProxy = await startDeskWorld({ trustedProxies: 1 });
});
afterAll(async () => {
  await world.close();
  await behindProxy.close();
});
beforeEach(() => {
  world.clock.at += 61_000;
  behindProxy.clock.at += 61_000;
});

function from(address: string) {
  return { incoming: { socket: { remoteAddress: address } } };
}

async function begin(at: DeskWorld, address: string, headers: Record<string, string> = {}) {
  return at.app.request(`${at.origin}/login`, { headers }, from(address));
}

async function statuses(times: number, ask: (turn: number) => Promise<Response>): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < times; turn += 1) found.push((await ask(turn)).status);
  return found;
}

function count(found: readonly number[], status: number): number {
  return found.filter((one) => one === status).length;
}

describe('sign-ins', () => {
  it('are refused to one address that begins too many, with words and a time, and not to others', async () => {
    const found = await statuses(40, () => begin(world, '192.0.2.1'));
    expect([count(found, 302), count(found, 429)]).toEqual([30, 10]);
    const refused = await begin(world, '192.0.2.1');
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.text()).toContain('Too many sign-ins');
    expect((await begin(world, '192.0.2.2')).status).toBe(302);
    world.clock.at += 4_000;
    expect(await statuses(3, () => begin(world, '192.0.2.1'))).toEqual([302, 302, 429]);
  });

  it('count with their callbacks, which cost questions to GitHub', async () => {
    const found = await statuses(40, async (turn) =>
      world.app.request(`${world.origin}/login/callback?code=${turn}&state=x`, {}, from('192.0.2.3')),
    );
    expect([count(found, 400), count(found, 429)]).toEqual([30, 10]);
  });

  it('are limited for everybody together, whatever addresses there are', async () => {
    const found = await statuses(640, (turn) =>
      begin(world, `198.51.${turn % 256}.${Math.floor(turn / 256)}`),
    );
    expect([count(found, 302), count(found, 429)]).toEqual([600, 40]);
  });

  it('count by network in IPv6, where one customer has more addresses than there are seconds', async () => {
    const found = await statuses(40, (turn) => begin(world, `2001:db8:1:2::${turn.toString(16)}`));
    expect(count(found, 429)).toBe(10);
    expect((await begin(world, '2001:db8:1:3::1')).status).toBe(302);
    const mapped = await statuses(40, (turn) =>
      begin(world, turn % 2 === 0 ? '::ffff:203.0.113.9' : '203.0.113.9'),
    );
    expect(count(mapped, 429)).toBe(10);
  });

  it('believe X-Forwarded-For from as many proxies as the settings say, and from nobody else', async () => {
    const claimed = (turn: number) => ({ 'x-forwarded-for': `10.0.0.${turn}` });
    expect(count(await statuses(40, (turn) => begin(world, '192.0.2.4', claimed(turn))), 429)).toBe(10);
    const proxied = await statuses(40, (turn) => begin(behindProxy, '10.9.9.9', claimed(turn)));
    expect(count(proxied, 429)).toBe(0);
    // What the client wrote itself stands before what the proxy appended.
    const lying = await statuses(40, (turn) =>
      begin(behindProxy, '10.9.9.9', { 'x-forwarded-for': `10.1.1.${turn}, 203.0.113.5` }),
    );
    expect(count(lying, 429)).toBe(10);
  });

  it('leave who is signed in alone', async () => {
    const start = await begin(world, '192.0.2.5');
    const back = await world.app.request(
      await agree(start.headers.get('location') ?? '', 'wanda'),
      { headers: { cookie: cookiesOf(start) } },
      from('192.0.2.5'),
    );
    await statuses(40, () => begin(world, '192.0.2.5'));
    const headers = { cookie: cookiesOf(back), accept: 'application/json' };
    const list = await world.app.request(`${world.origin}/review`, { headers }, from('192.0.2.5'));
    expect(list.status).toBe(200);
  });
});
