/** A repository is renamed, transferred, or another one takes its name: what is stored follows it, and nothing is said or labelled twice. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IssueRef } from '../src/app/ports.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { type Front, mutations, startFront } from './front.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
const label = 'known: xen-platform-pci';

let front: Front;
let world: World;
/** GitHub's id of the repository. */
let id: number;
/** What it is called now. */
let repo: string;
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
  ({ repo } = world.github);
  id = (await world.github.call<{ id: number }>('maintainer', 'GET', `/repos/${owner()}/${repo}`)).id;
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});

const owner = () => world.github.owner;
const store = () => world.dejabug.store;
const ref = (number: number, name = repo): IssueRef => ({ ...world.ref(number), repo: name });

async function rename(to: string): Promise<string> {
  const from = repo;
  await world.github.call('maintainer', 'PATCH', `/repos/${owner()}/${from}`, { name: to });
  repo = to;
  return from;
}

async function file(name = repo): Promise<number> {
  const issue = { title: known?.title, body: known?.body };
  const path = `/repos/${owner()}/${name}/issues`;
  return (await world.github.call<{ number: number }>('reporter', 'POST', path, issue)).number;
}

function renamed(from: string, to: string, delivery = randomUUID()) {
  return world.send({
    event: 'repository',
    id: delivery,
    body: {
      action: 'renamed',
      repository: { id, name: to, full_name: `${owner()}/${to}`, owner: { login: owner() } },
      changes: { repository: { name: { from } } },
      installation: { id: world.github.app.installationId },
      sender: { login: 'maintainer', type: 'User' },
    },
  });
}

async function followed(number: number): Promise<void> {
  await world.until(
    `#${number} under ${repo}`,
    async () => (await store().draftsOfIssue(ref(number))).length > 0,
  );
}

