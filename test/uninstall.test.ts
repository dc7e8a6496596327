/** The App is uninstalled, loses a repository, or is suspended: what is stored goes, and jobs end with a stated reason. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forget } from '../src/app/forget.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const unneeded = { deliveryId: 'd', kind: 'forget' } as const;

async function delayedJobs(): Promise<number> {
  return (await world.dejabug.deps.queue.counts()).delayed;
}

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
