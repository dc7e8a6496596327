/** The desk's pages and their JSON: the list with its filters, one draft with its evidence, who sees what. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskClient, type ListJson } from './desk-client.js';
import { exampleDraft } from './desk-draft.js';
import { elementsOf, elementWith, pageText } from './desk-page.js';
import { type DeskWorld, startDeskWorld } from './desk-world.js';

let world: DeskWorld;
let desk: ReturnType<typeof deskClient>;
let wanda: string;
let olga: string;

beforeAll(async () => {
  world = await startDeskWorld();
  desk = deskClient(world);
  wanda = await world.signIn('wanda');
  olga = await world.signIn('olga');
});
afterAll(() => world.close());
beforeEach(() => {
  // Permissions are believed for a minute: each test starts with none known.
  world.clock.at += 61_000;
});

async function listed(query: string, cookie = wanda): Promise<ListJson> {
  return (await desk.get<ListJson>(`/review?${query}`, cookie)).json;
}

describe('the list', () => {
  it('is JSON of the contract to scripts, newest first, in pages', async () => {
    const saved = [];
    for (let count = 0; count < 3; count += 1) {
      world.clock.at += 1_000;
      saved.unshift(await world.saveDraft({ category: 'paged' }));
    }
    const first = await listed('category=paged&limit=2');
    expect(first).toEqual({
      drafts: saved.slice(0, 2).map(({ id, number }) => ({
        id,
        owner: 'acme',
        repo: 'xen-tools',
        issue: number,
        category: 'paged',
        confidence: exampleDraft.confidence,
        state: 'pending',
        reply: exampleDraft.reply,
      })),
      next: expect.any(String),
    });
    const second = await listed(`category=paged&limit=2&after=${first.next}`);
    expect(second.drafts.map(({ id }) => id)).toEqual([saved[2]?.id]);
    expect(second.next).toBeNull();
  });

  it('is filtered by state and repository, in any case of letters', async () => {
    const draft = await world.saveDraft({ category: 'filtered' });
    const count = async (query: string) => (await listed(`category=filtered&${query}`)).drafts.length;
    expect(await count('repository=ACME/Xen-Tools')).toBe(1);
    expect(await count('repository=acme/other')).toBe(0);
    expect(await count('state=posted')).toBe(0);
    await world.store.moveDraft(draft.id, 'pending', 'rejected', { decidedBy: 'wanda' }, world.clock.at);
    expect(await count('state=pending')).toBe(0);
    expect(await count('state=all')).toBe(1);
  });

  it('keeps the filters in its links and marks the current state', async () => {
    await world.saveDraft({ category: 'linked' });
    await world.saveDraft({ category: 'linked' });
    const { html } = await desk.page('/review?category=linked&limit=1', wanda);
    const links = elementsOf(html).map(({ attributes }) => attributes.href ?? '');
    expect(links).toContain('/review?state=rejected&category=linked&limit=1');
    expect(links.some((href) => href.startsWith('/review?category=linked&limit=1&after='))).toBe(true);
    expect(elementWith(html, 'a', { 'aria-current': 'page' })?.text).toBe('Pending 2 drafts');
  });

  it.each(['state=nonsense', 'limit=0', 'limit=101', 'limit=x', 'after=nonsense'])(
    'refuses %s in words',
    async (query) => {
      const script = await desk.get<{ error: string }>(`/review?${query}`, wanda);
      expect(script.status).toBe(400);
      expect(script.json.error).toMatch(/\w+ \w+/);
      expect((await desk.page(`/review?${query}`, wanda)).status).toBe(400);
    },
  );

  it('shows a person only the repositories where they may write', async () => {
    await world.saveDraft({ category: 'mine' });
    await world.saveDraft({ category: 'mine', repo: 'other' });
    const repos = async (cookie: string) =>
      (await listed('category=mine', cookie)).drafts.map(({ repo }) => repo);
    expect(await repos(wanda)).toEqual(['xen-tools']);
    expect(await repos(olga)).toEqual(['other']);
    expect((await repos(await world.signIn('acme'))).sort()).toEqual(['other', 'xen-tools']);
  });

  it.each(['trixi', 'rita', 'nora'] as const)(
    'says to %s that there is no repository for them',
    async (login) => {
      await world.saveDraft();
      const cookie = await world.signIn(login);
      expect(await listed('', cookie)).toEqual({ drafts: [], next: null });
      const { html } = await desk.page('/review', cookie);
      expect(pageText(html)).toContain('No repository for you here yet');
      expect(pageText(html)).toContain(`signed in as ${login}`);
      expect(html).not.toContain('xen-tools');
    },
  );

  it('has its own words for nothing matching and for nothing in a state', async () => {
    await world.saveDraft();
    expect(pageText((await desk.page('/review?category=none', wanda)).html)).toContain(
      'Nothing matches these filters',
    );
    expect(pageText((await desk.page('/review?state=expired', wanda)).html)).toContain(
      'Nothing in this state',
    );
  });
});

describe('one draft', () => {
  it('is JSON with its evidence', async () => {
    const { id } = await world.saveDraft();
    const { json } = await desk.get(`/review/drafts/${id}`, wanda);
    expect(json).toMatchObject({ id, owner: 'acme', repo: 'xen-tools', state: 'pending' });
    expect(json.evidence[0]).toEqual({
      says: 'The initial RAM disk lacks the block front-end driver',
      quote: 'modprobe: FATAL: Module xen-blkfront not found.',
      section: 'Log',
      line: 13,
    });
    const fields = ['category', 'confidence', 'evidence', 'id', 'issue', 'owner', 'reply', 'repo', 'state'];
    expect(Object.keys(json).sort()).toEqual(fields);
  });

  it('marks each piece of evidence where it stands, named and linked both ways', async () => {
    const { id } = await world.saveDraft();
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    const marks = elementsOf(html).filter(({ name }) => name === 'mark');
    for (const [index, { quote, says }] of exampleDraft.evidence.entries()) {
      const name = String(index + 1);
      const [first] = marks.filter(({ attributes }) => attributes.title === says);
      expect(quote.startsWith(first?.text.replace(name, '').slice(0, 20) ?? 'no mark')).toBe(true);
      expect(first?.attributes.id).toBe(`mark-${name}`);
      expect(elementWith(html, 'a', { href: `#evidence-${name}` })?.attributes['aria-label']).toContain(says);
      expect(elementWith(html, 'p', { id: `evidence-${name}` })?.text).toContain(says);
      expect(elementsOf(html).some((one) => one.name === 'blockquote' && one.text === quote)).toBe(true);
      expect(elementWith(html, 'a', { href: `#mark-${name}` })).toBeDefined();
    }
    expect(elementWith(html, 'mark', { class: 'against' })?.text).toContain('That worked');
  });

  it('says why, what speaks against, the runner-up, the fix, the facts and what is missing', async () => {
    const { id } = await world.saveDraft();
    const text = pageText((await desk.page(`/review/drafts/${id}`, wanda)).html);
    expect(text).toContain(exampleDraft.reason);
    expect(text).toContain('What speaks against');
    expect(text).toContain('A label needs 94%, a suggestion 35%.');
    expect(text).toContain('front-end driver +0.31');
    expect(text).toContain('The guest has no network card.');
    expect(text).toContain('xl-xm-memory');
    expect(text).toContain('Fixed in Linux 3.2');
    expect(text).toContain('xen_emul_unplug=never');
    expect(text).toContain('Which Xen modules');
  });

  it('renders the reply and holds it unchanged in the editor', async () => {
    const reply = '\n**bold** & <b>not</b>\n\n</textarea>';
    const { id } = await world.saveDraft({ reply });
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    const bold = elementsOf(html).filter(({ name }) => name === 'strong' || name === 'b');
    expect(bold.map(({ text }) => text)).toContain('bold');
    expect(bold.map(({ text }) => text)).not.toContain('not');
    expect(elementWith(html, 'textarea', { name: 'reply' })?.text).toBe(reply);
  });

  it('shows a report of GitHub’s largest size in under 100 KB, and whole when asked', async () => {
    const line = 'Nov 22 10:00:00 host kernel: [    1.000000] something & <nothing>\n';
    const { id } = await world.saveDraft({ body: line.repeat(1_000).slice(0, 65_536) });
    const { html } = await desk.page(`/review/drafts/${id}`, wanda);
    const style = elementWith(html, 'link', { rel: 'stylesheet' })?.attributes.href ?? '';
    const script = elementWith(html, 'script')?.attributes.src ?? '';
    const assets = [(await desk.page(style)).html, (await desk.page(script)).html];
    expect(assets.join('').length).toBeGreaterThan(10_000);
    expect(Buffer.byteLength(html + assets.join(''))).toBeLessThan(100_000);
    expect(pageText(html)).toContain('lines without evidence');
    const whole = await desk.page(`/review/drafts/${id}?report=whole`, wanda);
    expect(pageText(whole.html)).not.toContain('lines without evidence');
  });

  it.each([
    ['trixi', 403],
    ['rita', 403],
    ['nora', 404],
    ['olga', 404],
  ] as const)('answers %s, who may not review it, with %i, whatever is tried', async (login, status) => {
    const { id } = await world.saveDraft();
    const cookie = await world.signIn(login);
    const { html } = await desk.page('/review', cookie);
    expect((await desk.get(`/review/drafts/${id}`, cookie)).status).toBe(status);
    expect((await desk.page(`/review/drafts/${id}`, cookie)).status).toBe(status);
    expect((await desk.post(`/review/drafts/${id}/approve`, cookie)).status).toBe(status);
    expect((await desk.post(`/review/drafts/${id}/reject`, cookie, { reason: 'other' })).status).toBe(status);
    expect((await desk.submit(`/review/drafts/${id}/preview`, cookie, { reply: 'x' }, html)).status).toBe(
      status,
    );
    expect((await world.store.draft(id))?.state).toBe('pending');
  });

  it('does not tell a draft of a hidden repository from one that never was', async () => {
    const { id } = await world.saveDraft();
    const never = await desk.get('/review/drafts/00000000-0000-4000-8000-000000000000', olga);
    expect(never.status).toBe(404);
    expect(await desk.get(`/review/drafts/${id}`, olga)).toEqual(never);
  });

  it.each(['x', '%00', '..%2f..', "1'--", '%F0%9F%90%9B'])('knows no draft %s', async (id) => {
    expect((await desk.get(`/review/drafts/${id}`, wanda)).status).toBe(404);
  });
});
