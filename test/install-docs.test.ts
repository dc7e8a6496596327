/**
 * docs/install.md carried out as it stands: its commands in their order, from a clone to an issue with its label. The reader's part is the
 * browser, the host in the place of `dejabug.example.org`, and what `.env` says of a GitHub Enterprise, which is the emulator.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsTable } from '../src/adapters/env/settings-table.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { freePort } from '../src/entry/free-port.js';
import { copyTree } from './action-steps.js';
import { elementWith } from './desk-page.js';
import { blocksOf } from './docs-blocks.js';
import { type Front, startFront } from './front.js';
import { commitFiles } from './repository-commit.js';

const blocks = blocksOf('docs/install.md');
const origin = 'https://github.com/dejabug/dejabug.git';
const exampleUrl = 'https://dejabug.example.org';

/** Shell commands under a heading that begins like this; settings, which look like assignments, are none. */
function commandsUnder(heading: string): readonly string[] {
  return blocks
    .filter(
      (block) => block.heading.startsWith(heading) && block.language === 'sh' && !isSettings(block.text),
    )
    .map(({ text }) => text);
}

function isSettings(text: string): boolean {
  return text
    .trimEnd()
    .split('\n')
    .every((line) => /^[A-Z_]+=/.test(line) && !/^\S+ \S*npx/.test(line));
}

let directory: string;
let front: Front;
let github: EmulatedGitHub;
let url: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'dejabug-install-'));
  const port = await freePort('localhost');
  url = `http://localhost:${port}`;
  front = await startFront();
  github = await startEmulatedGitHub(url);
  front.target = github.url;
  front.route = (method, asked) => {
    if (method === 'POST' && asked === '/app-manifests/the-code/conversions')
      return { status: 201, body: converted() };
    if (asked.startsWith('/app/hook/config'))
      return {
        status: 200,
        body: {
          url: `${url}/api/github/webhooks`,
          content_type: 'json',
          secret: '********',
          insecure_ssl: '0',
        },
      };
    return null;
  };
  // What is cloned is the working tree, as it would be committed.
  const source = path.join(directory, 'source');
  mkdirSync(source);
  copyTree(source);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: source, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'As it is');
});
afterAll(async () => {
  for (const child of running) stop(child);
  await front?.close();
  await github?.close();
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
});

function converted() {
  const { id, slug, privateKey, webhookSecret, clientId, clientSecret } = github.app;
  return {
    ...{ id, slug, pem: privateKey, webhook_secret: webhookSecret },
    ...{ client_id: clientId, client_secret: clientSecret, html_url: `${front.url}/apps/${slug}` },
  };
}

function stop(child: ChildProcess): void {
  try {
    // The shell and what it began.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It is gone.
  }
}

