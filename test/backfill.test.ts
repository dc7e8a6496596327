/** Backfill against an emulated GitHub: the dry report touches nothing, applying can stop and go on, and undoing leaves people's labels alone. */

import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackfillRun, runBackfill, undoBackfill } from '../src/app/backfill.js';
import { PolicyUnusable, surveyIssues } from '../src/app/survey-issues.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { runBeside } from './async-command.js';
import { type Front, mutations, startFront } from './front.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
const label = 'known: xen-platform-pci';

let front: Front;
let world: World;
let known1: number;
let known2: number;
let known3: number;
let noise: number;
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
  await world.setPolicy('mode: off\n');
  known1 = await world.fileIssue(known?.title ?? '', known?.body ?? '');
  known2 = await world.fileIssue(known?.title ?? '', known?.body ?? '');
  known3 = await world.fileIssue(known?.title ?? '', known?.body ?? '');
  noise = await world.fileIssue('Please add a dark theme', 'It would be nice.');
  for (const number of [known1, known2, known3, noise]) await world.decision(number);
  await world.setPolicy('mode: suggest\n');
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});

const repository = () => world.ref(0);
const running = (change: Partial<BackfillRun> = {}): BackfillRun => ({
  since: null,
  signal: new AbortController().signal,
  onProgress: () => {},
  sleep: async () => {},
  ...change,
});

describe('the dry report', () => {
  it('counts by known problem, with examples and cost, and changes nothing on GitHub', async () => {
    front.passed.length = 0;
    const report = await surveyIssues(repository(), world.dejabug.deps, { since: null });
    expect(report).toMatchObject({
      issues: 4,
      problems: [{ category: 'xen-platform-pci', label: 3, suggest: 0 }],
      leftAlone: 1,
      dryRun: 0,
      drafts: 3,
      cost: { requests: 15, writes: 3, minutes: 1, days: 1 },
    });
    expect(report.problems[0]?.examples.map(({ number }) => number)).toEqual([known3, known2, known1]);
    expect(front.passed.length).toBeGreaterThan(0);
    expect(mutations(front.passed)).toEqual([]);
    expect(await world.dejabug.store.lastBackfill(repository())).toBeNull();
  });

  it('looks at the newest ones where only so many are wanted, and at none that are older than wanted', async () => {
    const { deps } = world.dejabug;
    expect(await surveyIssues(repository(), deps, { since: null, most: 2 })).toMatchObject({ issues: 2 });
    expect(await surveyIssues(repository(), deps, { since: Date.now() + 60_000 })).toMatchObject({
      issues: 0,
    });
  });

  it('is printed by the command line, beside a running Dejabug', async () => {
    const { status, stdout, stderr } = await runBeside(
      ['backfill', `${world.github.owner}/${world.github.repo}`],
      {
        APP_ID: String(world.github.app.id),
        PRIVATE_KEY: world.github.app.privateKey,
        WEBHOOK_SECRET: 'x'.repeat(20),
        GITHUB_CLIENT_ID: 'a',
        GITHUB_CLIENT_SECRET: 'b',
        GITHUB_API_URL: front.url,
        GITHUB_SERVER_URL: front.url,
      },
      tmpdir(),
    );
    expect(stderr).toContain('xen-platform-pci: 3 labelled, 0 only suggested');
    expect(stderr).toContain('Nothing was changed.');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ report: { issues: 4, leftAlone: 1 } });
    expect(mutations(front.passed)).toEqual([]);
  });

  it('of a broken policy that was never good is none', async () => {
    await world.dejabug.store.dropPolicy(repository());
    await world.setPolicy('mode: sugest\n');
    await expect(surveyIssues(repository(), world.dejabug.deps, { since: null })).rejects.toBeInstanceOf(
      PolicyUnusable,
    );
    await world.setPolicy('mode: suggest\n');
  });

  it('of five thousand issues holds one page of them at a time', async () => {
    const body = `${'A log line that says nothing at all about anything.\n'.repeat(80)}`;
    front.route = (method, path) => {
      const { pathname, searchParams } = new URL(path, front.url);
      if (method !== 'GET' || !pathname.endsWith('/issues')) return null;
      const page = Number(searchParams.get('page'));
      return { status: 200, body: page > 50 ? [] : Array.from({ length: 100 }, (_, at) => listed(page, at)) };
    };
    function listed(page: number, at: number) {
      const number = 100_000 - page * 100 - at;
      const day = '2026-01-01T00:00:00Z';
      return {
        number,
        title: `Issue ${number}`,
        body: `${number}\n${body}`,
        html_url: `https://github.example/${number}`,
        state: 'open',
        locked: false,
        user: { login: 'reporter', type: 'User' },
        labels: [],
        created_at: day,
        updated_at: day,
      };
    }
    try {
      setFlagsFromString('--expose-gc');
      const collect: () => void = runInNewContext('gc');
      const heaps: number[] = [];
      const report = await surveyIssues(repository(), world.dejabug.deps, {
        since: null,
        async onPage(looked) {
          if (looked % 1_000 !== 0) return;
          collect();
          front.passed.length = 0;
          heaps.push(process.memoryUsage().heapUsed);
        },
      });
      expect(report).toMatchObject({ issues: 5_000, leftAlone: 5_000 });
      // Four thousand issues of 4 KB are 16 MB, were they kept.
      expect((heaps[4] ?? 0) - (heaps[0] ?? 0)).toBeLessThan(8 * 1024 * 1024);
    } finally {
      front.route = () => null;
    }
  }, 120_000);
});

