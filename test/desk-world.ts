/** A review desk to test: the real store and queue, and an emulated GitHub with people who may do more or less. */

import { createEmulator } from 'emulate';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import { openQueue } from '../src/adapters/queue/open-queue.js';
import type { Draft, JobQueue, Store } from '../src/app/ports.js';
import { currentPolicy } from '../src/app/read-policy.js';
import { runJob } from '../src/app/run-job.js';
import { sightOf } from '../src/core/plan/issue-sight.js';
import { freePort } from '../src/entry/free-port.js';
import { openPack } from '../src/entry/open-pack.js';
import { reviewDesk } from '../src/entry/web/review-desk.js';
import { databaseBackends, silentLog } from './backends.js';
import { type DraftSeed, exampleDraft } from './desk-draft.js';

export const people = ['acme', 'wanda', 'trixi', 'rita', 'nora', 'olga'] as const;
export type Login = (typeof people)[number];

export interface DeskWorld {
  readonly app: ReturnType<typeof reviewDesk>;
  readonly origin: string;
  readonly githubUrl: string;
  readonly store: Store;
  readonly queue: JobQueue;
  /** Milliseconds since the epoch; a test moves it. */
  readonly clock: { at: number };
  /** Whom the policy of every repository names as reviewers; a test changes it. */
  readonly reviewers: Set<string>;
  /** Lines that the desk logged, as JSON. */
  readonly logged: string[];
  saveDraft(change?: Partial<DraftSeed>): Promise<Draft>;
  /** The same for an issue that is really there, as it was seen when the draft was made. */
  fileDraft(change?: Partial<DraftSeed>): Promise<Draft>;
  /** Files an issue as its owner does; its number. */
  fileIssue(repo: string, title: string, body: string): Promise<number>;
  /** From now on jobs are run, as by a worker. */
  work(): Promise<void>;
  /** Changes an issue as its owner does, e.g. `{ title }`. */
  editIssue(repo: string, number: number, change: object): Promise<void>;
  /** What `login` may do in the repository from now on; null takes everything away. */
  grant(repo: string, login: Login, permission: 'push' | 'triage' | 'pull' | null): Promise<void>;
  /** Signs in through the emulator's OAuth page and returns the Cookie header of the session. */
  signIn(login: Login, returnTo?: string): Promise<string>;
  close(): Promise<void>;
}

const client = { id: 'Iv1.desk', secret: 'desk-client-secret' };
const ownerToken = 'acme-token';

/**
 * `acme` owns `xen-tools` (wanda may write, trixi triage, rita read, nora nothing) and `other` (olga may write).
 * `secure` gives the desk an https address, `embedded` the default database even where a faster server answers.
 */
