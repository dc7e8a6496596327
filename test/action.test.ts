/** The action without a server: its steps against an emulated GitHub, by a token that acts as `github-actions[bot]`. */

import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { type ActionPlace, actionFile, type Given, placeAction } from './action-steps.js';
import { type Front, mutations, startFront } from './front.js';
import { commitFiles } from './repository-commit.js';

const root = path.resolve(import.meta.dirname, '..');
const [first] = demoReports;
if (first === undefined) throw new Error('The demo has no reports.');
const report = first;
const label = 'known: xen-platform-pci';
const labelPath = encodeURIComponent(label);
const nothingLooked = { problem: '', confidence: '', decision: 'abstain', labels: '[]' };

let front: Front;
let github: EmulatedGitHub;
let action: ActionPlace;
let token: string;
let issues: string;
beforeAll(async () => {
  front = await startFront();
  // GitHub's own workflows act as this App.
  github = await startEmulatedGitHub('http://localhost:9', { slug: 'github-actions' });
  front.target = github.url;
  token = await installationToken();
  issues = `/repos/${github.owner}/${github.repo}/issues`;
  action = placeAction(token, `${github.owner}/${github.repo}`, front.url);
});
afterAll(async () => {
  action?.remove();
  await github?.close();
  await front?.close();
});
beforeEach(() => {
  front.route = () => null;
  front.passed.length = 0;
});

async function installationToken(): Promise<string> {
  const { id, privateKey, installationId } = github.app;
  const now = Math.floor(Date.now() / 1000);
  const words = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: now - 60, exp: now + 500, iss: String(id) },
  ];
  const unsigned = words.map((word) => Buffer.from(JSON.stringify(word)).toString('base64url')).join('.');
  const signature = createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url');
  const answer = await fetch(`${github.url}/app/installations/${installationId}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${unsigned}.${signature}` },
  });
  return z.object({ token: z.string() }).parse(await answer.json()).token;
}

async function asWorkflow(method: string, asked: string): Promise<void> {
  const answer = await fetch(`${github.url}${asked}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok) throw new Error(`${answer.status} to ${method} ${asked}: ${await answer.text()}`);
}

async function file({ title, body }: { title: string; body: string } = report): Promise<number> {
  const { number } = await github.call<{ number: number }>('reporter', 'POST', issues, { title, body });
  return number;
}

async function event(number: number, change: { action?: string; isPrivate?: boolean; sender?: string } = {}) {
  const issue = await github.call<object>('maintainer', 'GET', `${issues}/${number}`);
  return {
    name: 'issues',
    payload: {
      action: change.action ?? 'opened',
      issue,
      repository: { private: change.isPrivate ?? false },
      sender: { login: 'reporter', type: change.sender ?? 'User' },
    },
  };
}

async function runFor(number: number, given: Given = {}, change: Parameters<typeof event>[1] = {}) {
  return action.run(await event(number, change), given);
}

async function labelsOf(number: number): Promise<string[]> {
  const { labels } = await github.call<{ labels: { name: string }[] }>(
    'maintainer',
    'GET',
    `${issues}/${number}`,
  );
  return labels.map(({ name }) => name);
}

async function commentsOf(number: number) {
  return github.call<{ id: number; body: string; user: { login: string } }[]>(
    'maintainer',
    'GET',
    `${issues}/${number}/comments`,
  );
}

async function policy(text: string | null): Promise<void> {
  await commitFiles(github, github.repo, { '.github/dejabug.yml': text ?? 'mode: suggest\n' });
}

describe('a known problem', () => {
  it('is labelled once, told on the page of the run, and given out; a second run changes nothing', async () => {
    const number = await file();
    const first = await runFor(number);
    expect(first).toMatchObject({
      status: 0,
      outputs: {
        problem: 'xen-platform-pci',
        decision: 'label',
        confidence: expect.stringMatching(/^0\.9\d+$/),
        labels: JSON.stringify([label]),
      },
    });
    expect(first.log).toContain(`#${number}: label xen-platform-pci\n`);
    expect(first.summary).toMatch(
      /^### Dejabug on \[#\d+\]\(http.*\n\nLabelled `known: xen-platform-pci`\. Nothing was posted\./,
    );
    expect(first.summary).toContain('For it:');
    expect(await labelsOf(number)).toEqual([label]);
    expect(await commentsOf(number)).toEqual([]);

    front.passed.length = 0;
    const second = await runFor(number, {}, { action: 'edited' });
    expect(second).toMatchObject({ status: 0, outputs: first.outputs, summary: first.summary });
    expect(mutations(front.passed)).toEqual([]);
    expect(action.installs()).toBe(1);
  });

  it('whose label a person removed does not get it back', async () => {
    const number = await file();
    await runFor(number);
    await github.call('maintainer', 'DELETE', `${issues}/${number}/labels/${labelPath}`);
    front.passed.length = 0;
    const again = await runFor(number, {}, { action: 'edited' });
    expect(again).toMatchObject({ status: 0, outputs: { problem: '', decision: 'abstain', labels: '[]' } });
    expect(again.summary).toContain('maintainer removed the label');
    expect(mutations(front.passed)).toEqual([]);
    expect(await labelsOf(number)).toEqual([]);
  });

  it('whose label another workflow removed does not get it back either, though both have one login', async () => {
    const number = await file();
    await runFor(number);
    await asWorkflow('DELETE', `${issues}/${number}/labels/${labelPath}`);
    const again = await runFor(number, {}, { action: 'edited' });
    expect(again.summary).toContain('github-actions[bot] (outside Dejabug) removed the label');
    expect(await labelsOf(number)).toEqual([]);
  });

  it('that a person labelled otherwise is left to them', async () => {
    const number = await file();
    await github.call('maintainer', 'POST', `${issues}/${number}/labels`, { labels: ['known: dell-boot'] });
    expect(await runFor(number)).toMatchObject({
      status: 0,
      outputs: { problem: '', decision: 'abstain', labels: '["known: dell-boot"]' },
    });
    expect(await labelsOf(number)).toEqual(['known: dell-boot']);
  });

  it('in a report that is not one is not seen', async () => {
    const number = await file({ title: 'Add a dark mode', body: 'The page hurts my eyes.' });
    expect(await runFor(number)).toMatchObject({
      status: 0,
      outputs: { problem: '', decision: 'abstain', labels: '[]' },
      summary: expect.stringContaining('Nothing was done.'),
    });
    expect(mutations(front.passed)).toEqual([]);
  });
});

