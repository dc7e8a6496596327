/** Pull requests, and the policy files on both of their sides: data that strangers wrote, read and never acted upon. */

import type { Octokit } from 'octokit';
import type { GitHubChecks, PullRequest } from '../../app/check-ports.js';
import type { RepositoryRef } from '../../app/ports.js';
import { isGone } from './github-error.js';
import type { FileReader } from './repository-files.js';

type Asked = <T>(ref: RepositoryRef, doing: string, ask: (octokit: Octokit) => Promise<T>) => Promise<T>;

export function pullRequestsFrom(
  asked: Asked,
  files: FileReader,
): Pick<GitHubChecks, 'pullRequest' | 'policyChange' | 'isPublic'> {
  return {
    pullRequest: (ref, number) =>
      asked(ref, `Reading pull request #${number}`, async (octokit) => {
        try {
          const { owner, repo } = ref;
          const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
          return {
            number,
            isOpen: data.state === 'open',
            headSha: data.head.sha,
            headRepository: headRepositoryOf(data.head.repo),
            baseBranch: data.base.ref,
            isIntoDefault: data.base.ref === data.base.repo.default_branch,
          };
        } catch (error) {
          if (isGone(error)) return null;
          throw error;
        }
      }),

    policyChange: (ref, pull) =>
      asked(ref, `Reading the policy of pull request #${pull.number}`, async (octokit) => {
        const base = await mergeBase(octokit, ref, pull);
        const from = base === null ? forkOf(ref, pull) : ref;
        if (from === null) return null;
        return {
          before: await files.read(octokit, ref, base ?? pull.baseBranch),
          after: await files.read(octokit, from, pull.headSha),
        };
      }),

    isPublic: (ref) =>
      asked(ref, 'Asking who may read it', async (octokit) => {
        try {
          const { data } = await octokit.rest.repos.get({ owner: ref.owner, repo: ref.repo });
          return !data.private && (data.visibility ?? 'public') === 'public';
        } catch (error) {
          if (isGone(error)) return false;
          throw error;
        }
      }),
  };
}

/** Of GitHub's answer about a head only this is read: what else a fork says of itself counts for nothing. */
function headRepositoryOf(
  repo: {
    readonly name: string;
    readonly owner: { readonly login: string };
    readonly private: boolean;
  } | null,
): PullRequest['headRepository'] {
  if (repo === null) return null;
  return { owner: repo.owner.login, repo: repo.name, isPublic: !repo.private };
}

/**
 * The commit where the branch left its base. Null where the base repository does not know the head: GitHub keeps a pull request's commits there,
 * other servers may not.
 */
async function mergeBase(octokit: Octokit, ref: RepositoryRef, pull: PullRequest): Promise<string | null> {
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      owner: ref.owner,
      repo: ref.repo,
      // The branch as it is: the base that the API tells with a pull request may be an old commit of it.
      basehead: `${pull.baseBranch}...${pull.headSha}`,
      // The second page has the merge base too, and none of the diffs.
      per_page: 1,
      page: 2,
    });
    return data.merge_base_commit.sha;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function forkOf(ref: RepositoryRef, { headRepository }: PullRequest): RepositoryRef | null {
  if (headRepository === null || !headRepository.isPublic) return null;
  const { owner, repo } = headRepository;
  return { installationId: ref.installationId, owner, repo };
}
