/** What becomes of an issue in the inbox when its triage cannot go on: it waits, comes back, or ends with a stated reason. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { GitHubError } from '../src/adapters/github/github-error.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import type { RepositoryFiles } from '../src/app/policy-ports.js';
import type { GitHub, IssueRef, Job, Store } from '../src/app/ports.js';
import { ClaimLost, triageInTurn } from '../src/app/triage-in-turn.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type GitHubModel, gitHubModel } from './github-model.js';
import { assessmentOf, problems } from './plan-fixtures.js';
import { freshIssue, noon } from './store-fixtures.js';

const day = 86_400_000;

let place: Place;
let store: Store;
let now: number;
let model: GitHubModel;
beforeAll(async () => {
  const answering = (await databaseBackends()).filter((backend) => backend.answers);
  const made = await answering.at(-1)?.create();
  if (made === undefined) throw new Error('no database');
  place = made;
  store = postgresStore(await openDatabase(place.database, silentLog));
});
afterAll(async () => {
  await store?.close();
  await place?.remove();
});
beforeEach(() => {
  now = noon;
  model = gitHubModel(() => now);
});

function depsWith(change: Partial<GitHub> = {}): Deps {
  return {
    github: { ...model.github, ...change },
    store,
    queue: { add: async () => {} } as unknown as Deps['queue'],
    pack: {
      problems,
      assess: () => assessmentOf('dell-boot'),
      assessAs: () => null,
      likelihoods: () => [],
      fixFor: () => null,
      answered: () => new Set(),
      choose: async () => ({ ok: false, mistakes: [], findings: [] }),
      classify: () => {
        throw new Error('nobody asks');
      },
      lint: () => ({ findings: [], examples: 0, failed: 0 }),
    },
    clock: { now: () => now },
    log: silentLog,
    readYaml: readPolicyYaml,
    undoMs: 0,
  };
}

function policyOf(text: string): RepositoryFiles {
  return { policy: { path: '.github/dejabug.yml', sha: text, text }, rules: [] };
}

let nextDelivery = 1;
async function deliver(issue: IssueRef): Promise<Extract<Job, { kind: 'triage' }>> {
  const deliveryId = `turn-${nextDelivery++}`;
  await store.receive({ key: deliveryId, deliveryId, event: 'issues.opened', issue }, 0, now);
  return { kind: 'triage', deliveryId, event: 'issues.opened', issue };
}

async function overdue({ repo }: IssueRef) {
  return (await store.overdueIssues(now + 30 * day, 5_000)).filter(({ issue }) => issue.repo === repo);
}

function refusal(status: number): GitHubError {
  return new GitHubError(`refused with ${status}`, { status, retry: false, retryAfterMs: null }, undefined);
}

describe('a triage that GitHub refuses', () => {
  it.each([404, 410, 422, 451])('with %i ends with that reason and is not tried again', async (status) => {
    const issue = freshIssue();
    const job = await deliver(issue);
    const deps = depsWith({ addLabels: () => Promise.reject(refusal(status)) });
    await expect(triageInTurn(job, deps)).rejects.toMatchObject({ retry: false });
    expect(await overdue(issue)).toEqual([]);
    expect(await triageInTurn(job, deps)).toBeNull();
    // The next delivery is a new chance.
    expect(await triageInTurn(await deliver(issue), depsWith())).toMatchObject({ decision: 'label' });
    expect(model.issue(issue.number).labels).toEqual(['known: dell-boot']);
  });

  it.each([401, 403])(
    'with %i, which the operator can repair, stays in the inbox with the reason',
    async (status) => {
      const issue = freshIssue();
      const job = await deliver(issue);
      const deps = depsWith({ readIssue: () => Promise.reject(refusal(status)) });
      await expect(triageInTurn(job, deps)).rejects.toMatchObject({ retry: false });
      expect(await overdue(issue)).toMatchObject([{ reason: `refused with ${status}` }]);
      expect(await triageInTurn(job, depsWith())).toMatchObject({ decision: 'label' });
      expect(await overdue(issue)).toEqual([]);
    },
  );

  it('for now is not begun again before the time that GitHub named', async () => {
    const issue = freshIssue();
    const job = await deliver(issue);
    const limited = new GitHubError('limit', { status: 403, retry: true, retryAfterMs: 90_000 }, undefined);
    const deps = depsWith({ addLabels: () => Promise.reject(limited) });
    await expect(triageInTurn(job, deps)).rejects.toBe(limited);
    now += 1_000;
    await expect(triageInTurn(job, depsWith())).rejects.toMatchObject({ retryAfterMs: 89_000 });
    now += 89_000;
    expect(await triageInTurn(job, depsWith())).toMatchObject({ decision: 'label' });
  });
});

it('an issue that vanished ends without a decision', async () => {
  const issue = freshIssue();
  const job = await deliver(issue);
  expect(await triageInTurn(job, depsWith({ readIssue: async () => null }))).toMatchObject({
    decision: null,
  });
  expect(await overdue(issue)).toEqual([]);
});

it('a job whose issue the inbox does not know brings it back in', async () => {
  const issue = freshIssue();
  const job: Job = { kind: 'triage', deliveryId: 'older', event: 'issues.opened', issue };
  await expect(triageInTurn(job, depsWith())).rejects.toMatchObject({ name: 'RetryLater' });
  expect(await triageInTurn(job, depsWith())).toMatchObject({ decision: 'label' });
});

it('a worker that lost its claim while it read does nothing of what it planned', async () => {
  const issue = freshIssue();
  const job = await deliver(issue);
  const slow = depsWith({
    async readIssue(ref) {
      const read = await model.github.readIssue(ref);
      // It stood still for so long that another worker came, and finished.
      now += 60_000;
      await triageInTurn(job, depsWith());
      model.unlabel(issue.number, 'known: dell-boot', { login: 'alice', isBot: false });
      return read;
    },
  });
  await expect(triageInTurn(job, slow)).rejects.toBeInstanceOf(ClaimLost);
  expect(model.issue(issue.number).labels).toEqual([]);
});

describe('a noise budget', () => {
  const policy = 'noise_budget:\n  labels_per_day: 2\n';

  it('lets what is too much wait until the next day, and nothing is dropped', async () => {
    const { repo } = freshIssue();
    const issues = [1, 2, 3, 4, 5].map((number) => ({ ...freshIssue(number), repo }));
    const deps = depsWith({ repositoryFiles: async () => policyOf(policy) });
    const jobs = await Promise.all(issues.map(deliver));
    const labelled = () => issues.filter(({ number }) => model.issue(number).labels.length > 0).length;
    for (const expected of [2, 4, 5]) {
      for (const job of jobs) await triageInTurn(job, deps).catch(() => null);
      expect(labelled()).toBe(expected);
      // Once more on the same day changes nothing.
      for (const job of jobs) await triageInTurn(job, deps).catch(() => null);
      expect(labelled()).toBe(expected);
      now += day;
    }
    expect(await overdue(issues[0] ?? freshIssue())).toEqual([]);
  });

  it('says in words what it waits for, until midnight UTC', async () => {
    const { repo } = freshIssue();
    const deps = depsWith({
      repositoryFiles: async () => policyOf('noise_budget: { drafts_per_day: 1 }'),
    });
    await triageInTurn(await deliver({ ...freshIssue(1), repo }), deps);
    await expect(triageInTurn(await deliver({ ...freshIssue(2), repo }), deps)).rejects.toMatchObject({
      retryAfterMs: day / 2,
      message: expect.stringMatching(/allows 1 drafts a day .* goes on tomorrow/),
    });
  });
});