describe('the drafted words', () => {
  const drafted = 'Drafted reply, for you to change and send:';
  it.each<readonly [what: string, isPrivate: boolean, inputs: Record<string, string>, isShown: boolean]>([
    ['stay out of a public page', false, {}, false],
    ['stand on a private one', true, {}, true],
    ['stand on a public one that asks for them', false, { summary: 'reply' }, true],
    ['stay out where only evidence is asked for', true, { summary: 'evidence' }, false],
  ])('%s', async (_what, isPrivate, inputs, isShown) => {
    const { summary } = await runFor(await file(), { inputs }, { isPrivate });
    expect(summary.includes(drafted)).toBe(isShown);
    expect(summary.includes('A reply was drafted. It is left out')).toBe(!isShown);
    if (isShown) expect(summary).toMatch(/````?markdown\n[\s\S]{200,}\n````?\n/);
  });

  it('and all the rest are missing where nothing is to be told', async () => {
    const run = await runFor(await file(), { inputs: { summary: 'off' } });
    expect(run).toMatchObject({ status: 0, summary: '', outputs: { problem: 'xen-platform-pci' } });
  });
});

describe('the policy', () => {
  it('mode off does nothing; dry-run says what it would do', async () => {
    await policy('mode: off\n');
    const number = await file();
    expect(await runFor(number)).toMatchObject({ status: 0, summary: '', outputs: nothingLooked });
    await policy('mode: dry-run\n');
    const { summary, outputs, log } = await runFor(number);
    expect(summary).toContain(`Dry run: would add \`${label}\`.`);
    expect(summary).not.toContain('follow-up');
    expect(outputs).toMatchObject({ problem: 'xen-platform-pci', labels: '[]' });
    expect(log).toContain('label xen-platform-pci (dry run)');
    expect(mutations(front.passed)).toEqual([]);
  });

  it('mode auto posts once, and what a person deleted stays deleted', async () => {
    await policy('mode: auto\n');
    const number = await file();
    const first = await runFor(number);
    expect(first.log).toContain(', reply posted');
    expect(first.summary).toMatch(/The reply \[was posted\]\(http/);
    const [comment, ...others] = await commentsOf(number);
    expect(others).toEqual([]);
    expect(comment?.user.login).toBe('github-actions[bot]');
    await runFor(number, {}, { action: 'edited' });
    expect(await commentsOf(number)).toHaveLength(1);
    await github.call('maintainer', 'DELETE', `${issues}/comments/${comment?.id}`);
    const again = await runFor(number, {}, { action: 'edited' });
    expect(again.summary).toContain('The reply is not posted');
    expect(await commentsOf(number)).toEqual([]);
  });

  it('that is broken fails the step with its reasons on one line, and nothing is done', async () => {
    await policy('mode: sugest\n"a\\n::warning::b": 1\n');
    const number = await file();
    const { status, log, summary } = await runFor(number);
    expect(status).toBe(1);
    expect(log).toMatch(
      /^::error title=Dejabug::The policy \.github\/dejabug\.yml cannot be followed, so nothing was done: .*mode/m,
    );
    expect(log).not.toMatch(/^::warning/m);
    expect(summary).toBe('');
    expect(mutations(front.passed)).toEqual([]);
    await policy(null);
  });
});

describe('an issue that is left alone', () => {
  it.each<
    readonly [what: string, text: string | null, change: (number: number) => Promise<unknown>, says: string]
  >([
    [
      'by a known problem whose mode is off',
      'problems:\n  xen-platform-pci: { mode: off }\n',
      async () => {},
      '',
    ],
    [
      'by its author',
      'exempt_people: [reporter]\n',
      async () => {},
      'The policy exempts reports of reporter.',
    ],
    [
      'by its label',
      'exempt_labels: [secret]\n',
      (number) => github.call('maintainer', 'POST', `${issues}/${number}/labels`, { labels: ['secret'] }),
      'The policy exempts issues with the label',
    ],
    [
      'because it is closed',
      null,
      (number) => github.call('maintainer', 'PATCH', `${issues}/${number}`, { state: 'closed' }),
      'The issue is closed.',
    ],
  ])('%s shows nothing of what it says', async (_what, text, change, says) => {
    if (text !== null) await policy(text);
    const number = await file();
    await change(number);
    const { status, summary, outputs } = await runFor(number, { inputs: { summary: 'reply' } });
    expect({ status, outputs }).toEqual({ status: 0, outputs: nothingLooked });
    expect(summary).toContain(says);
    if (says === '') expect(summary).toBe('');
    expect(summary).not.toMatch(/For it:|xen-platform-pci|%|line \d/);
    expect(mutations(front.passed)).toEqual([]);
    await policy(null);
  });
});

describe('whose token it is', () => {
  it("a person's labels by hand are their judgement, although Dejabug acts by the person's token", async () => {
    await policy('mode: auto\n');
    front.route = (_method, asked) =>
      asked === '/user' ? { status: 200, body: { login: 'maintainer' } } : null;
    const number = await file();
    await github.call('maintainer', 'POST', `${issues}/${number}/labels`, { labels: ['known: dell-boot'] });
    const { status, summary } = await runFor(number, { inputs: { token: github.tokens.maintainer } });
    expect(status).toBe(0);
    expect(summary).toContain('A person labelled it `known: dell-boot`; their judgement stands.');
    expect(await labelsOf(number)).toEqual(['known: dell-boot']);
    expect(await commentsOf(number)).toEqual([]);
    await policy(null);
  });

  it("an App's needs to be said: without it nothing is done, with it a second run repeats nothing", async () => {
    front.route = (_method, asked) =>
      asked === '/user' ? { status: 403, body: { message: 'Resource not accessible by integration' } } : null;
    await policy('mode: auto\n');
    const number = await file();
    // The default of the input is another token than this one, as `github.token` is.
    const inputs = { token: await installationToken() };
    const refused = await runFor(number, { inputs });
    expect(refused.log).toMatch(/^::error title=Dejabug::Nothing was done: .*Set the input `login`/m);
    expect(refused).toMatchObject({ status: 1, summary: '' });
    expect(mutations(front.passed)).toEqual([]);
    const named = { ...inputs, login: 'github-actions[bot]' };
    expect((await runFor(number, { inputs: named })).log).toContain(', reply posted');
    expect((await runFor(number, { inputs: named }, { action: 'edited' })).status).toBe(0);
    expect(await commentsOf(number)).toHaveLength(1);
    await policy(null);
  });
});

describe('what is not for it', () => {
  it.each<readonly [what: string, name: string, payload: object, says: RegExp]>([
    ['a push', 'push', { ref: 'x' }, /Nothing to do: Dejabug looks at issues, and this is the event push/],
    ["a fork's pull request", 'pull_request', { action: 'opened', pull_request: {} }, /Nothing to do/],
    [
      'a pull request as an issue',
      'issues',
      { action: 'opened', issue: { number: 1, pull_request: {} } },
      /pull request/,
    ],
    ['a label', 'issues', { action: 'labeled', issue: { number: 1 } }, /only opened, edited, reopened/],
    ['a bot', 'issues', { action: 'edited', issue: { number: 1 }, sender: { type: 'Bot' } }, /A bot did it/],
    ['an issue that is gone', 'issues', { action: 'opened', issue: { number: 99999 } }, /#99999 is gone/],
  ])('%s ends the step in peace', async (_what, name, payload, says) => {
    const { status, log } = await action.run({ name, payload });
    expect(log).toMatch(says);
    expect(status).toBe(0);
    expect(mutations(front.passed)).toEqual([]);
  });

  it.each<readonly [what: string, inputs: Record<string, string>, says: RegExp]>([
    ['no issue', {}, /Which issue\? .* the input `issue`/],
    [
      'an issue that is no number',
      { issue: '1; touch /tmp/x' },
      /the input `issue` is no number of an issue/,
    ],
    ['an issue that is not there', { issue: '99999' }, /There is no issue #99999/],
    ['another page', { issue: '1', summary: 'all' }, /the input `summary` is none of reply, evidence, off/],
    ['no token', { issue: '1', token: '' }, /the input `token` of the action is empty/],
    ['a login that is none', { issue: '1', login: 'a b' }, /the input `login` is no login/],
  ])('%s by hand is a mistake that is told', async (_what, inputs, says) => {
    const { status, log } = await action.run({ name: 'workflow_dispatch', payload: {} }, { inputs });
    expect(log).toMatch(new RegExp(`^::error title=Dejabug::.*${says.source}`, 'm'));
    expect(status).toBe(1);
  });

  it('but an issue that is named by hand is looked at', async () => {
    const number = await file();
    const inputs = { issue: String(number) };
    const { outputs } = await action.run({ name: 'workflow_dispatch', payload: {} }, { inputs });
    expect(outputs.problem).toBe('xen-platform-pci');
  });
});

describe('GitHub', () => {
  it('that asks for a moment is given it; one that asks for an hour fails the step', async () => {
    const number = await file();
    const payload = await event(number);
    let refusals = 0;
    let seconds = '1';
    front.route = (method, asked) => {
      if (method !== 'POST' || !asked.endsWith('/labels') || refusals === 2) return null;
      refusals += 1;
      return { status: 429, body: { message: 'slow down' }, headers: { 'retry-after': seconds } };
    };
    expect(await action.run(payload)).toMatchObject({
      status: 0,
      outputs: { labels: JSON.stringify([label]) },
    });
    expect(refusals).toBe(2);
    seconds = '3600';
    refusals = 0;
    const { status, log } = await action.run(await event(await file()));
    expect(log).toMatch(/^::error .*rate limit.*Run the job again/m);
    expect(status).toBe(1);
  });

  it('that grants too little is answered by what to grant', async () => {
    front.route = (_method, asked) =>
      asked.startsWith(issues)
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : null;
    const { status, log } = await runFor(await file());
    expect(log).toMatch(
      /^::error .*Resource not accessible.*`permissions: \{ issues: write, contents: read \}`/m,
    );
    expect(status).toBe(1);
  });
});

it('words of an issue are no commands to the runner, and no mention on its page', async () => {
  const number = await file({
    title: `::error::mine ##[add-mask]x @everybody ${report.title}`,
    body: `::stop-commands::x\n\n${report.body}\n\n@everybody see #1 \`\`\`\`\n</details><img src=x>`,
  });
  const { log, summary } = await runFor(number, {
    inputs: { summary: 'reply' },
    environment: { RUNNER_DEBUG: '1' },
  });
  expect(log).not.toMatch(/^\s*::|##\[/m);
  expect(summary).not.toMatch(/@everybody|<img/);
});

describe('action.yml', () => {
  it('puts nothing from outside into the text of a command, and uses no other action', () => {
    expect(actionFile.runs.using).toBe('composite');
    for (const step of actionFile.runs.steps) {
      expect(step.run).not.toContain('${{');
      expect(Object.keys(step)).not.toContain('uses');
      expect(step.shell).toBe('bash');
    }
    // Packages are installed without their scripts, and without the token.
    const [install] = actionFile.runs.steps;
    expect(install?.run).toContain('npm ci --include=dev --ignore-scripts');
    expect(install?.env).toBeUndefined();
  });

  it('is explained with every input and output, and asks in its example for what the docs justify', () => {
    const docs = readFileSync(path.join(root, 'docs/action.md'), 'utf8');
    for (const name of [...Object.keys(actionFile.inputs), ...Object.keys(actionFile.outputs)])
      expect(docs).toContain(`| \`${name}\` |`);
    const text = readFileSync(path.join(root, 'examples/workflows/dejabug.yml'), 'utf8');
    const example = parse(text);
    expect(docs).toContain(text);
    const { triage } = example.jobs;
    expect(triage.permissions).toEqual({ issues: 'write', contents: 'read' });
    expect(example.permissions).toEqual({});
    expect(example.on.issues.types).toEqual(['opened', 'edited', 'reopened']);
    expect(triage.concurrency['cancel-in-progress']).toBe(false);
    for (const { with: given } of triage.steps)
      expect(Object.keys(given).filter((name) => actionFile.inputs[name] === undefined)).toEqual([]);
  });
});
