/** The scorecard through the desk: what maintainers decide there, counted for whoever may see it, and a demotion taken back. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../src/app/ports.js';
import { feedbackOnDraft } from '../src/app/record-feedback.js';
import { deskClient } from './desk-client.js';
import { elementsOf, pageText, tokenOf } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;
let acme: string;

beforeAll(async () => {
  world = await startDeskWorld();
  desk = deskClient(world);
  wanda = await world.signIn('wanda');
  acme = await world.signIn('acme');
});
afterAll(() => world.close());
beforeEach(() => {
  // Permissions and policies are believed for a minute: each test starts with none known.
  world.clock.at += 61_000;
});

interface ScoreJson {
  readonly coverage: { readonly labelled: number; readonly recognisedShare: number | null };
  readonly problems: readonly {
    readonly category: string;
    readonly right: number;
    readonly wrong: number;
    readonly edited: number;
    readonly approved: number;
    readonly rejected: number;
    readonly medianApprovalMs: number | null;
  }[];
  readonly repositories: readonly { readonly repository: string; readonly category: string }[];
  readonly standings: readonly {
    readonly repository: string;
    readonly category: string;
    readonly state: string;
    readonly judged: number;
    readonly right: number;
  }[];
}

async function scoreOf(category: string, session = wanda) {
  const { json } = await desk.get<ScoreJson>('/review/scorecard', session);
  return {
    score: json.problems.find((problem) => problem.category === category),
    standing: json.standings.find((standing) => standing.category === category),
  };
}

/** Maintainers judge this many drafts of a problem; right ones first. */
async function judge(
  category: string,
  right: number,
  wrong: number,
  repo = 'xen-tools',
): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (let count = 0; count < right + wrong; count += 1) {
    const draft = await world.saveDraft({ repo, category });
    const said =
      count < right
        ? ({ kind: 'approved', by: 'wanda', at: world.clock.at } as const)
        : ({ kind: 'rejected', reason: 'wrong-problem', by: 'wanda', at: world.clock.at } as const);
    await world.store.saveFeedback(feedbackOnDraft(draft, said));
    drafts.push(draft);
    world.clock.at += 1_000;
  }
  return drafts;
}

describe('what is decided on the desk', () => {
  it('is counted: approved, edited, rejected with its reason, once each, with the time that it took', async () => {
    const category = 'counted';
    const [one, two, three, four] = [
      await world.saveDraft({ category }),
      await world.saveDraft({ category }),
      await world.saveDraft({ category }),
      await world.saveDraft({ category }),
    ];
    world.clock.at += 10 * 60_000;
    await desk.post(`/review/drafts/${one.id}/approve`, wanda, {});
    await desk.post(`/review/drafts/${two.id}/approve`, wanda, { reply: `${two.reply}\nMore words.` });
    await desk.post(`/review/drafts/${three.id}/reject`, wanda, { reason: 'wrong-problem' });
    await desk.post(`/review/drafts/${four.id}/reject`, wanda, { reason: 'not needed', note: 'answered' });
    for (const { id } of [one, two, three]) await desk.post(`/review/drafts/${id}/approve`, acme, {});
    expect((await scoreOf(category)).score).toMatchObject({
      right: 2,
      wrong: 1,
      approved: 1,
      edited: 1,
      rejected: 2,
      medianApprovalMs: 10 * 60_000,
    });
    const [edited] = await world.store.feedbackOfIssue(two);
    expect(edited).toMatchObject({ kind: 'edited', by: 'wanda', confidence: two.confidence });
    expect(edited?.diff).toContain('+More words.');
    const [rejected] = await world.store.feedbackOfIssue(four);
    expect(rejected).toMatchObject({ kind: 'rejected', reason: 'not-needed', note: 'answered' });
  });

  it('covers the issues that were decided', async () => {
    const draft = await world.saveDraft();
    const decision = {
      title: '',
      confidence: 0.9,
      reason: '',
      evidence: null,
      labels: [],
      at: world.clock.at,
    };
    for (const [number, category] of [
      [9_001, 'covered'],
      [9_002, null],
    ] as const)
      await world.store.recordDecision({
        ...draft,
        ...decision,
        number,
        deliveryId: `d-${number}`,
        category,
        decision: category === null ? 'abstain' : 'label',
      });
    const { json } = await desk.get<ScoreJson>('/review/scorecard', wanda);
    expect(json.coverage).toMatchObject({ labelled: 1, recognisedShare: 0.5 });
  });
});

