/** Pull requests on an emulated GitHub: branches with changed files, from the repository itself or from a fork. */

import type { EmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import type { Committed } from './repository-commit.js';

export interface Pull {
  readonly number: number;
  readonly headSha: string;
}

interface Repository {
  readonly owner: string;
  readonly repo: string;
}

type As = 'maintainer' | 'reporter';

export interface ListedRun {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly external_id: string;
  readonly output: { readonly title: string; readonly summary: string; readonly text: string | null };
}

export interface ListedAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly annotation_level: string;
  readonly message: string;
}

/** Commits on top of a branch; null deletes a file. Returns the commit. */
export async function commitOn(
  github: EmulatedGitHub,
  { owner, repo }: Repository,
  branch: string,
  files: Readonly<Record<string, Committed | null>>,
  as: As = 'maintainer',
): Promise<string> {
  const place = `/repos/${owner}/${repo}`;
  const at = await github
    .call<{ object: { sha: string } }>(as, 'GET', `${place}/git/ref/heads/${branch}`)
    .catch(() => null);
  const parent = at?.object.sha ?? (await headOf(github, { owner, repo }, as));
  const base = await github.call<{ tree: { sha: string } }>(as, 'GET', `${place}/git/commits/${parent}`);
  const tree = await github.call<{ sha: string }>(as, 'POST', `${place}/git/trees`, {
    base_tree: base.tree.sha,
    tree: Object.entries(files).map(([path, content]) => {
      if (content === null) return { path, type: 'blob', mode: '100644', sha: null };
      const isLink = typeof content !== 'string';
      const mode = isLink ? '120000' : '100644';
      return { path, type: 'blob', mode, content: isLink ? content.link : content };
    }),
  });
  const commit = await github.call<{ sha: string }>(as, 'POST', `${place}/git/commits`, {
    message: 'Change files',
    tree: tree.sha,
    parents: [parent],
  });
  if (at === null)
    await github.call(as, 'POST', `${place}/git/refs`, { ref: `refs/heads/${branch}`, sha: commit.sha });
  else await github.call(as, 'PATCH', `${place}/git/refs/heads/${branch}`, { sha: commit.sha });
  return commit.sha;
}

async function headOf(github: EmulatedGitHub, { owner, repo }: Repository, as: As): Promise<string> {
  const place = `/repos/${owner}/${repo}`;
  const { default_branch: branch } = await github.call<{ default_branch: string }>(as, 'GET', place);
  const head = await github.call<{ object: { sha: string } }>(as, 'GET', `${place}/git/ref/heads/${branch}`);
  return head.object.sha;
}

let branches = 0;

/** A branch with these files and a pull request of it; the emulator sends the signed webhook. */
export async function openPull(
  github: EmulatedGitHub,
  repository: Repository,
  files: Readonly<Record<string, Committed | null>>,
): Promise<Pull> {
  branches += 1;
  const branch = `change-${branches}`;
  await commitOn(github, repository, branch, files);
  return pullOf(github, repository, branch);
}

/** A pull request of a branch that is there; `head` may be `OWNER:BRANCH`. */
export async function pullOf(
  github: EmulatedGitHub,
  { owner, repo }: Repository,
  head: string,
): Promise<Pull> {
  const place = `/repos/${owner}/${repo}`;
  const { default_branch: base } = await github.call<{ default_branch: string }>('maintainer', 'GET', place);
  const pull = await github.call<{ number: number; head: { sha: string } }>(
    'maintainer',
    'POST',
    `${place}/pulls`,
    { title: 'Change the policy', head, base },
  );
  return { number: pull.number, headSha: pull.head.sha };
}

/** All check runs of a commit, oldest first. */
export async function runsOf(
  github: EmulatedGitHub,
  { owner, repo }: Repository,
  sha: string,
): Promise<readonly ListedRun[]> {
  const path = `/repos/${owner}/${repo}/commits/${sha}/check-runs?filter=all&per_page=100`;
  const { check_runs: runs } = await github.call<{ check_runs: ListedRun[] }>('maintainer', 'GET', path);
  return runs.toReversed();
}

export async function annotationsOn(
  github: EmulatedGitHub,
  { owner, repo }: Repository,
  run: number,
): Promise<readonly ListedAnnotation[]> {
  const path = `/repos/${owner}/${repo}/check-runs/${run}/annotations?per_page=100`;
  const answer = await github.call<{ check_annotations: ListedAnnotation[] }>('maintainer', 'GET', path);
  return answer.check_annotations;
}
