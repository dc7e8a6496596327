/** The web process: Probot's server with the guarded webhook in front, and the pages of hono behind it. */

import type { Server as HttpServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { Server } from 'probot';
import type { Settings } from '../adapters/env/settings.js';
import { freePort } from './free-port.js';
import { receiveInstallations } from './installation-webhooks.js';
import { isOperation, type OperationsDeps, operations } from './operations.js';
import { receiveRepositories, watchNames } from './repository-webhooks.js';
import type { DeskParts } from './web/desk-context.js';
import { reviewDesk } from './web/review-desk.js';
import { receiveIssues, type WebhookDeps } from './webhook.js';
import { receiveActivity } from './webhook-activity.js';
import { GuardedProbot } from './webhook-guard.js';
import { receivePullRequests } from './webhook-pull-requests.js';

export interface WebServer {
  /** Where it listens, e.g. `http://localhost:3000`. */
  readonly url: string;
  /** Takes no more requests, and resolves when those that run are answered. */
  close(): Promise<void>;
}

/** How long running requests may take once the server closes, in milliseconds. */
const closeMs = 10_000;

/**
 * Listens. Rejects with words for the person when the port is taken. GitHub is not called.
 * @param desk the review desk's parts except the settings that follow from the address
 */
export async function startWebServer(
  settings: Settings,
  desk: Omit<DeskParts, 'settings' | 'log'> & { readonly sessionSecret: string },
  webhook: Omit<WebhookDeps, 'log'> & OperationsDeps,
  log: Logger,
): Promise<WebServer> {
  const { host } = settings;
  const port = settings.port === 0 ? await freePort(host) : settings.port;
  const url = `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  const server = new Server({
    Probot: GuardedProbot.defaults({
      appId: settings.appId,
      privateKey: settings.privateKey,
      secret: settings.webhookSecret,
      baseUrl: settings.apiUrl,
    }),
    log,
    host,
    port,
    webhookProxy: settings.webhookProxyUrl ?? undefined,
    enableStaticFiles: false,
    enableNotFound: false,
  });
  const guard = await guardOf(server);
  const nameSeen = watchNames({ ...webhook, log });
  receiveIssues(guard.events, { ...webhook, nameSeen, log });
  receiveInstallations(guard.events, { ...webhook, log });
  receiveRepositories(guard.events, { ...webhook, log });
  receiveActivity(guard.events, { ...webhook, nameSeen, log });
  receivePullRequests(guard.events, { ...webhook, log });

  const { sessionSecret, ...parts } = desk;
  const pages = reviewDesk({
    ...parts,
    log,
    settings: {
      publicUrl: settings.publicUrl ?? url,
      sessionSecret,
      githubServerUrl: settings.serverUrl,
      githubApiUrl: settings.apiUrl,
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      trustedProxies: settings.trustedProxies,
    },
  });
  const questions = operations(webhook);
  const listener = getRequestListener(
    (request, connection) =>
      isOperation(new URL(request.url).pathname)
        ? questions.fetch(request)
        : pages.fetch(request, connection),
    // octokit and everything else in this process keeps Node's own Request and Response.
    { overrideGlobalObjects: false },
  );
  server.addHandler(async (request, response) => {
    await listener(request, response);
    return true;
  });
  const http = await server.start();
  guard.standBefore(http);
  return { url, close: () => closed(server, http) };
}

/** The one that the server made of the class it was given. */
async function guardOf(server: Server): Promise<GuardedProbot> {
  const probot = await new Promise((resolve, reject) => {
    server.load(resolve).catch(reject);
  });
  if (!(probot instanceof GuardedProbot)) throw new Error('The server runs another Probot.');
  return probot;
}

async function closed(server: Server, http: HttpServer): Promise<void> {
  const cut = setTimeout(() => http.closeAllConnections(), closeMs);
  cut.unref();
  try {
    const stopped = server.stop();
    http.closeIdleConnections();
    await stopped;
  } finally {
    clearTimeout(cut);
  }
}