export async function startDeskWorld(
  options: {
    port?: number;
    secure?: boolean;
    embedded?: boolean;
    trustedProxies?: number;
    undoMs?: number;
  } = {},
): Promise<DeskWorld> {
  const origin = options.secure ? 'https://desk.example' : `http://localhost:${options.port ?? 4999}`;
  const emulator = await createEmulator({
    service: 'github',
    port: await freePort('localhost'),
    seed: {
      tokens: { [ownerToken]: { login: 'acme', scopes: ['repo'] } },
      github: {
        users: people.map((login) => ({ login, name: login })),
        repos: [
          ...['xen-tools', 'other'].map((name) => ({ owner: 'acme', name, private: true })),
          { owner: 'olga', name: 'hidden', private: true },
        ],
        oauth_apps: [
          {
            client_id: client.id,
            client_secret: client.secret,
            name: 'Dejabug',
            redirect_uris: [`${origin}/login/callback`],
          },
        ],
        apps: [
          {
            app_id: 7,
            slug: 'dejabug',
            name: 'Dejabug',
            permissions: { issues: 'write', metadata: 'read', contents: 'read' },
            events: ['issues'],
            installations: [
              { installation_id: 70, account: 'acme', repository_selection: 'all' },
              { installation_id: 71, account: 'olga', repository_selection: 'all' },
            ],
          },
        ],
      },
    },
  });
  const [privateKey] = emulator.generatedSecrets;
  const backends = (await databaseBackends()).filter(({ answers }) => answers);
  const backend = options.embedded ? backends[0] : backends.at(-1);
  if (!privateKey || !backend) throw new Error('the emulator gave no key, or there is no database');
  const place = await backend.create();
  const database = await openDatabase(place.database, silentLog);
  const store = postgresStore(database);
  const queue = await openQueue({}, database, silentLog);
  const clock = { at: Date.parse('2026-11-22T10:00:00Z') };
  const reviewers = new Set<string>();
  const logged: string[] = [];
  const pack = await openPack();
  const log = recordingLog(logged);
  const githubUrl = emulator.url;
  const github = openGitHub({ appId: 7, privateKey: privateKey.value, apiUrl: githubUrl, pace: false, log });
  const app = reviewDesk({
    store,
    queue,
    github,
    readPolicy: (ref) =>
      currentPolicy(ref, {
        github,
        pack,
        store,
        readYaml: readPolicyYaml,
        clock: { now: () => clock.at },
        log,
      }),
    pack,
    undoMs: options.undoMs ?? 0,
    clock: { now: () => clock.at },
    log,
    jobBoard: { admins: ['wanda'], open: queue.board },
    reviewersOf: async () => reviewers,
    settings: {
      publicUrl: origin,
      sessionSecret: 'a secret of this test, long enough to be one',
      githubServerUrl: githubUrl,
      githubApiUrl: githubUrl,
      clientId: client.id,
      clientSecret: client.secret,
      trustedProxies: options.trustedProxies ?? 0,
    },
  });

  async function asOwner<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${githubUrl}/repos/acme/${path}`, {
      method,
      headers: { authorization: `Bearer ${ownerToken}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  async function grant(repo: string, login: Login, permission: 'push' | 'triage' | 'pull' | null) {
    const path = `${repo}/collaborators/${login}`;
    if (permission === null) await asOwner('DELETE', path);
    else await asOwner('PUT', path, { permission });
  }
  await grant('xen-tools', 'wanda', 'push');
  await grant('xen-tools', 'trixi', 'triage');
  await grant('xen-tools', 'rita', 'pull');
  await grant('other', 'olga', 'push');

  async function signIn(login: Login, returnTo = '/review'): Promise<string> {
    const start = await app.request(`${origin}/login?return=${encodeURIComponent(returnTo)}`);
    const agreed = await agree(start.headers.get('location') ?? '', login);
    const back = await app.request(agreed, { headers: { cookie: cookiesOf(start) } });
    if (back.status !== 303) throw new Error(`sign-in: ${back.status} ${await back.text()}`);
    return cookiesOf(back);
  }

  let seeds = 0;
  function saveDraft(change: Partial<DraftSeed> = {}): Promise<Draft> {
    seeds += 1;
    const seed = { ...exampleDraft, number: seeds, ...change };
    const { owner = 'acme', installationId = 70, repo, number, title, body, seen, ...content } = seed;
    const issueUrl = `${githubUrl}/${owner}/${repo}/issues/${number}`;
    const draft = {
      installationId,
      owner,
      repo,
      number,
      key: `seed:${seeds}`,
      title,
      issueUrl,
      body,
      content,
    };
    return store.saveDraft({ ...draft, ...(seen && { seen }) }, clock.at);
  }

  return {
    app,
    origin,
    githubUrl,
    store,
    queue,
    clock,
    reviewers,
    logged,
    grant,
    signIn,
    saveDraft,
    async fileDraft(change = {}) {
      const { repo, title, body } = { ...exampleDraft, ...change };
      const { number } = await asOwner<{ number: number }>('POST', `${repo}/issues`, { title, body });
      const issue = await github.readIssue({ installationId: 70, owner: 'acme', repo, number });
      if (issue === null) throw new Error(`#${number} is not there`);
      return saveDraft({ ...change, number, seen: sightOf(issue, await github.botLogin()) });
    },
    async fileIssue(repo, title, body) {
      return (await asOwner<{ number: number }>('POST', `${repo}/issues`, { title, body })).number;
    },
    work() {
      const deps = {
        github,
        store,
        queue,
        pack,
        clock: { now: () => clock.at },
        log,
        readYaml: readPolicyYaml,
      };
      return queue.work(async (job) => void (await runJob(job, deps)), { concurrency: 2 });
    },
    editIssue: (repo, number, change) => asOwner('PATCH', `${repo}/issues/${number}`, change),
    async close() {
      await queue.close();
      await store.close();
      await emulator.close();
      await place.remove();
    },
  };
}

/** Presses the emulator's button for `login` on the page that the desk sent the browser to; returns where GitHub leads next. */
export async function agree(authorizationUrl: string, login: Login): Promise<string> {
  const asked = new URL(authorizationUrl);
  const fields = ['redirect_uri', 'scope', 'state', 'client_id'];
  const body = new URLSearchParams({ login });
  for (const name of fields) body.set(name, asked.searchParams.get(name) ?? '');
  const answer = await fetch(`${asked.origin}/login/oauth/callback`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}

/** The cookies that an answer sets, as the Cookie header that a browser would send next; erased ones are left out. */
export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .filter((cookie) => !/Max-Age=0/i.test(cookie))
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

function recordingLog(lines: string[]) {
  function record(fields: object, message: string): void {
    lines.push(JSON.stringify({ ...fields, message }));
  }
  const log = { debug: record, info: record, warn: record, error: record, child: () => log };
  return log;
}
