/** A repository as people write it on the command line. */

import { InvalidArgumentError } from 'commander';

export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** A repository, or one issue of it. */
export interface SubjectName extends RepositoryName {
  readonly number?: number;
}

/** Reads `OWNER/REPO` or `OWNER/REPO#NUMBER`. Throws commander's error, which is wrong usage. */
export function subjectArgument(text: string): SubjectName {
  const [, name = '', number] = /^([^#]*)#([1-9]\d{0,8})$/.exec(text) ?? [];
  if (number !== undefined) return { ...repositoryArgument(name), number: Number(number) };
  if (text.includes('#'))
    throw new InvalidArgumentError('Write an issue as OWNER/REPO#NUMBER, e.g. octocat/hello-world#7.');
  return repositoryArgument(text);
}

/** Reads `OWNER/REPO`. Throws commander's error, which is wrong usage. */
export function repositoryArgument(text: string): RepositoryName {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined)
    throw new InvalidArgumentError('Write it as OWNER/REPO, e.g. octocat/hello-world.');
  return { owner, repo };
}
