/** A whole world for end-to-end tests: an emulated GitHub with the App installed, and Dejabug, over real HTTP. */

import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readSettings } from '../src/adapters/env/settings.js';
import type { DecisionRecord, Draft, IssueRef } from '../src/app/ports.js';
import { approveBatch, type BatchApproved } from '../src/app/review-batch.js';
import { type Approved, approveDraft } from '../src/app/review-draft.js';
import { permissionsFrom } from '../src/app/review-permission.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { freePort } from '../src/entry/free-port.js';
import { type RunningDejabug, startDejabug } from '../src/entry/serve.js';

export interface Comment {
  readonly body: string;
  readonly user: { readonly login: string };
}

export interface Sent {
  readonly event?: string;
  readonly id?: string;
  readonly secret?: string;
  /** Sent as it is; an object becomes JSON. */
  readonly body: string | object;
}

export interface World {
  readonly github: EmulatedGitHub;
  readonly dejabug: RunningDejabug;
  /** Dejabug's own address. */
  readonly url: string;
  ref(number: number): IssueRef;
  /** Files an issue as the reporter; its signed webhook is on the way when this resolves. */
  fileIssue(title: string, body: string | null): Promise<number>;
  editIssue(number: number, change: object): Promise<void>;
  removeLabel(number: number, label: string): Promise<void>;
  /** The newest decision, once there is one that is not `previous`. */
  decision(number: number, previous?: DecisionRecord): Promise<DecisionRecord>;
  draftsOf(number: number): Promise<readonly Draft[]>;
  labelsOf(number: number): Promise<string[]>;
  commentsOf(number: number): Promise<Comment[]>;
  /** Commits `.github/dejabug.yml` to the default branch. */
  setPolicy(yaml: string): Promise<void>;
  /** Approves as the maintainer, through the review desk's use case. */
  approve(draftId: string): Promise<Approved>;
  /** Approves a release's news for all its issues, as the maintainer. */
  approveBatch(batchId: string): Promise<BatchApproved>;
  /** A payload as GitHub sends it about this issue. */
  payload(number: number, action: string): Promise<object>;
  /** Posts a webhook with GitHub's headers and a right signature, unless told otherwise. */
  send(sent: Sent): Promise<Response>;
  /** Waits until `met` says so; rejects with `what` after half a minute. */
  until(what: string, met: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 30_000;

/** Starts everything; `environment` adds to or replaces Dejabug's settings. */
export async function startWorld(environment: Record<string, string> = {}): Promise<World> {
  const port = await freePort('localhost');
  const url = `http://localhost:${port}`;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'dejabug-world-'));
  const github = await startEmulatedGitHub(url);
  const settings = readSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_CLIENT_ID: github.app.clientId,
    GITHUB_CLIENT_SECRET: github.app.clientSecret,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: github.url,
    HOST: 'localhost',
    PORT: String(port),
    DATA_DIR: dataDir,
    GRACE_SECONDS: '0',
    UNDO_SECONDS: '0',
    ...environment,
  });
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' }, pino.destination(2));
  const dejabug = await startDejabug(settings, { log });
  const issues = `/repos/${github.owner}/${github.repo}/issues`;

  function ref(number: number): IssueRef {
    return {
      installationId: github.app.installationId,
      owner: github.owner,
      repo: github.repo,
      number,
    };
  }

  async function until(what: string, met: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await met())) {
      if (Date.now() > deadline) throw new Error(`${what} did not happen within ${patienceMs / 1000} s`);
      await sleep(25);
    }
  }

  return {
    github,
    dejabug,
    url,
    ref,
    until,
    async fileIssue(title, body) {
      const filed = await github.call<{ number: number }>('reporter', 'POST', issues, { title, body });
      return filed.number;
    },
    async editIssue(number, change) {
      await github.call('maintainer', 'PATCH', `${issues}/${number}`, change);
    },
    async removeLabel(number, label) {
      await github.call('maintainer', 'DELETE', `${issues}/${number}/labels/${encodeURIComponent(label)}`);
    },
    async decision(number, previous) {
      let found: DecisionRecord | null = null;
      await until(`a decision about #${number}`, async () => {
        found = await dejabug.store.lastDecision(ref(number));
        return found !== null && (previous === undefined || found.at !== previous.at);
      });
      if (found === null) throw new Error('unreachable');
      return found;
    },
    draftsOf: (number) => dejabug.store.draftsOfIssue(ref(number)),
    async labelsOf(number) {
      const issue = await github.call<{ labels: { name: string }[] }>(
        'maintainer',
        'GET',
        `${issues}/${number}`,
      );
      return issue.labels.map((label) => label.name);
    },
    commentsOf: (number) => github.call<Comment[]>('maintainer', 'GET', `${issues}/${number}/comments`),
    async setPolicy(yaml) {
      const file = `/repos/${github.owner}/${github.repo}/contents/.github/dejabug.yml`;
      const known = await github.call<{ sha: string }>('maintainer', 'GET', file).catch(() => null);
      await github.call('maintainer', 'PUT', file, {
        message: 'Set the policy',
        content: Buffer.from(yaml).toString('base64'),
        ...(known && { sha: known.sha }),
      });
    },
    approve(draftId) {
      const permissions = permissionsFrom(dejabug.deps.github, dejabug.deps.clock);
      return approveDraft({ ...dejabug.deps, permissions }, draftId, 'maintainer', undefined);
    },
    approveBatch(batchId) {
      const permissions = permissionsFrom(dejabug.deps.github, dejabug.deps.clock);
      return approveBatch({ ...dejabug.deps, permissions }, batchId, 'maintainer');
    },
    async payload(number, action) {
      const issue = await github.call<object>('maintainer', 'GET', `${issues}/${number}`);
      return {
        action,
        issue,
        repository: { name: github.repo, owner: { login: github.owner } },
        sender: { login: 'reporter', type: 'User' },
        installation: { id: github.app.installationId },
      };
    },
    send({ event = 'issues', id = randomUUID(), secret = github.app.webhookSecret, body }) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const signature = createHmac('sha256', secret).update(text).digest('hex');
      return fetch(`${url}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': event,
          'x-github-delivery': id,
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body: text,
      });
    },
    async close() {
      await dejabug.close();
      await github.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