describe('the scorecard', () => {
  it('shows the figures as plots with names, and as tables', async () => {
    await judge('shown', 3, 1);
    const { html, status } = await desk.page('/review/scorecard?problem=shown', wanda);
    expect(status).toBe(200);
    const plots = elementsOf(html).filter(
      ({ name, attributes }) => name === 'svg' && attributes.role === 'img',
    );
    expect(plots).toHaveLength(2);
    for (const { attributes } of plots) {
      const names = (attributes['aria-labelledby'] ?? '').split(' ');
      expect(names).toHaveLength(2);
      for (const id of names)
        expect(elementsOf(html).find((element) => element.attributes.id === id)?.text).not.toBe('');
    }
    expect(elementsOf(html).filter(({ attributes }) => attributes.style !== undefined)).toEqual([]);
    const rows = elementsOf(html)
      .filter(({ name }) => name === 'tr')
      .map(({ text }) => text);
    expect(rows.some((row) => /^shown75%30% to 95%31/.test(row))).toBe(true);
  });

  it('counts for each person only the repositories where they may write', async () => {
    await judge('secret-problem', 0, 3, 'other');
    for (const login of ['wanda', 'rita', 'trixi', 'nora'] as const) {
      const session = login === 'wanda' ? wanda : await world.signIn(login);
      for (const address of [
        '/review/scorecard',
        '/review/scorecard?repository=acme/other',
        '/review/scorecard?repository=ACME/Other&problem=secret-problem',
      ]) {
        const { json } = await desk.get<ScoreJson>(address, session);
        expect(json.problems.filter(({ category }) => category === 'secret-problem')).toEqual([]);
        expect(json.repositories.filter(({ repository }) => repository === 'acme/other')).toEqual([]);
        expect(json.standings.filter(({ repository }) => repository === 'acme/other')).toEqual([]);
      }
      const csv = await world.app.request(`${world.origin}/review/scorecard.csv?repository=acme/other`, {
        headers: { cookie: session },
      });
      expect(await csv.text()).not.toContain('secret-problem');
    }
    expect((await scoreOf('secret-problem', await world.signIn('olga'))).score).toMatchObject({ wrong: 3 });
  });

  it('says so where a person may review nothing', async () => {
    const { html } = await desk.page('/review/scorecard', await world.signIn('nora'));
    expect(pageText(html)).toContain('No repository for you here yet');
  });

  it('is for people who signed in', async () => {
    const page = await desk.page('/review/scorecard');
    expect(page.status).toBe(302);
    expect((await desk.get('/review/scorecard')).status).toBe(401);
    expect((await desk.page('/review/scorecard.csv')).status).toBe(302);
  });

  it('refuses a period that does not exist', async () => {
    expect((await desk.get('/review/scorecard?weeks=0', wanda)).status).toBe(400);
    expect((await desk.get('/review/scorecard?weeks=105', wanda)).status).toBe(400);
    expect((await desk.get('/review/scorecard.csv?table=nothing', wanda)).status).toBe(400);
  });

  it('escapes what a rule or an address brings', async () => {
    await judge('<img src=x onerror=alert(1)>', 1, 0);
    const { html } = await desk.page(
      '/review/scorecard?repository=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
      wanda,
    );
    expect(elementsOf(html).filter(({ name }) => name === 'img')).toEqual([]);
    const all = await desk.page('/review/scorecard', wanda);
    expect(elementsOf(all.html).filter(({ name }) => name === 'img')).toEqual([]);
  });
});

describe('the CSV', () => {
  async function csvOf(query = ''): Promise<{ lines: string[]; answer: Response }> {
    const answer = await world.app.request(`${world.origin}/review/scorecard.csv${query}`, {
      headers: { cookie: wanda },
    });
    return { lines: (await answer.text()).trimEnd().split('\r\n'), answer };
  }

  it('has a row for each problem and repository', async () => {
    await judge('in-csv', 9, 1);
    const { lines, answer } = await csvOf('?problem=in-csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="dejabug-scorecard.csv"');
    expect(lines[1]).toBe(
      'acme/xen-tools,in-csv,0,0,10,9,1,0.9,0.5958,0.9821,9,0,0,1,0,0,0,0,0,0,holds,10,9,0.9',
    );
    expect(lines).toHaveLength(2);
  });

  it('runs no formula in a spreadsheet', async () => {
    await judge('=HYPERLINK("https://evil.example")', 1, 0);
    const { lines } = await csvOf();
    expect(lines.filter((line) => line.includes('HYPERLINK'))).toEqual([
      expect.stringContaining(`,"'=HYPERLINK(""https://evil.example"")",`),
    ]);
  });

  it('tells the weeks', async () => {
    await judge('by-week', 2, 1);
    const { lines } = await csvOf('?problem=by-week&table=weeks');
    expect(lines[0]).toBe('repository,problem,week_from,right,wrong,precision');
    expect(lines[1]).toBe('acme/xen-tools,by-week,2026-11-16,2,1,0.6667');
  });
});

