/** The desk's pages about repositories: what is wrong with a policy is told to those who may repair it. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskClient } from './desk-client.js';
import { pageText } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

const ref = { installationId: 70, owner: 'acme', repo: 'xen-tools' };
const page = '/review/repositories/acme/xen-tools';

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;
beforeAll(async () => {
  world = await startDeskWorld();
  desk = deskClient(world);
  wanda = await world.signIn('wanda');
  await world.store.followPolicy(
    ref,
    { fingerprint: 'acme/xen-tools/.github/dejabug.yml@abc', layers: [] },
    world.clock.at,
  );
  await world.store.refusePolicy(
    ref,
    { fingerprint: 'acme/xen-tools/.github/dejabug.yml@def', reasons: ['mode: <b>no such mode</b>'] },
    world.clock.at,
  );
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.at += 61_000;
});

describe('a policy that cannot be followed', () => {
  it('is named in the list, with a way to its page', async () => {
    const { html, status } = await desk.page('/review/repositories', wanda);
    expect(status).toBe(200);
    expect(pageText(html)).toContain('The policy cannot be followed; an earlier one still holds.');
    expect(html).toContain(`href="${page}"`);
  });

  it('has its reasons on the page, as text', async () => {
    const { html } = await desk.page(page, wanda);
    expect(pageText(html)).toContain('mode: <b>no such mode</b>');
    expect(pageText(html)).toContain('.github/dejabug.yml@abc');
    const { json } = await desk.get<{ policy: { refused: { reasons: string[] } } }>(page, wanda);
    expect(json.policy.refused.reasons).toEqual(['mode: <b>no such mode</b>']);
  });

  it.each<readonly [who: 'trixi' | 'olga' | 'nora', status: number]>([
    ['trixi', 403],
    ['olga', 404],
    ['nora', 404],
  ])('is not shown to %s, who may not write there', async (who, status) => {
    const cookie = await world.signIn(who);
    expect((await desk.page(page, cookie)).status).toBe(status);
    expect((await desk.page('/review/repositories', cookie)).html).not.toContain('xen-tools');
  });

  it('is not shown to somebody signed out', async () => {
    expect((await desk.page(page)).status).toBe(401);
    expect((await desk.page('/review/repositories')).status).toBe(401);
  });
});

describe('a first report', () => {
  it('is on the page, with its examples as text', async () => {
    await world.store.saveFirstReport(
      ref,
      {
        issues: 7,
        problems: [
          {
            category: 'dell-boot',
            label: 1,
            suggest: 2,
            examples: [
              {
                number: 3,
                title: '<i>x</i>',
                url: 'https://github.example/3',
                decision: 'label',
                confidence: 0.97,
              },
            ],
          },
        ],
        leftAlone: 4,
        dryRun: 0,
        drafts: 3,
        cost: { requests: 13, writes: 1, minutes: 1, days: 1 },
      },
      world.clock.at,
    );
    const text = pageText((await desk.page(page, wanda)).html);
    expect(text).toContain('dell-boot: 1 labelled, 2 only suggested');
    expect(text).toContain('#3 <i>x</i>');
    expect(text).toContain('Nothing was touched.');
  });
});

describe('reviewers that a policy names', () => {
  it('are the only ones, and still need their permission', async () => {
    world.reviewers.add('trixi').add('rita');
    const draft = await world.saveDraft();
    const path = `/review/drafts/${draft.id}`;
    expect((await desk.get(path, wanda)).status).toBe(403);
    expect((await desk.get(path, await world.signIn('trixi'))).status).toBe(403);
    expect((await desk.post(`${path}/approve`, wanda)).status).toBe(403);
    world.reviewers.add('wanda');
    world.clock.at += 61_000;
    expect((await desk.get(path, wanda)).status).toBe(200);
    world.reviewers.clear();
  });
});
