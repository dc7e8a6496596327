/** `dejabug replay`: a saved delivery takes the webhook's path, for real once, as a dry run without a trace. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { readSettings, type Settings } from '../src/adapters/env/settings.js';
import type { Store } from '../src/app/ports.js';
import { NoDelivery, readDelivery } from '../src/entry/cli/read-delivery.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { type Rehearsal, rehearseReplay, replay } from '../src/entry/replay.js';
import { runBeside } from './async-command.js';
import { embeddedPlace, type Place, silentLog } from './backends.js';
import { run } from './cli-command.js';
import { type Front, mutations, startFront } from './front.js';

const [known] = demoReports;
const dell = demoReports.find(({ title }) => title.includes('R740'));

let front: Front;
let github: EmulatedGitHub;
let place: Place;
let directory: string;
let environment: Record<string, string>;
let settings: Settings;

beforeAll(async () => {
  place = await embeddedPlace();
  // First, because it holds this process up, in which a server may drop a connection that was kept.
  await stored(async () => {});
  front = await startFront();
  github = await startEmulatedGitHub('http://localhost:9');
  front.target = github.url;
  directory = mkdtempSync(path.join(tmpdir(), 'dejabug-replay-'));
  environment = {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_CLIENT_ID: github.app.clientId,
    GITHUB_CLIENT_SECRET: github.app.clientSecret,
    GITHUB_API_URL: front.url,
    GITHUB_SERVER_URL: front.url,
    DATA_DIR: place.database.dataDir,
    LOG_LEVEL: 'silent',
  };
  settings = readSettings(environment);
});
afterAll(async () => {
  await front?.close();
  await github?.close();
  await place?.remove();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  front.passed.length = 0;
});

/** Opens the store between two runs, for only one process may have it. */
async function stored<T>(ask: (store: Store) => Promise<T>): Promise<T> {
  const database = await openDatabase(place.database, silentLog);
  try {
    return await ask(postgresStore(database));
  } finally {
    await database.close();
  }
}

async function file(report = known): Promise<number> {
  const issues = `/repos/${github.owner}/${github.repo}/issues`;
  const { title, body } = report ?? { title: '', body: '' };
  return (await github.call<{ number: number }>('reporter', 'POST', issues, { title, body })).number;
}

function ref(number: number) {
  return { installationId: github.app.installationId, owner: github.owner, repo: github.repo, number };
}

function about(change: object) {
  return {
    repository: { name: github.repo, owner: { login: github.owner }, default_branch: 'main' },
    sender: { login: 'reporter', type: 'User' },
    installation: { id: github.app.installationId },
    ...change,
  };
}

function opened(number: number, issue: object = {}) {
  return about({ action: 'opened', issue: { number, ...issue } });
}

async function labelsOf(number: number): Promise<string[]> {
  const where = `/repos/${github.owner}/${github.repo}/issues/${number}`;
  const issue = await github.call<{ labels: { name: string }[] }>('maintainer', 'GET', where);
  return issue.labels.map(({ name }) => name);
}

function rehearsed(event: string, payload: object, change: Record<string, string> = {}): Promise<Rehearsal> {
  const changed = readSettings({ ...environment, ...change });
  return rehearseReplay({ id: null, event, payload }, changed, { log: silentLog });
}

function replayed(event: string, payload: object, id: string | null = null) {
  return replay({ id, event, payload }, settings, { log: silentLog });
}

