/** The scorecard in a real browser: every state of it, in the light and in the dark, on a phone, and axe-core on each. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { feedbackOnDraft, type Said } from '../src/app/record-feedback.js';
import { freePort } from '../src/entry/free-port.js';
import { type DeskWorld, type Login, startDeskWorld } from './desk-world.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const artefacts = path.join(import.meta.dirname, 'artefacts');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const day = 24 * 60 * 60_000;

describe.skipIf(!existsSync(executablePath))('the scorecard in Chromium', () => {
  let world: DeskWorld;
  let server: ServerType;
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(artefacts, { recursive: true });
    const port = await freePort('127.0.0.1');
    world = await startDeskWorld({ port, embedded: true });
    server = serve({ fetch: world.app.fetch, port });
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await world?.close();
  });

  async function signedIn(
    login: Login,
    to = '/review/scorecard',
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(world.origin + to);
    await page.getByRole('button', { name: login }).click();
    await page.waitForURL(world.origin + to);
    return page;
  }

  /** Keeps a screenshot to look at, and holds the page against axe-core's rules and its own width. */
  async function inspect(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: path.join(artefacts, `scorecard-${name}.png`), fullPage: true });
    const violations = await page.evaluate(`${axe};
      axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`);
    expect(violations).toEqual([]);
    const [content, window] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
      number,
      number,
    ];
    expect(content).toBeLessThanOrEqual(window);
  }

  /** A season of judgements: one problem well, one badly, one hardly ever. */
  async function season(): Promise<void> {
    const now = world.clock.at;
    const rights = { 'xen-platform-pci': 28, 'dell-boot': 7, 'ec2-kexec': 3 } as const;
    for (const [category, right] of Object.entries(rights)) {
      for (let count = 0; count < right + 3; count += 1) {
        const draft = await world.saveDraft({ category });
        const at = now - ((count * 37) % 120) * day;
        const said: Omit<Said, 'by' | 'at'> =
          count >= right
            ? { kind: 'rejected', reason: 'wrong-problem' }
            : count % 4 === 0
              ? { kind: 'edited', edited: 'Other words.' }
              : { kind: 'approved' };
        const drafted = { ...draft, createdAt: at - ((count % 5) + 1) * 20 * 60_000 };
        await world.store.saveFeedback(feedbackOnDraft(drafted, { by: 'wanda', at, ...said }));
        const decision = { title: '', confidence: 0.9, reason: '', evidence: null, labels: [], at };
        await world.store.recordDecision({
          ...draft,
          ...decision,
          deliveryId: draft.id,
          category,
          decision: 'label',
        });
      }
    }
  }

  it('says that there is nothing yet, to who may review nothing and to who has judged nothing', async () => {
    const nobody = await signedIn('nora');
    await nobody.getByRole('heading', { name: 'No repository for you here yet' }).waitFor();
    await inspect(nobody, 'no-repository');
    await nobody.context().close();
    await world.saveDraft();
    const page = await signedIn('wanda');
    await page.getByRole('heading', { name: 'Nothing recognised in this period' }).waitFor();
    await inspect(page, 'empty');
    await page.context().close();
  });

  describe('with a season of judgements', () => {
    beforeAll(season);

    it('shows figures, plots and the demotion, and takes the demotion back', async () => {
      const page = await signedIn('wanda');
      await page.getByRole('img', { name: 'Precision of each known problem' }).waitFor();
      await page.getByRole('img', { name: 'Judgements by week' }).waitFor();
      await page.getByText('dell-boot is demoted to suggestions').waitFor();
      await page.getByText('Table of the weeks').click();
      await inspect(page, 'figures');

      await page.goto(`${world.origin}/review`);
      await page.getByText('dell-boot is demoted to suggestions').waitFor();
      await inspect(page, 'demoted-list');
      await page.getByRole('link', { name: 'See the scorecard' }).click();
      await page.getByRole('heading', { name: 'By week: dell-boot' }).waitFor();
      await inspect(page, 'one-problem');
      await page.getByRole('button', { name: 'Let dell-boot act again' }).click();
      await page.locator('#main').getByText('dell-boot may act again in acme/xen-tools').waitFor();
      expect(await page.getByText('is demoted to suggestions').count()).toBe(0);
      await inspect(page, 'reset');
      await page.context().close();
    });

    it('stays readable in the dark and on a phone', async () => {
      const dark = await signedIn('wanda', '/review/scorecard', { colorScheme: 'dark' });
      await dark.getByRole('img', { name: 'Judgements by week' }).waitFor();
      await inspect(dark, 'dark');
      await dark.context().close();
      const phone = await signedIn('wanda', '/review/scorecard', {
        viewport: { width: 390, height: 844 },
        isMobile: true,
      });
      await phone.getByRole('img', { name: 'Judgements by week' }).waitFor();
      await inspect(phone, 'phone');
      await phone.context().close();
    });

    it('narrows by the filters, whose choice lives in the address', async () => {
      const page = await signedIn('wanda');
      await page.getByRole('combobox', { name: 'Known problem' }).selectOption('ec2-kexec');
      await page.getByLabel('Period').selectOption('52');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByRole('heading', { name: 'By week: ec2-kexec' }).waitFor();
      expect(new URL(page.url()).searchParams.get('weeks')).toBe('52');
      expect(await page.getByRole('row', { name: /dell-boot/ }).count()).toBe(0);
      await page.context().close();
    });

    it('weighs little', async () => {
      const page = await signedIn('wanda');
      const answer = await page.goto(`${world.origin}/review/scorecard`);
      expect((await answer?.body())?.byteLength ?? 0).toBeLessThan(100_000);
      await page.context().close();
    });
  });
});
