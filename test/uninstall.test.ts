/** The App is installed, uninstalled, loses a repository, or is suspended: what is new is reported on, what is stored goes, jobs end with a reason. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forget } from '../src/app/forget.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { type Front, mutations, startFront } from './front.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
let front: Front;
let world: World;
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});

const unneeded = { deliveryId: 'd', kind: 'forget' } as const;

async function delayedJobs(): Promise<number> {
  return (await world.dejabug.deps.queue.counts()).delayed;
}

describe('installing', () => {
  it('makes a first report on the open issues, keeps it for the desk, and touches nothing', async () => {
    await world.setPolicy('mode: off\n');
    const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.decision(number);
    await world.setPolicy('mode: suggest\n');
    front.passed.length = 0;
    const { owner, repo, app } = world.github;
    const body = {
      action: 'created',
      installation: { id: app.installationId },
      repositories: [{ full_name: `${owner}/${repo}` }],
    };
    for (const id of ['new-1', 'new-1'])
      expect((await world.send({ event: 'installation', id, body })).status).toBe(200);
    const { store } = world.dejabug;
    await world.until('the report', async () => (await store.firstReport(world.ref(1))) !== null);
    expect((await store.firstReport(world.ref(1)))?.report).toMatchObject({
      issues: 1,
      problems: [{ category: 'xen-platform-pci', label: 1, examples: [{ number }] }],
    });
    expect(front.passed.some(({ path }) => path.includes('/issues?'))).toBe(true);
    expect(mutations(front.passed)).toEqual([]);
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await world.draftsOf(number)).toEqual([]);
  });

  it('a repository more does the same, and a policy that nobody can follow is said instead', async () => {
    const { owner, repo, app } = world.github;
    const { store, deps } = world.dejabug;
    await forget({ ...unneeded, installationId: app.installationId, repositories: null }, deps);
    await world.setPolicy('mode: of\n');
    const body = {
      action: 'added',
      installation: { id: app.installationId },
      repositories_added: [{ full_name: `${owner}/${repo}` }],
    };
    expect((await world.send({ event: 'installation_repositories', id: 'new-2', body })).status).toBe(200);
    await world.until('the reasons', async () => (await store.policyState(world.ref(1)))?.refused != null);
    expect(await store.firstReport(world.ref(1))).toBeNull();
    expect(mutations(front.passed)).toEqual([]);
    await world.setPolicy('mode: suggest\n');
    await forget({ ...unneeded, installationId: app.installationId, repositories: null }, deps);
  });

  it.each(['new_permissions_accepted', 'suspend', 'unsuspend'])(
    '%s is answered and changes nothing',
    async (action) => {
      const { store, deps } = world.dejabug;
      const installation = { id: world.github.app.installationId };
      const jobs = await deps.queue.counts();
      expect((await world.send({ event: 'installation', body: { action, installation } })).status).toBe(200);
      const scope = { kind: 'installation', installationId: installation.id } as const;
      expect(await store.countRows(scope)).not.toHaveProperty('first_reports');
      expect((await deps.queue.counts()).delayed).toBe(jobs.delayed);
    },
  );
});

describe('uninstalling', () => {
  it('is answered at once and queued, once', async () => {
    const before = await delayedJobs();
    const body = { action: 'deleted', installation: { id: 123_456 } };
    for (const id of ['gone-1', 'gone-1'])
      expect((await world.send({ event: 'installation', id, body })).status).toBe(200);
    expect(await delayedJobs()).toBe(before + 1);
  });

  it('deletes what is stored about the repositories that were taken away', async () => {
    const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.decision(number);
    const { owner, repo, app } = world.github;
    const before = await delayedJobs();
    const body = {
      action: 'removed',
      installation: { id: app.installationId },
      repositories_removed: [{ full_name: `${owner}/${repo}` }],
    };
    expect((await world.send({ event: 'installation_repositories', id: 'gone-2', body })).status).toBe(200);
    expect(await delayedJobs()).toBe(before + 1);

    const { store } = world.dejabug;
    expect(await store.countRows({ kind: 'repository', owner, repo })).toMatchObject({
      decisions: 1,
      drafts: 1,
    });
    await forget(
      { ...unneeded, installationId: app.installationId, repositories: [`${owner}/${repo}`] },
      world.dejabug.deps,
    );
    expect(await store.countRows({ kind: 'repository', owner, repo })).toEqual({});
    expect(await world.draftsOf(number)).toEqual([]);
  });

  it('deletes everything about the installation', async () => {
    const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
    await world.decision(number);
    const installationId = world.github.app.installationId;
    await forget({ ...unneeded, installationId, repositories: null }, world.dejabug.deps);
    expect(await world.dejabug.store.countRows({ kind: 'installation', installationId })).toEqual({});
  });
});

it('a suspension is answered and needs nothing else', async () => {
  const body = { action: 'suspend', installation: { id: world.github.app.installationId } };
  expect((await world.send({ event: 'installation', id: 'asleep', body })).status).toBe(200);
});