describe('a dry run', () => {
  it('prints the plan as data, asks GitHub for no change, and writes nothing', async () => {
    const number = await file();
    const saved = path.join(directory, 'opened.json');
    writeFileSync(saved, JSON.stringify(opened(number)));
    const { status, stdout, stderr } = await runBeside(
      ['replay', saved, '--dry-run'],
      environment,
      directory,
    );
    expect(status).toBe(0);
    const said: Rehearsal = JSON.parse(stdout);
    expect(said).toMatchObject({ event: 'issues', dryRun: true, outcome: 'accepted', historyMissing: null });
    const [job] = said.jobs;
    expect(job).toMatchObject({
      job: { kind: 'triage', issue: ref(number) },
      decision: { decision: 'label', category: 'xen-platform-pci' },
    });
    expect(job?.plans[0]?.actions.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['add-labels', 'save-draft']),
    );
    expect(stderr).toContain('nothing was changed');
    expect(mutations(front.passed)).toEqual([]);
    expect(await labelsOf(number)).toEqual([]);
    await stored(async (store) => {
      expect(await store.lastDecision(ref(number))).toBeNull();
      expect(await store.draftsOfIssue(ref(number))).toEqual([]);
      expect(await store.overdueIssues(Date.now() + 1e9, 100)).toEqual([]);
      const { owner, repo } = github;
      expect(await store.countRows({ kind: 'repository', owner, repo })).toEqual({});
    });
  });

  it('works beside a running Dejabug, and says what it does not know', async () => {
    const number = await file();
    const beside = await stored(() => rehearsed('issues', opened(number)));
    expect(beside.historyMissing).toContain(`in use by process ${process.pid}`);
    expect(beside.jobs[0]?.decision?.decision).toBe('label');
    const fresh = path.join(directory, 'fresh');
    const before = readdirSync(directory);
    expect((await rehearsed('issues', opened(number), { DATA_DIR: fresh })).historyMissing).toContain(
      'is empty',
    );
    expect(readdirSync(directory)).toEqual(before);
  });

  it('of a release follows it to the plan for each open issue', async () => {
    const number = await file(dell);
    const issue = `/repos/${github.owner}/${github.repo}/issues/${number}`;
    await github.call('maintainer', 'POST', `/repos/${github.owner}/${github.repo}/labels`, {
      name: 'known: dell-boot',
      color: 'fef2c0',
    });
    await github.call('maintainer', 'POST', `${issue}/labels`, { labels: ['known: dell-boot'] });
    await setPolicy('releases_of: xen\n');
    try {
      const payload = about({ action: 'published', release: { tag_name: '4.11.0', prerelease: false } });
      const { jobs, outcome } = await rehearsed('release', payload);
      expect(outcome).toBe('accepted');
      expect(jobs.map(({ job }) => job.kind)).toEqual(['release', 'announce']);
      expect(jobs[1]?.plans[0]).toMatchObject({
        issue: ref(number),
        actions: [
          { kind: 'save-draft', draft: { purpose: 'release', category: 'dell-boot' } },
          { kind: 'schedule-follow-up', followUp: { kind: 'verify' } },
        ],
      });
      expect(mutations(front.passed)).toEqual([]);
    } finally {
      await removePolicy();
    }
  });

  it('in a repository whose policy is dry-run shows the plan all the same', async () => {
    const number = await file();
    await setPolicy('mode: dry-run\n');
    try {
      const [job] = (await rehearsed('issues', opened(number))).jobs;
      expect(job?.plans[0]?.actions.map(({ kind }) => kind)).toContain('add-labels');
      expect(job?.decision?.labels).toEqual([]);
    } finally {
      await removePolicy();
    }
  });
});

describe('a replay', () => {
  it('does what the webhook does, and the same delivery again does nothing', async () => {
    const number = await file();
    const done = await replayed('issues', opened(number), 'guid-1');
    expect(done).toMatchObject({
      delivery: 'guid-1',
      outcome: 'accepted',
      jobs: [{ outcome: 'done', decision: { decision: 'label', category: 'xen-platform-pci' } }],
    });
    expect(await labelsOf(number)).toEqual(['known: xen-platform-pci']);
    const drafts = await stored((store) => store.draftsOfIssue(ref(number)));
    expect(drafts).toMatchObject([{ state: 'pending', category: 'xen-platform-pci' }]);

    front.passed.length = 0;
    expect(await replayed('issues', opened(number), 'guid-1')).toMatchObject({
      outcome: 'duplicate',
      jobs: [],
    });
    expect(front.passed).toEqual([]);

    // Without an id the issue is looked at again, and what was done is not done twice.
    expect((await replayed('issues', opened(number))).outcome).toBe('accepted');
    expect(mutations(front.passed)).toEqual([]);
    expect(await stored((store) => store.draftsOfIssue(ref(number)))).toHaveLength(1);

    // What a dry run would delete is counted, and still there afterwards.
    const gone = { action: 'deleted', installation: { id: github.app.installationId } };
    const { jobs } = await rehearsed('installation', gone);
    expect(jobs[0]).toMatchObject({ others: [{ kind: 'delete-rows', rows: { drafts: 1 } }] });
    expect(await stored((store) => store.draftsOfIssue(ref(number)))).toHaveLength(1);
  });

  it('leaves to the queue what is for later', async () => {
    const removed = {
      action: 'removed',
      installation: { id: 999 },
      repositories_removed: [{ full_name: 'a/b' }],
    };
    expect((await replayed('installation_repositories', removed)).jobs).toMatchObject([
      { job: { kind: 'forget' }, outcome: 'queued' },
    ]);
  });

  it('of a comment on an issue that was never answered plans nothing', async () => {
    const number = await file();
    const comment = { action: 'created', issue: { number }, comment: { id: 1, body: 'Me too.' } };
    expect((await replayed('issue_comment', about(comment))).jobs).toMatchObject([
      { job: { kind: 'conversation' }, outcome: 'done', plans: [] },
    ]);
  });

  it('that Dejabug does not act on says why', async () => {
    const pull = await replayed('issues', opened(1, { pull_request: {} }));
    expect(pull).toMatchObject({ outcome: 'ignored', reason: 'It is about a pull request.', jobs: [] });
    const assigned = await replayed('issues', about({ action: 'assigned', issue: { number: 1 } }));
    expect(assigned).toMatchObject({ outcome: 'nothing', jobs: [] });
  });

  it('of a payload that names no installation, or is not GitHub’s, is refused in words', async () => {
    const bare = { action: 'opened', issue: { number: 1 }, repository: { name: 'r', owner: { login: 'o' } } };
    await expect(replayed('issues', bare)).rejects.toThrow('The payload names no installation');
    await expect(replayed('issues', { action: 'opened', issue: 7 })).rejects.toThrow('its field "issue"');
  });
});

