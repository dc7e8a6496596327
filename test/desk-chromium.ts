/** The desk in a real browser: a world, a server, Chromium, and a look at each page by axe-core. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { serve } from '@hono/node-server';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { freePort } from '../src/entry/free-port.js';
import { type DeskWorld, type Login, startDeskWorld } from './desk-world.js';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const artefacts = path.join(import.meta.dirname, 'artefacts');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** False where suites that need a browser are skipped. */
export const hasChromium = existsSync(executablePath);

export interface DeskBrowser {
  readonly world: DeskWorld;
  /** A page of a fresh browser, signed in by pressing the emulator's button. A script that opens a dialog fails the test. */
  signedIn(login: Login, to?: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function startDeskBrowser(options: { undoMs?: number } = {}): Promise<DeskBrowser> {
  mkdirSync(artefacts, { recursive: true });
  const port = await freePort('127.0.0.1');
  const world = await startDeskWorld({ port, embedded: true, ...options });
  const server = serve({ fetch: world.app.fetch, port });
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    world,
    async signedIn(login, to = '/review', more = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...more });
      const page = await context.newPage();
      page.on('dialog', (dialog) => {
        throw new Error(`a script of the page ran: ${dialog.message()}`);
      });
      await page.goto(world.origin + to);
      await page.getByRole('button', { name: login }).click();
      await page.waitForURL(world.origin + to);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
      await world.close();
    },
  };
}

/** Keeps a screenshot to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(artefacts, `desk-${name}.png`), fullPage: true });
}

/** Keeps a screenshot, and holds the page against axe-core's rules and against its own width. */
export async function inspect(page: Page, name: string): Promise<void> {
  await keepPicture(page, name);
  const violations = await page.evaluate(`${axe};
    axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`);
  expect(violations).toEqual([]);
  const [content, window] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
    number,
    number,
  ];
  expect(content).toBeLessThanOrEqual(window);
}
