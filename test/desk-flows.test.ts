/** A maintainer's work on the desk in a real browser, mostly by keyboard: twenty drafts, every verb, two at once, an ended session. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Draft } from '../src/app/ports.js';
import { type DeskBrowser, hasChromium, inspect, startDeskBrowser } from './desk-chromium.js';
import { exampleDraft } from './desk-draft.js';
import type { DeskWorld } from './desk-world.js';

describe.skipIf(!hasChromium)('by keyboard', () => {
  let desk: DeskBrowser;
  let world: DeskWorld;

  beforeAll(async () => {
    desk = await startDeskBrowser({ undoMs: 10_000 });
    world = desk.world;
  });
  afterAll(() => desk?.close());
  beforeEach(() => {
    world.clock.at += 61_000;
  });

  /** Presses a key and waits for the page that it leads to. */
  async function go(page: Page, key: string): Promise<void> {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  }

  function focused(page: Page): Promise<unknown> {
    return page.evaluate('document.activeElement.textContent.trim()');
  }

  it('clears twenty drafts', async () => {
    const ids: string[] = [];
    for (let count = 1; count <= 20; count += 1) {
      world.clock.at += 1_000;
      const title = `Installer sees no disk, report ${count}`;
      ids.push((await world.fileDraft({ title, category: 'twenty' })).id);
    }
    const page = await desk.signedIn('wanda', '/review?category=twenty');
    await inspect(page, 'twenty-list');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('Installer sees no disk, report 20');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused(page)).toBe('Installer sees no disk, report 19');
    await page.keyboard.press('k');
    await go(page, 'o');
    await inspect(page, 'twenty-first');
    for (let count = 20; count >= 1; count -= 1) {
      const title = await page.locator('h1').textContent();
      expect(title).toContain(`report ${count}`);
      // Every third is rejected: r, the first reason, Enter.
      if (count % 3 === 0) {
        await page.keyboard.press('r');
        await page.keyboard.press('Space');
        await go(page, 'Enter');
      } else await go(page, 'a');
      if (count === 20) await inspect(page, 'twenty-next');
    }
    await page.getByRole('heading', { name: 'Nothing matches these filters' }).waitFor();
    await inspect(page, 'twenty-done');
    const drafts = await Promise.all(ids.map((id) => world.store.draft(id)));
    expect(drafts.map((draft) => [draft?.state, draft?.decidedBy])).toEqual(
      ids.map((_, index) => [(index + 1) % 3 === 0 ? 'rejected' : 'approved', 'wanda']),
    );
    await page.context().close();
  });

  it('takes a decision back while it can be, and goes on where it was', async () => {
    const draft = await world.saveDraft({ category: 'undone' });
    const page = await desk.signedIn('wanda', `/review/drafts/${draft.id}`);
    await page.keyboard.press('e');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('My own words, a z j k ? among them.');
    await page.keyboard.press('Escape');
    await go(page, 'a');
    expect((await world.store.draft(draft.id))?.state).toBe('approved');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await inspect(page, 'undo');
    await go(page, 'z');
    expect(await world.store.draft(draft.id)).toMatchObject({
      state: 'pending',
      decidedBy: null,
      editedReply: 'My own words, a z j k ? among them.',
    });
    await page.locator('#main').getByText('waits for a decision again').waitFor();
    expect(await page.locator('#preview').textContent()).toContain('My own words');
    await inspect(page, 'undone');
    // Too late: the page was left open.
    await go(page, 'a');
    world.clock.at += 10_000;
    await go(page, 'z');
    await page.getByRole('alert').getByText('10 seconds; they are over').waitFor();
    await inspect(page, 'undo-too-late');
    await page.context().close();
  });

  it('decides nothing while somebody types, holds a key down, or means another shortcut', async () => {
    const draft = await world.saveDraft({ category: 'careful' });
    const page = await desk.signedIn('wanda', `/review/drafts/${draft.id}?category=careful`);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Alt+a');
    await page.evaluate(
      `document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', repeat: true, bubbles: true }))`,
    );
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await inspect(page, 'keys');
    await page.keyboard.press('a');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.getByLabel('Note (optional)').focus();
    await page.keyboard.type('aaa');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('Reject…');
    await go(page, 'u');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.keyboard.type('az?');
    expect(page.url()).toContain('/review?category=careful');
    expect((await world.store.draft(draft.id))?.state).toBe('pending');
    await page.context().close();
  });

  it('chooses another known problem, snoozes, freezes and unfreezes', async () => {
    const draft = await world.fileDraft();
    const page = await desk.signedIn('wanda', `/review/drafts/${draft.id}`);
    await page.keyboard.press('c');
    await inspect(page, 'choose');
    await page.getByLabel('It is another known problem').selectOption('dell-boot');
    await page.getByRole('button', { name: 'Redraw the reply' }).click();
    await page.locator('.summary').getByText('dell-boot').waitFor();
    await inspect(page, 'chosen');
    const redrawn = (await world.store.draft(draft.id))?.replacedBy ?? '';
    expect(page.url()).toContain(redrawn);
    expect((await world.store.draft(draft.id))?.state).toBe('superseded');

    await page.keyboard.press('s');
    await inspect(page, 'later');
    await page.getByRole('button', { name: 'Freeze the issue' }).click();
    await page.getByText('froze the issue').waitFor();
    expect(await page.getByRole('button', { name: 'Approve and post' }).count()).toBe(0);
    await inspect(page, 'frozen');
    await page.getByRole('button', { name: 'Unfreeze' }).click();
    await page.getByRole('button', { name: 'Approve and post' }).waitFor();

    await page.keyboard.press('s');
    await page.getByRole('button', { name: '3 days' }).click();
    await page.locator('#main').getByText('Snoozed').first().waitFor();
    await inspect(page, 'snoozed');
    expect((await world.store.draft(redrawn))?.snoozedUntil).toBe(world.clock.at + 3 * 86_400_000);
    await page.goto(`${world.origin}/review?state=snoozed`);
    expect(await page.locator('.row').count()).toBe(1);
    await page.context().close();
  });

  it('says what changed meanwhile on the issue, and asks again', async () => {
    const draft = await world.fileDraft({ category: 'changing' });
    const page = await desk.signedIn('wanda', `/review/drafts/${draft.id}?category=changing`);
    await world.editIssue('xen-tools', draft.number, {
      title: 'It was the BIOS',
      body: 'Solved: <b>BIOS</b>.',
    });
    await go(page, 'a');
    const notice = page.getByRole('alert');
    await notice.getByText('The title is now “It was the BIOS”.').waitFor();
    await notice.getByText('The report as it is now').click();
    await notice.getByText('Solved: <b>BIOS</b>.').waitFor();
    await inspect(page, 'changed');
    expect((await world.store.draft(draft.id))?.state).toBe('pending');
    await page.getByRole('button', { name: 'Approve all the same' }).waitFor();
    await go(page, 'a');
    expect((await world.store.draft(draft.id))?.state).toBe('approved');
    await page.context().close();
  });

  it('has what was typed in the editor again when the session ended in the middle of it', async () => {
    const draft = await world.saveDraft();
    const page = await desk.signedIn('wanda', `/review/drafts/${draft.id}`);
    const text = `A long answer, ${'with many words, '.repeat(2_000)}and an end.`;
    await page.keyboard.press('e');
    await page.getByLabel('Reply in Markdown').fill(text);
    world.clock.at += 8 * 3_600_000;
    await page.getByRole('button', { name: 'Approve and post' }).click();
    await page.getByText('Your reply is kept for a day: sign in as wanda').waitFor();
    await inspect(page, 'session-ended');
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('button', { name: 'wanda' }).click();
    await page.locator('#main').getByText('This is what you had typed').waitFor();
    expect(await page.getByLabel('Reply in Markdown').inputValue()).toBe(text);
    await inspect(page, 'kept');
    await page.getByRole('button', { name: 'Approve and post' }).click();
    await page.locator('#main').getByText('Approved the reply').waitFor();
    expect((await world.store.draft(draft.id))?.editedReply).toBe(text);
    await page.context().close();
  });

  it('approves many of one known problem without JavaScript, in the dark', async () => {
    const drafts: Draft[] = [];
    for (let count = 1; count <= 4; count += 1)
      drafts.push(await world.fileDraft({ title: `One of many, ${count}`, category: 'many' }));
    const [changed, left] = drafts;
    await world.editIssue('xen-tools', changed?.number ?? 0, { title: 'Something else' });
    const page = await desk.signedIn('wanda', '/review?category=many', {
      javaScriptEnabled: false,
      colorScheme: 'dark',
    });
    await page.getByRole('link', { name: 'Approve all 4 of many…' }).click();
    await page.getByLabel(left?.title ?? '').uncheck();
    await page.getByRole('button', { name: 'Approve and post what is ticked' }).click();
    await page.getByRole('heading', { name: 'Approved 2 replies' }).waitFor();
    await page.getByText('The title is now “Something else”.').waitFor();
    const states = async () =>
      Promise.all(drafts.map(async ({ id }) => (await world.store.draft(id))?.state));
    expect(await states()).toEqual(['pending', 'pending', 'approved', 'approved']);
    await page.getByRole('button', { name: 'Undo all' }).click();
    await page.getByRole('heading', { name: 'Took 2 approvals back' }).waitFor();
    expect(await states()).toEqual(['pending', 'pending', 'pending', 'pending']);
    await page.context().close();
    const looking = await desk.signedIn('wanda', '/review/approve-many?category=many', {
      colorScheme: 'dark',
    });
    await inspect(looking, 'many-dark');
    await looking.getByRole('button', { name: 'Approve and post what is ticked' }).click();
    await looking.getByRole('heading', { name: 'Approved 3 replies' }).waitFor();
    await inspect(looking, 'many-done-dark');
    await looking.context().close();
  });

  it('shows what is like it, what would be taken out, boxes, and a list in every state, on a phone too', async () => {
    const earlier = await world.saveDraft({ category: 'alike', title: 'The first of its kind' });
    const change = {
      decidedBy: 'acme',
      commentUrl: `${world.githubUrl}/acme/xen-tools/issues/1#issuecomment-1`,
    };
    await world.store.moveDraft(earlier.id, 'pending', 'approved', change, world.clock.at);
    await world.store.moveDraft(earlier.id, 'approved', 'posted', change, world.clock.at);
    const draft = await world.saveDraft({
      category: 'alike',
      reply: 'Please say:\n\n- [ ] which kernel?\n- [x] ~~which Xen?~~',
    });
    const narrow = { viewport: { width: 360, height: 740 } };
    const page = await desk.signedIn('wanda', `/review/drafts/${draft.id}`, narrow);
    await page.getByRole('link', { name: 'The first of its kind' }).waitFor();
    await page.getByText('The reply to').click();
    await page.getByText('Edit', { exact: true }).click();
    await page
      .getByLabel('Reply in Markdown')
      .fill(`- [ ] which kernel?\n\nYour password=hunter2 is in the log, @octocat.`);
    await page.getByText('Preview', { exact: true }).click();
    await page.getByText('Taken out before posting: password.').waitFor();
    expect(await page.locator('#preview').textContent()).not.toContain('hunter2');
    expect(await page.locator('#preview input[type="checkbox"]').count()).toBe(1);
    await inspect(page, 'alike-narrow');
    await page.goto(`${world.origin}/review?state=all&category=alike&q=first+kind`);
    expect(await page.locator('.row').count()).toBe(1);
    await inspect(page, 'search-narrow');
    await page.goto(`${world.origin}/review/keys`);
    await inspect(page, 'keys-narrow');
    await page.goto(`${world.origin}/review?q=thereisnosuchword`);
    await inspect(page, 'nothing-found-narrow');
    expect(exampleDraft.reply).not.toContain('hunter2');
    await page.context().close();
  });
});
