/** What GitHub says about the App, asked with the App's own key; nothing is changed. */

import { RequestError } from 'octokit';
import { z } from 'zod';
import type { AppAnswer, AppInspection } from '../../app/diagnosis-ports.js';
import { asGitHubError, isGone } from './github-error.js';
import { type AppCredentials, openInstallations } from './installations.js';
import { paceOf } from './pace.js';

const perPage = 100;

const Permissions = z.record(z.string(), z.string()).default({});
const Events = z.array(z.string()).default([]);
const App = z.object({
  id: z.int(),
  slug: z.string().default(''),
  html_url: z.string().default(''),
  client_id: z.string().nullish(),
  permissions: Permissions,
  events: Events,
});
const Installation = z.object({
  id: z.int(),
  account: z.object({ login: z.string().optional(), slug: z.string().optional() }).nullish(),
  html_url: z.string().default(''),
  suspended_at: z.string().nullish(),
  permissions: Permissions,
  events: Events,
  single_file_paths: z.array(z.string()).nullish(),
  single_file_name: z.string().nullish(),
});
const Hook = z.object({
  url: z.string().nullish(),
  content_type: z.string().nullish(),
  secret: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).nullish(),
});
const Deliveries = z.array(
  z.object({
    guid: z.string(),
    event: z.string(),
    status_code: z.int(),
    status: z.string().default(''),
    delivered_at: z.string(),
  }),
);

/** Asks nothing yet. */
export function inspectApp(credentials: AppCredentials): AppInspection {
  const { app } = openInstallations(credentials, paceOf(credentials));

  async function asked<T>(doing: string, schema: z.ZodType<T>, route: string): Promise<T> {
    const { data } = await app.request(route);
    const read = schema.safeParse(data);
    if (read.success) return read.data;
    throw new Error(`${doing}: the answer is not what GitHub sends. Check GITHUB_API_URL.`);
  }

  async function orNull<T>(doing: string, schema: z.ZodType<T>, route: string): Promise<T | null> {
    try {
      return await asked(doing, schema, route);
    } catch (error) {
      if (isGone(error)) return null;
      throw asGitHubError(error, doing, Date.now());
    }
  }

  return {
    async app() {
      try {
        const { data, headers } = await app.request('GET /app');
        return read(data, timeOf(headers.date));
      } catch (error) {
        return refusal(error);
      }
    },

    async hook() {
      const found = await orNull('Asking for the webhook', Hook, 'GET /app/hook/config');
      if (found === null) return null;
      return {
        url: found.url ?? null,
        contentType: found.content_type ?? null,
        hasSecret: typeof found.secret === 'string' && found.secret !== '',
        checksCertificate: String(found.insecure_ssl ?? '0') === '0',
      };
    },

    async deliveries() {
      const route = `GET /app/hook/deliveries?per_page=${perPage}`;
      const found = await orNull('Listing webhook deliveries', Deliveries, route);
      return (
        found?.map(({ guid, event, status_code: statusCode, status, delivered_at: at }) => ({
          guid,
          event,
          statusCode,
          status,
          at,
        })) ?? null
      );
    },

    async installations() {
      const route = `GET /app/installations?per_page=${perPage}`;
      const found = (await orNull('Listing installations', z.array(Installation), route)) ?? [];
      return {
        isComplete: found.length < perPage,
        installations: found.map((one) => ({
          id: one.id,
          account: one.account?.login ?? one.account?.slug ?? `installation ${one.id}`,
          url: one.html_url,
          suspendedAt: one.suspended_at ?? null,
          permissions: one.permissions,
          events: one.events,
          singleFiles: one.single_file_paths ?? (one.single_file_name ? [one.single_file_name] : null),
        })),
      };
    },

    async installationOf(owner, repo) {
      const route = `GET /repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/installation`;
      const found = await orNull(`Looking for the installation on ${owner}/${repo}`, Installation, route);
      return found === null ? null : { installationId: found.id, owner, repo };
    },
  };
}

function read(data: unknown, serverTime: number | null): AppAnswer {
  const parsed = App.safeParse(data);
  if (!parsed.success)
    return { kind: 'unreachable', reason: 'What answers is not GitHub. Check GITHUB_API_URL.' };
  const { id, slug, html_url: url, client_id: clientId, permissions, events } = parsed.data;
  const app = { id, slug, url, clientId: clientId ?? null, permissions, events, singleFiles: null };
  return { kind: 'known', app, serverTime };
}

function refusal(error: unknown): AppAnswer {
  const isAnswered = error instanceof RequestError && error.response !== undefined;
  // 401: not this App's key; 404: no such App. Anything else is no word about the App.
  if (isAnswered && (error.status === 401 || error.status === 404)) {
    const serverTime = timeOf(error.response?.headers.date);
    return { kind: 'refused', reason: `${error.status} ${error.message}`, serverTime };
  }
  return {
    kind: 'unreachable',
    reason: asGitHubError(error, 'Asking GitHub for the App', Date.now()).message,
  };
}

function timeOf(header: string | undefined): number | null {
  const at = Date.parse(header ?? '');
  return Number.isNaN(at) ? null : at;
}
