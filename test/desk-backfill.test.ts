/** The desk's pages about a backfill: who sees and may do what, what is asked before anything is changed, and what scripts get. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskClient } from './desk-client.js';
import { pageText } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

const ref = { installationId: 70, owner: 'acme', repo: 'xen-tools' };
const page = '/review/repositories/acme/xen-tools';
const report = {
  issues: 3_000,
  problems: [{ category: 'dell-boot', label: 1_000, suggest: 200, examples: [] }],
  leftAlone: 1_800,
  dryRun: 0,
  drafts: 1_200,
  cost: { requests: 5_800, writes: 1_000, minutes: 150, days: 3 },
};

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;
/** Owns the repository. */
let acme: string;
beforeAll(async () => {
  world = await startDeskWorld();
  desk = deskClient(world);
  wanda = await world.signIn('wanda');
  acme = await world.signIn('acme');
  await world.store.followPolicy(ref, { fingerprint: 'none', layers: [] }, world.clock.at);
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 61_000;
});

const newest = () => world.store.lastBackfill(ref);
const move = async (from: 'surveying' | 'running' | 'undoing', to: 'surveyed' | 'done' | 'undone') => {
  const backfill = await newest();
  await world.store.moveBackfill(
    backfill?.id ?? '',
    from,
    to,
    to === 'surveyed' ? { report } : {},
    world.clock.at,
  );
};
/** The form on `from`, as its browser sends it. */
const say = async (verb: string, cookie: string, from = page) =>
  desk.submit(`${page}/backfill/${verb}`, cookie, {}, (await desk.page(from, cookie)).html);

describe('a backfill on the page of its repository', () => {
  it('begins with a dry report, which whoever may write asks for, by a form with its token', async () => {
    const { html } = await desk.page(page, wanda);
    expect(pageText(html)).toContain('nothing is changed by it');
    const forged = await world.app.request(`${world.origin}${page}/backfill/report`, {
      method: 'POST',
      headers: { cookie: wanda, origin: world.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'csrf=wrong',
    });
    expect(forged.status).toBe(403);
    expect(await newest()).toBeNull();

    const sent = await say('report', wanda);
    expect(sent.status).toBe(303);
    expect(await newest()).toMatchObject({ state: 'surveying', askedBy: 'wanda' });
    const busy = await desk.page(page, wanda);
    expect(busy.html).toContain('http-equiv="refresh"');
    expect((await desk.post(`${page}/backfill/report`, wanda)).status).toBe(409);
  });

  it('is applied by whoever maintains the repository, after a page that names the cost', async () => {
    const made = await newest();
    if (made === null) throw new Error('none');
    await world.store.addBackfillIssues(made, [1, 2, 3, 4]);
    await move('surveying', 'surveyed');
    const text = pageText((await desk.page(page, wanda)).html);
    expect(text).toContain('dell-boot: 1000 labelled, 200 only suggested');
    expect(text).toContain('takes permission to maintain the repository');
    expect((await desk.page(`${page}/backfill/apply`, wanda)).status).toBe(409);
    expect((await desk.post<{ error: string }>(`${page}/backfill/apply`, wanda)).json.error).toContain(
      'maintain',
    );
    expect(await newest()).toMatchObject({ state: 'surveyed' });

    const confirm = pageText((await desk.page(`${page}/backfill/apply`, acme)).html);
    for (const words of [
      'Label 1,000 issues of acme/xen-tools?',
      '3 hours',
      'over 3 days',
      '5,800 requests',
      '1,200 drafts',
    ])
      expect(confirm).toContain(words);
    expect((await say('apply', acme, `${page}/backfill/apply`)).status).toBe(303);
    expect(await newest()).toMatchObject({ state: 'running', askedBy: 'acme' });
  });

  it('says how far it is, to people and to scripts, and is paused by whoever may write', async () => {
    const { id = '' } = (await newest()) ?? {};
    await world.store.noteBackfillLabels(id, 1, ['known: <b>dell</b>']);
    await world.store.settleBackfillIssue(id, 1, 'done', 'label');
    expect(pageText((await desk.page(page, wanda)).html)).toMatch(/1 of 4 issues, about \d+ minutes? left/);
    const { json } = await desk.get<{ current: object; verbs: string[] }>(`${page}/backfill`, wanda);
    expect(json).toMatchObject({
      current: { state: 'running', issues: { done: 1, waiting: 3 }, minutesLeft: expect.any(Number) },
      verbs: ['pause'],
    });
    expect((await say('pause', wanda)).status).toBe(303);
    expect(pageText((await desk.page(page, wanda)).html)).toContain('wanda paused it.');
    expect((await desk.post(`${page}/backfill/resume`, wanda)).status).toBe(409);
    expect((await desk.post(`${page}/backfill/resume`, acme, { backfill: id })).status).toBe(200);
  });

  it('is taken back after a page that names the labels', async () => {
    await move('running', 'done');
    expect((await desk.page(`${page}/backfill/undo`, wanda)).status).toBe(409);
    const text = pageText((await desk.page(`${page}/backfill/undo`, acme)).html);
    expect(text).toContain('Take labels back from 1 issue of acme/xen-tools?');
    expect(text).toContain('known: <b>dell</b>: 1 issue');
    expect((await desk.post(`${page}/backfill/undo`, acme, { backfill: 'another' })).status).toBe(409);
    expect((await say('undo', acme, `${page}/backfill/undo`)).status).toBe(303);
    expect(await newest()).toMatchObject({ state: 'undoing' });
    await move('undoing', 'undone');
  });

  it.each<readonly ['trixi' | 'olga', number]>([
    ['trixi', 403],
    ['olga', 404],
  ])('is no business of %s', async (who, status) => {
    const cookie = await world.signIn(who);
    for (const verb of ['report', 'apply', 'pause', 'resume', 'undo'])
      expect((await desk.post(`${page}/backfill/${verb}`, cookie)).status).toBe(status);
    expect((await desk.get(`${page}/backfill`, cookie)).status).toBe(status);
    expect((await desk.page(`${page}/backfill/undo`, cookie)).status).toBe(status);
  });

  it('asks who is signed out to sign in, and refuses fields that it does not know', async () => {
    expect((await desk.post(`${page}/backfill/apply`)).status).toBe(401);
    expect((await desk.page(`${page}/backfill/apply`)).status).toBe(401);
    expect((await desk.post(`${page}/backfill/report`, wanda, { since: 'ever' })).status).toBe(400);
  });

  it('does not apply a report of the day before', async () => {
    await desk.post(`${page}/backfill/report`, acme);
    await move('surveying', 'surveyed');
    world.clock.at += 25 * 3_600_000;
    acme = await world.signIn('acme');
    expect((await desk.post<{ error: string }>(`${page}/backfill/apply`, acme)).json.error).toContain(
      'older than a day',
    );
  });
});
