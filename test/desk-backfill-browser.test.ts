/** A maintainer labels the issues that were open already, in a real browser: report, confirmation, progress, and all of it taken back. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoReports } from '../src/entry/demo/reports.js';
import { type DeskBrowser, hasChromium, inspect, startDeskBrowser } from './desk-chromium.js';

const ref = { installationId: 70, owner: 'acme', repo: 'xen-tools' };
const address = '/review/repositories/acme/xen-tools';
const label = 'known: xen-platform-pci';

describe.skipIf(!hasChromium)('a backfill in the browser', () => {
  let desk: DeskBrowser;
  beforeAll(async () => {
    desk = await startDeskBrowser();
    const { world } = desk;
    await world.store.followPolicy(ref, { fingerprint: 'none', layers: [] }, world.clock.at);
    const [known] = demoReports;
    for (let count = 0; count < 4; count += 1)
      await world.fileIssue('xen-tools', known?.title ?? '', known?.body ?? '');
    await world.fileIssue('xen-tools', 'Please add a dark theme', 'It would be nice.');
  });
  afterAll(() => desk?.close());

  it('is reported, applied after a page that names the cost, watched without a reload, and taken back', async () => {
    const { world } = desk;
    const page = await desk.signedIn('acme');
    await page.goto(world.origin + address);
    await inspect(page, 'backfill-none');
    await page.getByRole('button', { name: 'Make a dry report' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    await inspect(page, 'backfill-surveying');
    // The page is left alone from here: it says by itself that the report is there.
    await world.work();
    await page.getByRole('heading', { name: 'xen-platform-pci: 4 labelled' }).waitFor();
    await inspect(page, 'backfill-report');
    await page.getByRole('link', { name: 'Apply…' }).click();
    await page.getByRole('heading', { name: 'Label 4 issues of acme/xen-tools?' }).waitFor();
    await inspect(page, 'backfill-apply');
    await page.getByRole('button', { name: 'Label 4 issues' }).click();
    await page.getByText('labels set on 4').waitFor();
    await inspect(page, 'backfill-done');
    expect(await world.store.backfillLabels((await world.store.lastBackfill(ref))?.id ?? '')).toEqual([
      { label, issues: 4 },
    ]);
    await page.getByRole('link', { name: 'Take labels back…' }).click();
    await inspect(page, 'backfill-undo');
    await page.getByRole('button', { name: 'Take the labels back' }).click();
    await page.getByText('4 labels taken back').waitFor();
    await inspect(page, 'backfill-undone');
    await page.context().close();
  }, 120_000);

  it('is legible while it runs and while it is paused, on a phone and in the dark', async () => {
    const { world } = desk;
    const { store } = world;
    world.clock.at += 1_000;
    const how = { since: null, runner: 'worker', askedBy: 'acme', state: 'collecting' } as const;
    const backfill = await store.beginBackfill(ref, how, world.clock.at);
    if (backfill === null) throw new Error('another is open');
    await store.addBackfillIssues(
      backfill,
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    const begun = { at: world.clock.at, waiting: 40 };
    await store.moveBackfill(backfill.id, 'collecting', 'running', { begun }, world.clock.at);
    for (let number = 1; number <= 12; number += 1)
      await store.settleBackfillIssue(backfill.id, number, number === 7 ? 'failed' : 'done', 'label');
    world.clock.at += 60_000;
    const phone = {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    } as const;
    const page = await desk.signedIn('acme', '/review', phone);
    await page.goto(world.origin + address);
    await page.getByText('12 of 40 issues (1 could not be done), about 3 minutes left').waitFor();
    await inspect(page, 'backfill-phone-dark');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('acme paused it.').waitFor();
    await inspect(page, 'backfill-paused-phone-dark');
    await page.context().close();
  }, 120_000);
});
