/** Commits files of any kind to a repository of an emulated GitHub, as `git push` would: through trees and refs. */

import type { EmulatedGitHub } from '../src/entry/demo/emulated-github.js';

/** Text of a file, or a symbolic link to that path. */
export type Committed = string | Link;

interface Link {
  readonly link: string;
}

/** Creates `owner/name` with a first commit. */
export async function createRepository(
  github: EmulatedGitHub,
  name: string,
  change: object = {},
): Promise<void> {
  const repository = { name, auto_init: true, ...change };
  await github.call('maintainer', 'POST', `/orgs/${github.owner}/repos`, repository);
}

/** Replaces everything in the default branch by `files`. */
export async function commitFiles(
  github: EmulatedGitHub,
  name: string,
  files: Readonly<Record<string, Committed>>,
): Promise<void> {
  const place = `/repos/${github.owner}/${name}`;
  const { default_branch: branch } = await github.call<{ default_branch: string }>(
    'maintainer',
    'GET',
    place,
  );
  const head = await github.call<{ object: { sha: string } }>(
    'maintainer',
    'GET',
    `${place}/git/ref/heads/${branch}`,
  );
  const tree = await github.call<{ sha: string }>('maintainer', 'POST', `${place}/git/trees`, {
    tree: Object.entries<Committed>({ 'README.md': 'Hello', ...files }).map(([path, content]) => ({
      path,
      type: 'blob',
      mode: isLink(content) ? '120000' : '100644',
      content: isLink(content) ? content.link : content,
    })),
  });
  const commit = await github.call<{ sha: string }>('maintainer', 'POST', `${place}/git/commits`, {
    message: 'Change files',
    tree: tree.sha,
    parents: [head.object.sha],
  });
  await github.call('maintainer', 'PATCH', `${place}/git/refs/heads/${branch}`, { sha: commit.sha });
}

function isLink(content: Committed): content is Link {
  return typeof content !== 'string';
}