describe('a saved delivery', () => {
  it('may be wrapped, or as GitHub lists it', async () => {
    const number = await file();
    const forms = {
      'wrapped.json': { event: 'issues', id: 77, payload: opened(number) },
      'listed.json': { id: 5, guid: 'guid-7', event: 'issues', request: { payload: opened(number) } },
    };
    for (const [name, content] of Object.entries(forms)) {
      writeFileSync(path.join(directory, name), JSON.stringify(content));
      const { stdout } = await runBeside(['replay', name, '--dry-run'], environment, directory);
      expect(JSON.parse(stdout)).toMatchObject({
        event: 'issues',
        delivery: 'id' in content && 'payload' in content ? '77' : 'guid-7',
      });
    }
  });

  it.each([
    ['none.json', null, undefined, 'none.json: there is no such file'],
    ['.', null, undefined, 'is a directory'],
    ['empty.json', '', undefined, 'there is nothing in it'],
    ['half.json', '{"action": "op', undefined, 'it is not JSON'],
    ['list.json', '[]', undefined, 'a delivery is one JSON object'],
    ['picture.json', '\u0000\u0001', undefined, 'this is no text'],
    ['wrapped-wrongly.json', '{"payload": "x"}', undefined, 'its field "payload" has another form'],
    ['unknown.json', '{"zen": "x"}', undefined, 'Name it: --event issues'],
    ['misspelt.json', '{}', 'isues', 'Did you mean "issues"?'],
  ])('%s is refused in words', (name, content, event, says) => {
    const saved = path.join(directory, name);
    if (content !== null) writeFileSync(saved, content);
    expect(() => readDelivery(saved, event)).toThrow(NoDelivery);
    expect(() => readDelivery(saved, event)).toThrow(says);
  });

  it('that is none ends the command with 1, a sentence and no stack', () => {
    const { status, stdout, stderr } = run(['replay', 'nowhere.json', '--event', 'issues'], '', directory);
    expect(stderr).toBe(
      'nowhere.json: there is no such file. Name a file that exists, or - for standard input.\n',
    );
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  it('without settings says which are missing', () => {
    const bare = path.join(directory, 'bare');
    mkdirSync(bare, { recursive: true });
    const { status, stderr } = run(['replay', '-', '--dry-run'], JSON.stringify(opened(1)), bare);
    expect(status).toBe(1);
    expect(stderr).toContain('APP_ID is not set');
  });
});

const policyFile = () => `/repos/${github.owner}/${github.repo}/contents/.github/dejabug.yml`;

async function setPolicy(yaml: string): Promise<void> {
  const content = Buffer.from(yaml).toString('base64');
  await github.call('maintainer', 'PUT', policyFile(), { message: 'Set the policy', content });
}

async function removePolicy(): Promise<void> {
  const { sha } = await github.call<{ sha: string }>('maintainer', 'GET', policyFile());
  await github.call('maintainer', 'DELETE', policyFile(), { message: 'Remove the policy', sha });
}
