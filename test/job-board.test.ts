/** Bull Board: for administrators only, to look at only. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
beforeAll(async () => {
  world = await startDeskWorld();
});
afterAll(() => world.close());

function ask(path: string, cookie?: string, method = 'GET'): Promise<Response> {
  const headers = { accept: 'text/html', ...(cookie !== undefined && { cookie }) };
  return Promise.resolve(world.app.request(world.origin + path, { method, headers }));
}

it('sends whoever is not signed in to sign in', async () => {
  const answer = await ask('/review/jobs');
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/login?return=%2Freview%2Fjobs');
});

it('is not there for anybody but administrators, whatever they may do in a repository', async () => {
  const olga = await world.signIn('olga');
  for (const path of ['/review/jobs', '/review/jobs/', '/review/jobs/api/queues']) {
    expect((await ask(path, olga)).status).toBe(404);
  }
});

it('shows administrators the page, its scripts and the jobs', async () => {
  const wanda = await world.signIn('wanda');
  await world.queue.add({ kind: 'post-draft', draftId: 'seen' }, { id: 'seen', delay: 60_000 });
  const page = await ask('/review/jobs', wanda);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await page.text();
  expect(html).toContain('Dejabug jobs');
  const script = /src="(static\/js\/[^"]+)"/.exec(html)?.[1];
  expect((await ask(`/review/jobs/${script}`, wanda)).status).toBe(200);
  const queues = await ask('/review/jobs/api/queues?activeQueue=dejabug&status=delayed', wanda);
  expect(queues.status).toBe(200);
  expect(await queues.text()).toContain('"draftId":"seen"');
});

it('lets nobody change anything', async () => {
  const wanda = await world.signIn('wanda');
  const before = await world.queue.counts();
  for (const [method, path] of [
    ['PUT', '/review/jobs/api/queues/dejabug/clean/delayed'],
    ['PUT', '/review/jobs/api/queues/dejabug/job-seen/promote'],
    ['POST', '/review/jobs/api/queues/dejabug/add'],
    ['PUT', '/review/jobs/api/queues/dejabug/obliterate'],
  ] as const) {
    expect((await ask(path, wanda, method)).status).not.toBe(200);
  }
  expect(await world.queue.counts()).toEqual(before);
});