describe('a repository that is renamed', () => {
  let first: number;
  it('keeps its drafts, decisions, follow-ups and effects, and labels and says nothing again', async () => {
    first = await file();
    await world.decision(first);
    const [draft] = await world.draftsOf(first);
    await world.approve(draft?.id ?? '');
    await world.until('the comment', async () => (await world.commentsOf(first)).length === 1);
    await world.until('the books', async () => (await store().openEffects(ref(first))).length === 0);
    const [posted] = await store().draftsOfIssue(ref(first));
    const rows = await store().countRows({ kind: 'repository', owner: owner(), repo });

    const from = await rename('reports-two');
    expect((await renamed(from, repo)).status).toBe(200);
    await followed(first);
    const moved = await store().draftsOfIssue(ref(first));
    expect(moved).toMatchObject([{ id: posted?.id, state: 'posted', repo: 'reports-two' }]);
    expect(moved[0]?.issueUrl).toContain('/reports-two/issues/');
    expect(moved[0]?.commentUrl).toContain('/reports-two/issues/');
    expect(await store().draftsOfIssue(ref(first, from))).toEqual([]);
    expect(await store().lastDecision(ref(first))).toMatchObject({ category: 'xen-platform-pci' });
    expect((await store().scheduledFollowUps(ref(first))).length).toBe(1);
    const now = await store().countRows({ kind: 'repository', owner: owner(), repo });
    for (const table of ['drafts', 'decisions', 'effects', 'follow_ups', 'feedback'])
      expect(now[table]).toBe(rows[table]);

    front.passed.length = 0;
    const before = await store().lastDecision(ref(first));
    const path = `/repos/${owner()}/${repo}/issues/${first}`;
    await world.github.call('maintainer', 'PATCH', path, { title: `${known?.title} again` });
    await world.until(
      'another look',
      async () => (await store().lastDecision(ref(first)))?.at !== before?.at,
    );
    expect(mutations(front.passed)).toEqual([]);
    expect(await store().draftsOfIssue(ref(first))).toHaveLength(1);
  });

  it('has jobs and webhooks of the time before done under its new name', async () => {
    const payload = {
      ...(await world.github.call<object>('maintainer', 'GET', `/repos/${owner()}/${repo}/issues/${first}`)),
    };
    const before = await store().lastDecision(ref(first));
    const body = {
      action: 'edited',
      issue: payload,
      // Of before: an old webhook that is delivered again.
      repository: { name: 'reports', owner: { login: owner() } },
      sender: { login: 'reporter', type: 'User' },
      installation: { id: world.github.app.installationId },
    };
    expect((await world.send({ event: 'issues', body })).status).toBe(200);
    await world.until(
      'another look',
      async () => (await store().lastDecision(ref(first)))?.at !== before?.at,
    );
    expect(await store().lastDecision(ref(first, 'reports'))).toBeNull();
    expect(await store().overdueIssues(Date.now() + 3_600_000, 10)).toEqual([]);
  });

  it('is noticed by its next webhook, where none told of the new name', async () => {
    await rename('reports-three');
    const second = await file();
    await followed(first);
    await world.until('the new issue', async () => (await store().draftsOfIssue(ref(second))).length === 1);
    expect(await store().draftsOfIssue(ref(first, 'reports-two'))).toEqual([]);
  });

  it('stays where it is when an old webhook tells of an earlier name', async () => {
    expect((await renamed('reports', 'reports-two')).status).toBe(200);
    expect((await renamed('reports-three', 'reports-two')).status).toBe(200);
    await world.until('both jobs', async () => (await world.dejabug.deps.queue.counts()).waiting === 0);
    await world.until('no job', async () => (await world.dejabug.deps.queue.counts()).active === 0);
    expect(await store().draftsOfIssue(ref(first))).toHaveLength(1);
    expect(await store().draftsOfIssue(ref(first, 'reports-two'))).toEqual([]);
  });

  it('gives nothing to a new repository that takes its old name', async () => {
    await world.github.call('maintainer', 'POST', `/orgs/${owner()}/repos`, { name: 'reports' });
    const number = await file('reports');
    expect(number).toBe(first);
    await world.until(
      'its own draft',
      async () => (await store().draftsOfIssue(ref(number, 'reports'))).length === 1,
    );
    const [own] = await store().draftsOfIssue(ref(number, 'reports'));
    const [old] = await store().draftsOfIssue(ref(first));
    expect(own).toMatchObject({ state: 'pending' });
    expect(old?.id).not.toBe(own?.id);
    const path = `/repos/${owner()}/reports/issues/${number}`;
    const { labels } = await world.github.call<{ labels: { name: string }[] }>('maintainer', 'GET', path);
    expect(labels.map(({ name }) => name)).toEqual([label]);
  });
});

describe('a repository that is transferred to where the App is not installed', () => {
  it('is forgotten, as if the App had been taken off it, and no other that has its name', async () => {
    const path = `/repos/${owner()}/reports`;
    const { id: theirs } = await world.github.call<{ id: number }>('maintainer', 'GET', path);
    front.route = (_method, asked) =>
      asked === `/repositories/${theirs}` || asked === '/repositories/987654'
        ? { status: 404, body: { message: 'Not Found' } }
        : null;
    const transferred = (repositoryId: number) => ({
      action: 'transferred',
      repository: { id: repositoryId, name: 'reports', owner: { login: 'stranger' } },
      changes: { owner: { from: { organization: { login: owner() } } } },
      installation: { id: world.github.app.installationId },
    });
    const scope = { kind: 'repository', owner: owner(), repo: 'reports' } as const;
    expect((await world.send({ event: 'repository', body: transferred(987_654) })).status).toBe(200);
    await world.until('the job', async () => (await world.dejabug.deps.queue.counts()).delayed > 0);
    await world.until('no job', async () => {
      const { waiting, active } = await world.dejabug.deps.queue.counts();
      return waiting + active === 0;
    });
    expect(await store().countRows(scope)).toMatchObject({ drafts: 1 });

    expect((await world.send({ event: 'repository', body: transferred(theirs) })).status).toBe(200);
    await world.until(
      'nothing is stored',
      async () => Object.keys(await store().countRows(scope)).length === 0,
    );
    expect((await store().draftsOfIssue(ref(1))).length).toBe(1);
    front.route = () => null;
  });
});
