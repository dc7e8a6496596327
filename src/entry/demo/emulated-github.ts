/** A GitHub of one's own: the stateful emulator with an organisation, its people, one repository and Dejabug's App installed on it. */

import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { neededEvents, neededPermissions } from '../../core/diagnosis/app-needs.js';
import { webhookPath } from '../../core/diagnosis/judge-webhook.js';
import { freePort } from '../free-port.js';
import { issuePages } from './issue-pages.js';

export interface EmulatedGitHub {
  /** Base address of the API and of the pages, without a trailing slash. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly privateKey: string;
    readonly webhookSecret: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly installationId: number;
  };
  /** A personal token by login; `maintainer` administers the organisation, `reporter` is a stranger. */
  readonly tokens: Readonly<Record<'maintainer' | 'reporter', string>>;
  /** Calls the API as one of the people, with their tokens in turn; throws with status and answer when it is refused. */
  call<T>(as: 'maintainer' | 'reporter', method: string, path: string, body?: object): Promise<T>;
  close(): Promise<void>;
}

/** Loads the emulator, which is a development dependency: production never runs it. */
async function loadEmulator(): Promise<typeof import('emulate')> {
  try {
    return await import('emulate');
  } catch (cause) {
    throw new Error(
      'The demo needs the GitHub emulator, which the published package leaves out. Run the demo from a clone: npm ci && npm run demo',
      { cause },
    );
  }
}

async function untilAnswering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`${url}/meta`).catch(() => null);
    if (answer && answer.status < 500) {
      await answer.arrayBuffer();
      return;
    }
    await sleep(50);
  }
  throw new Error(`The GitHub emulator does not answer at ${url}.`);
}

async function listen(
  pages: ReturnType<typeof issuePages>,
): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort('localhost');
  const server = await new Promise<Server>((resolve) => {
    const starting = serve({ fetch: pages.fetch, hostname: 'localhost', port }, () =>
      resolve(starting as Server),
    );
  });
  // A connection that is closed for idling at the moment it is used again fails the request; here it lasts as long as the server.
  server.keepAliveTimeout = 0;
  return {
    url: `http://localhost:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function furtherTokens(first: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? first : `${first}-${index + 1}`));
}

/**
 * Starts the emulator. `dejabugUrl` is where its webhooks and its OAuth sign-in will find Dejabug; nothing needs to
 * listen there yet. The emulator answers each token 5,000 times in an hour; whoever asks for more gives the people `tokensEach`. `slug` is
 * the name under which the App acts.
 */
export async function startEmulatedGitHub(
  dejabugUrl: string,
  { tokensEach = 1, slug = 'dejabug' }: { readonly tokensEach?: number; readonly slug?: string } = {},
): Promise<EmulatedGitHub> {
  const { createEmulator } = await loadEmulator();
  const owner = 'xen-on-linux';
  const repo = 'reports';
  const tokens = { maintainer: 'demo-maintainer-token', reporter: 'demo-reporter-token' } as const;
  const app = {
    id: 4711,
    slug,
    webhookSecret: 'demo-webhook-secret',
    clientId: 'Iv1.demo',
    clientSecret: 'demo-client-secret',
    installationId: 100,
  };
  const tokensOf = {
    maintainer: furtherTokens(tokens.maintainer, tokensEach),
    reporter: furtherTokens(tokens.reporter, tokensEach),
  };
  const scopesOf = { maintainer: ['repo', 'user', 'admin:org'], reporter: ['public_repo', 'user'] };
  const logins = ['maintainer', 'reporter'] as const;
  const emulatorPort = await freePort('localhost');
  const pages = await listen(issuePages(emulatorPort, tokens.reporter));
  const emulator = await createEmulator({
    service: 'github',
    port: emulatorPort,
    // The addresses that it gives out lead to the pages in front of it.
    baseUrl: pages.url,
    seed: {
      tokens: Object.fromEntries(
        logins.flatMap((login) =>
          tokensOf[login].map((token) => [token, { login, scopes: scopesOf[login] }] as const),
        ),
      ),
      github: {
        users: [
          { login: 'maintainer', name: 'Maintainer', email: 'maintainer@example.org' },
          { login: 'reporter', name: 'Reporter', email: 'reporter@example.org' },
        ],
        orgs: [{ login: owner, name: 'Xen on Linux', members: [{ login: 'maintainer', role: 'admin' }] }],
        repos: [{ owner, name: repo, description: 'Bug reports', auto_init: true }],
        oauth_apps: [
          {
            client_id: app.clientId,
            client_secret: app.clientSecret,
            name: 'Dejabug',
            redirect_uris: [`${dejabugUrl}/login/callback`],
          },
        ],
        apps: [
          {
            app_id: app.id,
            slug: app.slug,
            name: 'Dejabug',
            permissions: Object.fromEntries(neededPermissions.map(({ name, access }) => [name, access])),
            events: neededEvents.map(({ name }) => name),
            webhook_url: `${dejabugUrl}${webhookPath}`,
            webhook_secret: app.webhookSecret,
            installations: [
              { installation_id: app.installationId, account: owner, repository_selection: 'all' },
            ],
          },
        ],
      },
    },
  });
  const privateKey = emulator.generatedSecrets.find(
    (secret) => secret.kind === 'github.app_private_key',
  )?.value;
  if (privateKey === undefined) throw new Error('The GitHub emulator generated no private key for the App.');
  await untilAnswering(emulator.url);

  let calls = 0;
  return {
    url: emulator.url,
    owner,
    repo,
    app: { ...app, privateKey },
    tokens,
    async call<T>(as: 'maintainer' | 'reporter', method: string, path: string, body?: object): Promise<T> {
      const mine = tokensOf[as];
      const token = mine[calls % mine.length] ?? tokens[as];
      calls += 1;
      const answer = await fetch(`${emulator.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok)
        throw new Error(`The GitHub emulator answered ${answer.status} to ${method} ${path}: ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async close() {
      await pages.close();
      await emulator.close();
    },
  };
}