describe('a demotion', () => {
  async function reset(
    session: string | undefined,
    category: string,
    repository = 'acme/xen-tools',
    headers: Record<string, string> = {},
  ) {
    const answer = await world.app.request(`${world.origin}/review/scorecard/reset`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(session !== undefined && { cookie: session }),
        ...headers,
      },
      body: JSON.stringify({ repository, category }),
    });
    return answer.status;
  }

  it('stands on the list, on its drafts and on the scorecard, and nowhere else', async () => {
    const [draft] = await judge('noticed', 8, 2);
    const other = await world.saveDraft({ category: 'unnoticed' });
    const words =
      'noticed is demoted to suggestions in acme/xen-tools: 8 of the last 10 judged were right (80%); its floor is 90%';
    for (const address of ['/review', `/review/drafts/${draft?.id}`, '/review/scorecard'])
      expect(pageText((await desk.page(address, wanda)).html)).toContain(words);
    expect(pageText((await desk.page(`/review/drafts/${other.id}`, wanda)).html)).not.toContain('is demoted');
    const olga = await world.signIn('olga');
    expect(pageText((await desk.page('/review', olga)).html)).not.toContain('noticed');
  });

  it('is not said after nine judgements, whatever they were', async () => {
    await judge('few', 0, 9);
    expect((await scoreOf('few')).standing).toMatchObject({ state: 'too-few', judged: 9 });
    await judge('few', 0, 1);
    expect((await scoreOf('few')).standing).toMatchObject({ state: 'demoted', judged: 10 });
  });

  it('ends by itself when the last judgements are right again', async () => {
    await judge('recovers', 0, 10);
    expect((await scoreOf('recovers')).standing?.state).toBe('demoted');
    await judge('recovers', 20, 0);
    expect((await scoreOf('recovers')).standing).toMatchObject({ state: 'holds', judged: 20, right: 20 });
  });

  it('is taken back by a maintainer with the button, once, and logged', async () => {
    const category = 'taken-back';
    await judge(category, 0, 10);
    const { html } = await desk.page(`/review/scorecard?problem=${category}`, wanda);
    const form = new URLSearchParams({ csrf: tokenOf(html), repository: 'acme/xen-tools', category });
    const answer = await world.app.request(`${world.origin}/review/scorecard/reset`, {
      method: 'POST',
      headers: { cookie: wanda, origin: world.origin },
      body: form,
    });
    expect(answer.status).toBe(303);
    const after = await desk.page(answer.headers.get('location') ?? '', wanda);
    expect(pageText(after.html)).toContain('taken-back may act again in acme/xen-tools');
    expect((await scoreOf(category)).standing).toBeUndefined();
    expect(
      world.logged.some((line) => line.includes('demotion reset') && line.includes('"by":"wanda"')),
    ).toBe(true);
    expect(await reset(acme, category)).toBe(409);
    world.clock.at += 1_000;
    await judge(category, 0, 10);
    expect((await scoreOf(category)).standing?.state).toBe('demoted');
  });

  it('is taken back by nobody else', async () => {
    const category = 'kept-down';
    await judge(category, 0, 10);
    expect(await reset(undefined, category)).toBe(401);
    expect(await reset(await world.signIn('rita'), category)).toBe(403);
    expect(await reset(await world.signIn('trixi'), category)).toBe(403);
    expect(await reset(await world.signIn('nora'), category)).toBe(404);
    expect(await reset(await world.signIn('olga'), category)).toBe(404);
    expect(await reset(wanda, category, 'acme/none')).toBe(404);
    expect(await reset(wanda, category, 'acme/xen-tools', { origin: 'https://evil.example' })).toBe(403);
    const { html } = await desk.page('/review/scorecard', wanda);
    const forged = new URLSearchParams({ csrf: `${tokenOf(html)}x`, repository: 'acme/xen-tools', category });
    const answer = await world.app.request(`${world.origin}/review/scorecard/reset`, {
      method: 'POST',
      headers: { cookie: wanda, origin: world.origin },
      body: forged,
    });
    expect(answer.status).toBe(403);
    expect((await scoreOf(category)).standing?.state).toBe('demoted');
  });

  it('has the permission asked again: one that was revoked a moment ago counts', async () => {
    const category = 'revoked';
    await judge(category, 0, 10);
    await desk.page('/review/scorecard', wanda);
    await world.grant('xen-tools', 'wanda', 'pull');
    const status = await reset(wanda, category);
    await world.grant('xen-tools', 'wanda', 'push');
    expect(status).toBe(403);
  });

  it('needs a request that names a problem', async () => {
    expect(await reset(wanda, '')).toBe(400);
  });
});
