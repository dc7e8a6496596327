/** The desk in a real browser: sign in, read, edit, approve, reject; without JavaScript, on a phone, in the dark; axe-core on every page. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DeskBrowser, hasChromium, inspect, keepPicture, startDeskBrowser } from './desk-chromium.js';
import { exampleDraft } from './desk-draft.js';
import type { DeskWorld } from './desk-world.js';

describe.skipIf(!hasChromium)('the desk in Chromium', () => {
  let desk: DeskBrowser;
  let world: DeskWorld;

  beforeAll(async () => {
    desk = await startDeskBrowser();
    world = desk.world;
  });
  afterAll(() => desk?.close());
  beforeEach(() => {
    world.clock.at += 61_000;
  });

  const signedIn: DeskBrowser['signedIn'] = (...who) => desk.signedIn(...who);

  /** What is said in the page, apart from the region that repeats it to screen readers. */
  function said(page: Page, words: string) {
    return page.locator('#main').getByText(words);
  }

  it('shows a newcomer that there is nothing for them yet', async () => {
    const page = await signedIn('nora');
    await page.getByRole('heading', { name: 'No repository for you here yet' }).waitFor();
    await inspect(page, 'no-repository');
    await page.context().close();
  });

  it('lets a maintainer edit, preview and approve, by keyboard alone', async () => {
    const draft = await world.saveDraft();
    const page = await signedIn('wanda');
    await inspect(page, 'list');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the drafts');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(draft.title);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Installer sees/ }).waitFor();
    await inspect(page, 'draft');

    await page.getByLabel('Preview').focus();
    await page.keyboard.press('ArrowRight');
    const editor = page.getByLabel('Reply in Markdown');
    await editor.waitFor();
    expect(await editor.inputValue()).toBe(exampleDraft.reply);
    await editor.fill('Thank you @octocat.\n\nThis is **known**.');
    await inspect(page, 'edit');
    await page.getByLabel('Edit').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Posting notifies @octocat.').waitFor();
    expect(await page.locator('#preview strong').textContent()).toBe('known');
    await inspect(page, 'preview');

    await page.getByRole('button', { name: 'Approve and post' }).focus();
    await page.keyboard.press('Enter');
    await said(page, 'It is being posted.').waitFor();
    await page.getByRole('heading', { name: 'All clear' }).waitFor();
    await inspect(page, 'approved');
    expect(await world.store.draft(draft.id)).toMatchObject({
      state: 'approved',
      decidedBy: 'wanda',
      editedReply: 'Thank you @octocat.\n\nThis is **known**.',
    });
    await page.goto(`${world.origin}/review/drafts/${draft.id}`);
    await inspect(page, 'decided');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await inspect(page, 'signed-out');
    await page.context().close();
  });

  it('rejects with a reason, in the dark', async () => {
    const draft = await world.saveDraft();
    const page = await signedIn('wanda', `/review/drafts/${draft.id}`, { colorScheme: 'dark' });
    await inspect(page, 'draft-dark');
    await page.getByText('Reject…').click();
    await page.getByLabel('Wrong advice').check();
    await page.getByLabel('Note (optional)').fill('3.0 does not need it');
    await inspect(page, 'reject-dark');
    await page.getByRole('button', { name: 'Reject the draft' }).click();
    await said(page, 'Nothing is said on the issue.').waitFor();
    await inspect(page, 'rejected-dark');
    expect((await world.store.draft(draft.id))?.decisionReason).toBe('wrong advice: 3.0 does not need it');
    await page.context().close();
  });

  it('tells the second person what happened meanwhile and keeps their text', async () => {
    const draft = await world.saveDraft();
    const page = await signedIn('acme', `/review/drafts/${draft.id}`);
    await world.store.moveDraft(
      draft.id,
      'pending',
      'rejected',
      { decidedBy: 'wanda', reason: 'not needed' },
      world.clock.at,
    );
    await page.getByText('Edit', { exact: true }).click();
    await page.getByLabel('Reply in Markdown').fill('my long edit');
    await page.getByRole('button', { name: 'Approve and post' }).click();
    await page.getByRole('heading', { name: 'This draft was decided before you' }).waitFor();
    expect(await page.getByLabel('Your reply, not saved').inputValue()).toBe('my long edit');
    await inspect(page, 'second-person');
    await page.context().close();
  });

  it('works without JavaScript, on a phone', async () => {
    const draft = await world.saveDraft({ title: 'No network in a Xen HVM guest' });
    const page = await signedIn('wanda', '/review', {
      javaScriptEnabled: false,
      viewport: { width: 375, height: 740 },
      deviceScaleFactor: 2,
    });
    await keepPicture(page, 'list-phone');
    await page.getByRole('link', { name: draft.title }).click();
    await keepPicture(page, 'draft-phone');
    await page.getByRole('link', { name: 'Go to the reply' }).click();
    await page.getByText('Edit', { exact: true }).click();
    await page.getByLabel('Reply in Markdown').fill('');
    await page.getByRole('button', { name: 'Approve and post' }).click();
    await page.getByRole('alert').waitFor();
    await keepPicture(page, 'empty-reply-phone');
    await page.getByLabel('Reply in Markdown').fill('Short *and* good.');
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await page.locator('#preview em').textContent()).toBe('and');
    await page.getByRole('button', { name: 'Approve and post' }).click();
    await said(page, 'It is being posted.').waitFor();
    expect((await world.store.draft(draft.id))?.editedReply).toBe('Short *and* good.');
    await page.context().close();
  });

  it('fits a phone and passes axe there too', async () => {
    const draft = await world.saveDraft({
      title: `An ${'endless'.repeat(30)} title`,
      body: `${'x'.repeat(300)}\n\n${exampleDraft.body}`,
    });
    const page = await signedIn('wanda', '/review', { viewport: { width: 360, height: 740 } });
    await inspect(page, 'list-narrow');
    await page.goto(`${world.origin}/review/drafts/${draft.id}`);
    await inspect(page, 'draft-narrow');
    await page.goto(`${world.origin}/review/drafts/nothing`);
    await inspect(page, 'error-narrow');
    await page.context().close();
  });

  it('runs no script that a report, a reply or an address brings along', async () => {
    const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const draft = await world.saveDraft({
      title: evil,
      body: evil,
      reply: `${evil}\n\n[x](javascript:document.title='owned')`,
    });
    const page = await signedIn('wanda', `/review/drafts/${draft.id}`);
    await page.getByText('Edit', { exact: true }).click();
    await page.getByText('Preview', { exact: true }).click();
    await page.waitForFunction('!document.querySelector("#preview").hasAttribute("aria-busy")');
    expect(await page.locator('main img, main script, a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toContain('· Dejabug');
    // Even markup that got in would not run: the policy of the page forbids it.
    await page.evaluate(
      `document.querySelector('#preview').innerHTML = '<img src="data:," onerror="document.title=1">'`,
    );
    await page.evaluate('new Promise((done) => setTimeout(done, 100))');
    expect(await page.title()).toContain('· Dejabug');
    await page.context().close();
  });
});
