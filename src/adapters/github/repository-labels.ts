/** Names of the labels that a repository has. */

import type { Octokit } from 'octokit';
import type { GitHubChecks } from '../../app/check-ports.js';
import type { RepositoryRef } from '../../app/ports.js';
import { isGone } from './github-error.js';

const perPage = 100;

type Asked = <T>(ref: RepositoryRef, doing: string, ask: (octokit: Octokit) => Promise<T>) => Promise<T>;

export function repositoryLabelsFrom(asked: Asked): Pick<GitHubChecks, 'labelNames' | 'hasLabel'> {
  return {
    labelNames: (ref, most) =>
      asked(ref, 'Listing labels', async (octokit) => {
        const names: string[] = [];
        for (let page = 1; names.length < most; page += 1) {
          const { owner, repo } = ref;
          const { data } = await octokit.rest.issues.listLabelsForRepo({
            owner,
            repo,
            per_page: perPage,
            page,
          });
          names.push(...data.map(({ name }) => name));
          if (data.length < perPage) return { names, isComplete: true };
        }
        return { names, isComplete: false };
      }),

    hasLabel: (ref, name) =>
      asked(ref, `Asking for the label "${name}"`, async (octokit) => {
        try {
          await octokit.rest.issues.getLabel({ owner: ref.owner, repo: ref.repo, name });
          return true;
        } catch (error) {
          if (isGone(error)) return false;
          throw error;
        }
      }),
  };
}
