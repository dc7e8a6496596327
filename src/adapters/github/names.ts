/** Where a repository is: by GitHub's own id of it, which no renaming changes, and which installation has it. */

import { z } from 'zod';
import type { GitHubNames } from '../../app/name-ports.js';
import { asGitHubError, isGone } from './github-error.js';
import type { Installations } from './installations.js';

const Named = z.object({ name: z.string().min(1), owner: z.object({ login: z.string().min(1) }) });

export function namesFrom(installations: Installations): GitHubNames {
  async function orNull<T>(doing: string, ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (isGone(error)) return null;
      throw asGitHubError(error, doing, Date.now());
    }
  }

  return {
    repositoryById: (installationId, repositoryId) =>
      orNull(`Asking for the repository ${repositoryId}`, async () => {
        const octokit = await installations.of(installationId);
        const { data } = await octokit.request('GET /repositories/{id}', { id: repositoryId });
        const { name, owner } = Named.parse(data);
        return { owner: owner.login, repo: name };
      }),

    installationAt: ({ owner, repo }) =>
      orNull(`Looking for the installation on ${owner}/${repo}`, async () => {
        const { data } = await installations.app.rest.apps.getRepoInstallation({ owner, repo });
        return data.id;
      }),
  };
}
