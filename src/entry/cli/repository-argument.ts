/** A repository as people write it on the command line. */

import { InvalidArgumentError } from 'commander';

export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** Reads `OWNER/REPO`. Throws commander's error, which is wrong usage. */
export function repositoryArgument(text: string): RepositoryName {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined)
    throw new InvalidArgumentError('Write it as OWNER/REPO, e.g. octocat/hello-world.');
  return { owner, repo };
}