describe('applying', () => {
  it('stops where it is asked to, and the next run goes on from there', async () => {
    const stop = new AbortController();
    const first = await runBackfill(
      repository(),
      world.dejabug.deps,
      running({ signal: stop.signal, onProgress: () => stop.abort() }),
    );
    expect(first).toMatchObject({ done: 1, waiting: 2, paused: 'It was stopped.' });
    expect([await world.labelsOf(known1), await world.labelsOf(known2)]).toEqual([[label], []]);

    const seen: number[] = [];
    const second = await runBackfill(
      repository(),
      world.dejabug.deps,
      running({ onProgress: ({ waiting }) => seen.push(waiting) }),
    );
    expect(second).toMatchObject({ id: first.id, done: 3, waiting: 0, failed: 0, paused: null });
    expect(seen).toEqual([1, 0]);
    for (const number of [known1, known2, known3]) {
      expect(await world.labelsOf(number)).toEqual([label]);
      expect(await world.draftsOf(number)).toHaveLength(1);
    }
    const written = mutations(front.passed).filter((one) => one.endsWith('/labels'));
    // Each issue once, and the label itself once.
    expect(new Set(written).size).toBe(written.length);
    expect(await world.labelsOf(noise)).toEqual([]);
  });

  it('undone takes back what nobody touched, and leaves what a person put back or took off', async () => {
    const { owner, repo } = world.github;
    await world.removeLabel(known2, label);
    await world.github.call('maintainer', 'POST', `/repos/${owner}/${repo}/issues/${known2}/labels`, {
      labels: [label],
    });
    await world.removeLabel(known3, label);
    const options = running();
    const undone = await undoBackfill(repository(), world.dejabug.deps, options);
    expect(undone).toMatchObject({ removed: 1, left: 2 });
    expect(await world.labelsOf(known1)).toEqual([]);
    expect(await world.labelsOf(known2)).toEqual([label]);
    expect(await world.labelsOf(known3)).toEqual([]);
    // Once more there is nothing left to take back.
    expect(await undoBackfill(repository(), world.dejabug.deps, options)).toMatchObject({ removed: 0 });
    expect(await world.dejabug.store.lastBackfill(repository())).toMatchObject({ state: 'undone' });
  });

  it('waits as long as GitHub asks', async () => {
    await world.setPolicy('mode: off\n');
    const late = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.decision(late);
    await world.setPolicy('mode: suggest\n');
    let refusals = 1;
    front.route = (method, path) => {
      if (method !== 'POST' || !path.endsWith(`/issues/${late}/labels`) || refusals === 0) return null;
      refusals -= 1;
      return { status: 429, body: { message: 'You have exceeded a secondary rate limit' } };
    };
    let ahead = 0;
    const sleep = async (ms: number) => {
      ahead += ms;
    };
    try {
      const deps = { ...world.dejabug.deps, clock: { now: () => Date.now() + ahead } };
      const end = await runBackfill(repository(), deps, running({ sleep }));
      expect(end).toMatchObject({ failed: 0, waiting: 0, paused: null });
      expect(ahead).toBeGreaterThanOrEqual(60_000);
      expect(await world.labelsOf(late)).toEqual([label]);
    } finally {
      front.route = () => null;
    }
  });

  it('leaves what the noise budget puts off to the next run', async () => {
    await world.setPolicy('mode: off\n');
    const late = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.decision(late);
    await world.setPolicy('noise_budget: { labels_per_day: 1 }\n');
    const end = await runBackfill(repository(), world.dejabug.deps, running());
    expect(end.paused).toMatch(/noise budget of .* is spent; it goes on tomorrow/);
    expect(end.waiting).toBe(1);
    await world.setPolicy('mode: suggest\n');
  });
});
