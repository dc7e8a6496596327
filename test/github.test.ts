/** The GitHub port against the emulator: what is read, what is written, and what is no error. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGitHub } from '../src/adapters/github/open-github.js';
import type { GitHub, IssueRef } from '../src/app/ports.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { silentLog } from './backends.js';

let emulated: EmulatedGitHub;
let github: GitHub;
beforeAll(async () => {
  // Nothing listens for the webhooks; the emulator does not mind.
  emulated = await startEmulatedGitHub('http://localhost:9');
  github = openGitHub({
    appId: emulated.app.id,
    privateKey: emulated.app.privateKey,
    apiUrl: emulated.url,
    pace: false,
    log: silentLog,
  });
});
afterAll(() => emulated?.close());

function ref(number = 0): IssueRef {
  return {
    installationId: emulated.app.installationId,
    owner: emulated.owner,
    repo: emulated.repo,
    number,
  };
}

function path(rest: string): string {
  return `/repos/${emulated.owner}/${emulated.repo}/${rest}`;
}

async function file(
  title: string,
  body: string | null = 'It broke.',
  labels: string[] = [],
): Promise<number> {
  const issue = await emulated.call<{ number: number }>('reporter', 'POST', path('issues'), { title, body });
  if (labels.length > 0)
    await emulated.call('maintainer', 'POST', path(`issues/${issue.number}/labels`), { labels });
  return issue.number;
}

const label = { name: 'known: some thing', color: '5319e7', description: 'What it is' };

describe('reading an issue', () => {
  it('gives text, author, labels and who set them', async () => {
    const number = await file('Broken', 'Badly.', ['bug']);
    await github.ensureLabel(ref(), label);
    await github.addLabels(ref(number), [label.name]);
    await emulated.call('maintainer', 'DELETE', path(`issues/${number}/labels/bug`));

    expect(await github.readIssue(ref(number))).toMatchObject({
      title: 'Broken',
      body: 'Badly.',
      url: `${emulated.url}/${emulated.owner}/${emulated.repo}/issues/${number}`,
      state: 'open',
      locked: false,
      isPullRequest: false,
      author: { login: 'reporter', isBot: false },
      labels: [label.name],
      labelEvents: [
        { label: 'bug', change: 'labeled', actor: { login: 'maintainer', isBot: false } },
        { label: label.name, change: 'labeled', actor: { login: 'dejabug[bot]', isBot: true } },
        { label: 'bug', change: 'unlabeled', actor: { login: 'maintainer', isBot: false } },
      ],
      comments: [],
    });
  });

  it('gives an empty text for an issue without body', async () => {
    expect(await github.readIssue(ref(await file('No body', null)))).toMatchObject({ body: '' });
  });

  it('makes text well-formed that no database could hold', async () => {
    const snapshot = await github.readIssue(ref(await file('Odd', 'half \ud83d and NUL \u0000.')));
    expect(snapshot?.body).toBe('half \ufffd and NUL \ufffd.');
  });

  it('says when it is closed or locked', async () => {
    const number = await file('Closed and locked');
    await emulated.call('maintainer', 'PATCH', path(`issues/${number}`), { state: 'closed' });
    await emulated.call('maintainer', 'PUT', path(`issues/${number}/lock`), {});
    expect(await github.readIssue(ref(number))).toMatchObject({ state: 'closed', locked: true });
  });

  it('reads every comment of a long conversation', async () => {
    const number = await file('Long');
    for (let count = 0; count < 103; count += 1)
      await emulated.call('reporter', 'POST', path(`issues/${number}/comments`), { body: `Me too ${count}` });
    const snapshot = await github.readIssue(ref(number));
    expect(snapshot?.comments).toHaveLength(103);
    expect(snapshot?.comments.at(-1)).toMatchObject({ body: 'Me too 102', author: { login: 'reporter' } });
  });

  it.each([
    ['issue', () => ref(4040)],
    ['repository', () => ({ ...ref(1), repo: 'nowhere' })],
    ['installation', () => ({ ...ref(1), installationId: 999 })],
  ])('gives null when there is no such %s', async (_what, place) => {
    expect(await github.readIssue(place())).toBeNull();
  });
});

describe('writing', () => {
  it('creates a label once and leaves an existing one as people made it', async () => {
    await emulated.call('maintainer', 'POST', path('labels'), { name: 'ours', color: '000000' });
    await github.ensureLabel(ref(), { ...label, name: 'ours' });
    await github.ensureLabel(ref(), { ...label, name: 'new one' });
    await github.ensureLabel(ref(), { ...label, name: 'new one' });
    expect(await emulated.call('maintainer', 'GET', path('labels/ours'))).toMatchObject({ color: '000000' });
    expect(await emulated.call('maintainer', 'GET', path('labels/new%20one'))).toMatchObject({
      color: label.color,
      description: label.description,
    });
  });

  it('comments under the name that it says it has', async () => {
    const number = await file('Comment here');
    const comment = await github.postComment(ref(number), 'Hello.');
    expect(comment.url).toBe(
      `${emulated.url}/${emulated.owner}/${emulated.repo}/issues/${number}#issuecomment-${comment.id}`,
    );
    const snapshot = await github.readIssue(ref(number));
    expect(snapshot?.comments[0]?.author).toEqual({ login: await github.botLogin(), isBot: true });
  });

  it('on an issue that is gone ends the job, because no retry brings it back', async () => {
    await expect(github.postComment(ref(4040), 'Hello.')).rejects.toMatchObject({
      name: 'GitHubError',
      status: 404,
      retry: false,
    });
  });
});

describe('permissions', () => {
  it('are those that GitHub gives a person on the repository', async () => {
    expect(await github.permissionOf(ref(), 'maintainer')).toBe('admin');
    expect(await github.permissionOf(ref(), 'reporter')).toBe('none');
    expect(await github.permissionOf(ref(), 'nobody-of-that-name')).toBe('none');
  });

  it.each([
    ['pull', 'read'],
    ['triage', 'triage'],
    ['push', 'write'],
    ['maintain', 'maintain'],
  ])('know the role %s', async (permission, expected) => {
    await emulated.call('maintainer', 'PUT', path('collaborators/reporter'), { permission });
    expect(await github.permissionOf(ref(), 'reporter')).toBe(expected);
    await emulated.call('maintainer', 'DELETE', path('collaborators/reporter'));
  });
});

describe('the files of a repository', () => {
  it('are none, and then the policy with its blob', async () => {
    expect(await github.repositoryFiles(ref(), 0)).toEqual({ policy: null, rules: [] });
    const text = 'mode: suggest # für alle\n';
    const written = await emulated.call<{ content: { sha: string } }>(
      'maintainer',
      'PUT',
      path('contents/.github/dejabug.yml'),
      { message: 'Set the policy', content: Buffer.from(text).toString('base64') },
    );
    expect(await github.repositoryFiles(ref(), 0)).toEqual({
      policy: { path: '.github/dejabug.yml', sha: written.content.sha, text },
      rules: [],
    });
  });
});

describe('what follow-ups do', () => {
  async function state(number: number): Promise<unknown> {
    return emulated.call('maintainer', 'GET', path(`issues/${number}`));
  }

  it('closes and opens again, and the history tells who did it', async () => {
    const number = await file('Waits');
    await github.closeIssue(ref(number), 'not_planned');
    expect(await state(number)).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
    await github.reopenIssue(ref(number));
    const read = await github.readIssue(ref(number));
    expect(read).toMatchObject({ state: 'open' });
    expect(read?.stateEvents).toMatchObject([
      { change: 'closed', actor: { login: 'dejabug[bot]', isBot: true } },
      { change: 'reopened', actor: { login: 'dejabug[bot]' } },
    ]);
  });

  it('changes its own comment, and does not mind that it is gone', async () => {
    const number = await file('Asked');
    const { id } = await github.postComment(ref(number), '- [ ] which?');
    expect((await github.readIssue(ref(number)))?.comments[0]).not.toHaveProperty('editedAt');
    await github.editComment(ref(number), id, '- [x] which?');
    expect((await github.readIssue(ref(number)))?.comments).toMatchObject([{ id, body: '- [x] which?' }]);
    await emulated.call('maintainer', 'DELETE', path(`issues/comments/${id}`));
    await expect(github.editComment(ref(number), id, 'too late')).resolves.toBeUndefined();
  });

  it('lists the open issues with a label', async () => {
    await github.ensureLabel(ref(), { ...label, name: 'listed' });
    const [open, closed, other] = [await file('1'), await file('2'), await file('3')];
    for (const number of [open, closed]) await github.addLabels(ref(number), ['listed']);
    await github.closeIssue(ref(closed), 'completed');
    const listed = await github.openIssuesLabelled(ref(), 'listed');
    expect(listed).toContain(open);
    expect(listed).not.toContain(closed);
    expect(listed).not.toContain(other);
    expect(await github.openIssuesLabelled(ref(), 'no such label')).toEqual([]);
  });
});
