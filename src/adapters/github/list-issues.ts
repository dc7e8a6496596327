/** Issues as GitHub lists them, a page at a time. */

import type { Octokit } from 'octokit';
import type { RepositoryRef } from '../../app/ports.js';
import type { IssueSnapshot } from '../../core/plan/issue-snapshot.js';
import { GitHubError } from './github-error.js';
import { snapshotOf } from './read-issue.js';

const perPage = 100;
/** A hundred thousand issues. */
const mostPages = 1_000;
const mostTries = 3;

type Asked = <T>(ref: RepositoryRef, doing: string, ask: (octokit: Octokit) => Promise<T>) => Promise<T>;

/** A question that got no answer is asked again: between two pages a kept connection may have been closed. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof GitHubError && error.status === 0 && error.retryAfterMs === null)) throw error;
      if (tries === mostTries) throw error;
    }
  }
}

/** Issues without pull requests, newest first, filed at or after `since`; each page is asked for when the one before was taken. */
export async function* listedIssues(
  ref: RepositoryRef,
  { state, since }: { readonly state: 'open' | 'all'; readonly since: number | null },
  asked: Asked,
): AsyncGenerator<readonly IssueSnapshot[]> {
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await again(() =>
      asked(ref, 'Listing issues', (octokit) =>
        octokit.rest.issues.listForRepo({
          owner: ref.owner,
          repo: ref.repo,
          state,
          sort: 'created',
          direction: 'desc',
          per_page: perPage,
          page,
        }),
      ),
    );
    const young = data.filter((issue) => since === null || Date.parse(issue.created_at) >= since);
    yield young
      .filter((issue) => issue.pull_request === undefined)
      .map((issue) => snapshotOf(ref, issue, [], []));
    if (data.length < perPage || young.length < data.length) return;
  }
}