/** Begins a block in a shell, in `place`; `said` grows. */
function begin(text: string, place: string) {
  const child = spawn('sh', ['-ec', text.replaceAll(exampleUrl, url)], {
    cwd: place,
    detached: true,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      npm_config_prefer_offline: 'true',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${path.join(directory, 'source')}.insteadOf`,
      GIT_CONFIG_VALUE_0: origin,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const shell = {
    child,
    said: '',
    ended: new Promise<number | null>((resolve) => child.once('close', resolve)),
  };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (heard: string) => {
      shell.said += heard;
    });
  return shell;
}

async function carryOut(text: string, place: string): Promise<string> {
  const shell = begin(text, place);
  const status = await shell.ended;
  if (status !== 0) throw new Error(`${text}ended with ${status}:\n${shell.said}`);
  return shell.said;
}

/** Waits for what a shell brings about; one that ends before that has failed. */
async function until<T>(
  what: string,
  shell: ReturnType<typeof begin>,
  look: () => Promise<T | null>,
): Promise<T> {
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; await sleep(200)) {
    const seen = await look();
    if (seen !== null) return seen;
    if (shell.child.exitCode !== null) break;
  }
  throw new Error(`${what} did not come. What was said:\n${shell.said}`);
}

/** Opens the printed link and confirms on GitHub, as a person does. */
async function confirm(link: string): Promise<void> {
  const first = await fetch(link);
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const html = await first.text();
  const action = new URL(elementWith(html, 'form')?.attributes.action ?? '');
  expect(action.origin).toBe(front.url);
  const manifest = JSON.parse(elementWith(html, 'input', { name: 'manifest' })?.attributes.value ?? '');
  expect(manifest.hook_attributes.url).toBe(`${url}/api/github/webhooks`);
  const state = action.searchParams.get('state');
  const back = await fetch(`${manifest.redirect_url}?code=the-code&state=${state}`, { headers: { cookie } });
  expect(await back.text()).toContain('Install the App');
}

async function labelsOf(number: number): Promise<string[]> {
  const { labels } = await github.call<{ labels: { name: string }[] }>(
    'maintainer',
    'GET',
    `/repos/${github.owner}/${github.repo}/issues/${number}`,
  );
  return labels.map(({ name }) => name);
}

async function file(index: number): Promise<number> {
  const { title = '', body = '' } = demoReports[index] ?? {};
  const issues = `/repos/${github.owner}/${github.repo}/issues`;
  return (await github.call<{ number: number }>('reporter', 'POST', issues, { title, body })).number;
}

describe('docs/install.md', () => {
  it('leads from nothing to a labelled issue', async () => {
    const [clone = ''] = commandsUnder('Install Dejabug');
    const [setup = ''] = commandsUnder('1.');
    const [start = ''] = commandsUnder('3.');
    const [doctor = ''] = commandsUnder('5.');
    expect(clone).toContain(`git clone ${origin}`);
    await carryOut(clone, directory);

    const checkout = path.join(directory, 'dejabug');
    writeFileSync(
      path.join(checkout, '.env'),
      `GITHUB_SERVER_URL=${front.url}\nGITHUB_API_URL=${front.url}\nPORT=${new URL(url).port}\nGRACE_SECONDS=0\n`,
    );
    const creating = begin(setup, checkout);
    const link = await until(
      'a printed link',
      creating,
      async () => /http:\/\/localhost\S+/.exec(creating.said)?.[0] ?? null,
    );
    await confirm(link);
    expect(await creating.ended).toBe(0);

    const served = begin(start, checkout);
    await until('readiness', served, () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => (ok ? true : null),
        () => null,
      ),
    );
    const number = await file(0);
    const labels = await until('a label', served, async () => {
      const set = await labelsOf(number);
      return set.length > 0 ? set : null;
    });
    expect(labels).toEqual(['known: xen-platform-pci']);

    const findings = await carryOut(doctor, checkout);
    expect(findings).toContain('Nothing is wrong.');

    const [dryRun] = blocks.filter(
      ({ heading, language }) => heading.startsWith('6.') && language === 'yaml',
    );
    await commitFiles(github, github.repo, { '.github/dejabug.yml': dryRun?.text ?? '' });
    const watched = await file(0);
    await until('a decision in the log', served, async () => {
      const lines = served.said.split('\n');
      const isTriaged = (line: string) =>
        line.includes('issue triaged') && line.includes(`"number":${watched}}`);
      return lines.some((line) => isTriaged(line) && line.includes('Dry run: would add')) ? true : null;
    });
    expect(await labelsOf(watched)).toEqual([]);
    stop(served.child);
    await served.ended;
  }, 900_000);

  it('has no other command that a test could carry out', () => {
    const carriedOut = ['Install Dejabug', '1.', '3.', '5.'].map((heading) => commandsUnder(heading)[0]);
    const others = blocks.filter(
      ({ language, text }) => language === 'sh' && !isSettings(text) && !carriedOut.includes(text),
    );
    // Where no container engine runs, test/deployment.test.ts carries out what the containers would.
    expect(others.map(({ text }) => text)).toEqual(['docker compose up -d\n']);
  });

  it('names settings that exist', () => {
    const [settings] = blocks.filter(({ language, text }) => language === 'sh' && isSettings(text));
    const named = Array.from(settings?.text.matchAll(/^([A-Z_]+)=/gm) ?? [], (match) => match[1] ?? '');
    const known: readonly string[] = settingsTable.map(({ name }) => name);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});
