/** What recovery asks of GitHub: deliveries that failed, repositories of the App, issues that changed. */

import { type Octokit, RequestError } from 'octokit';
import type { RepositoryRef } from '../../app/ports.js';
import type {
  ChangedIssues,
  FailedDelivery,
  GitHubRecovery,
  InstalledRepository,
} from '../../app/recovery-ports.js';
import { asGitHubError, isGone } from './github-error.js';
import type { Installations } from './installations.js';

const perPage = 100;
/** Pages of deliveries that one look takes: thirty thousand deliveries. */
const mostPages = 300;

export function recoveryFrom(installations: Installations): GitHubRecovery {
  const { app } = installations;

  async function asked<T>(doing: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw asGitHubError(error, doing, Date.now());
    }
  }

  return {
    failedDeliveries: (since) =>
      asked('Listing webhook deliveries', async () => {
        try {
          return await failedSince(app, since);
        } catch (error) {
          // A server that does not have this list cannot say what failed.
          if (isGone(error)) return { failed: [], isComplete: true };
          throw error;
        }
      }),

    redeliver: (attemptId) =>
      asked(`Asking for delivery ${attemptId} again`, async () => {
        await app.rest.apps.redeliverWebhookDelivery({ delivery_id: attemptId });
      }),

    installedRepositories: (limit) =>
      asked('Listing repositories', () => installedRepositories(installations, limit)),

    changedIssues: (ref, since, etag) =>
      asked(`Listing issues in ${ref.owner}/${ref.repo}`, async () =>
        changedIssues(await installations.of(ref.installationId), ref, since, etag),
      ),
  };
}

/** GitHub lists the newest attempt first, whatever the delivery. */
async function failedSince(app: Octokit, since: number) {
  const succeeded = new Set<string>();
  const failed = new Map<string, FailedDelivery>();
  let pages = 0;
  for await (const { data } of app.paginate.iterator(app.rest.apps.listWebhookDeliveries, {
    per_page: perPage,
  })) {
    pages += 1;
    for (const attempt of data) {
      const at = Date.parse(attempt.delivered_at);
      if (at < since) return answered(true);
      const { id, guid, event, status_code: status } = attempt;
      if (status >= 200 && status < 300) succeeded.add(guid);
      else if (!failed.has(guid)) failed.set(guid, { id, guid, event, status, at });
    }
    if (pages === mostPages) return answered(false);
  }
  return answered(true);

  function answered(isComplete: boolean) {
    const open = [...failed.values()].filter(({ guid }) => !succeeded.has(guid));
    return { failed: open.reverse(), isComplete };
  }
}

async function installedRepositories(
  installations: Installations,
  limit: number,
): Promise<InstalledRepository[]> {
  const found: InstalledRepository[] = [];
  const { app } = installations;
  for await (const { data } of app.paginate.iterator(app.rest.apps.listInstallations, {
    per_page: perPage,
  })) {
    for (const installation of data) {
      if (installation.suspended_at) continue;
      try {
        await addRepositories(installations, installation.id, limit, found);
      } catch (error) {
        // Uninstalled a moment ago.
        if (!isGone(error)) throw error;
      }
      if (found.length >= limit) return found.slice(0, limit);
    }
  }
  return found;
}

async function addRepositories(
  installations: Installations,
  installationId: number,
  limit: number,
  found: InstalledRepository[],
): Promise<void> {
  const octokit = await installations.of(installationId);
  const list = octokit.rest.apps.listReposAccessibleToInstallation;
  for await (const { data } of octokit.paginate.iterator(list, { per_page: perPage })) {
    for (const { id, owner, name } of data)
      found.push({ id, installationId, owner: owner.login, repo: name });
    if (found.length >= limit) return;
  }
}

async function changedIssues(
  octokit: Octokit,
  ref: RepositoryRef,
  since: number,
  etag: string | null,
): Promise<ChangedIssues> {
  try {
    const { data, headers } = await octokit.rest.issues.listForRepo({
      owner: ref.owner,
      repo: ref.repo,
      state: 'open',
      sort: 'updated',
      direction: 'asc',
      since: inSeconds(since),
      per_page: perPage,
      ...(etag !== null && { headers: { 'if-none-match': etag } }),
    });
    return {
      kind: 'changed',
      issues: data.map((issue) => ({
        number: issue.number,
        isPullRequest: issue.pull_request !== undefined,
        createdAt: Date.parse(issue.created_at),
        updatedAt: Date.parse(issue.updated_at),
      })),
      isMore: data.length === perPage,
      etag: headers.etag ?? null,
    };
  } catch (error) {
    if (error instanceof RequestError && error.status === 304) return { kind: 'unchanged' };
    if (isGone(error)) return { kind: 'gone' };
    throw error;
  }
}

/** As GitHub writes times; it compares whole seconds. */
function inSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
