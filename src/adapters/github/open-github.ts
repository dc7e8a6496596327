/** The `GitHub` port on octokit: reads and writes of one App, in the words of the use cases. */

import type { Octokit } from 'octokit';
import type { RepositoryFiles } from '../../app/policy-ports.js';
import type { GitHub, IssueRef, Permission, RepositoryRef } from '../../app/ports.js';
import { policyPath } from '../../core/rules/policy.js';
import { checkRunsFrom } from './check-runs.js';
import { asGitHubError, isGone } from './github-error.js';
import { type AppCredentials, type Installations, openInstallations } from './installations.js';
import { listedIssues } from './list-issues.js';
import { namesFrom } from './names.js';
import { type Pace, paceOf } from './pace.js';
import { pullRequestsFrom } from './pull-requests.js';
import { reactionsFrom } from './reactions.js';
import { readIssueFrom } from './read-issue.js';
import { recoveryFrom } from './recovery.js';
import { openFileReader } from './repository-files.js';
import { repositoryLabelsFrom } from './repository-labels.js';
import { shortMemory } from './short-memory.js';

const permissions: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none'];

/** Opens the port; GitHub is not called before it is used. Every method rejects with a `GitHubError`. */
export function openGitHub(credentials: AppCredentials): GitHub {
  const pace = paceOf(credentials);
  const installations = openInstallations(credentials, pace);
  const { appId } = credentials;
  return gitHubThrough({ installations, pace, appId, ownLogin: () => loginOfApp(installations) });
}

export interface GitHubAccess {
  readonly installations: Installations;
  readonly pace: Pace;
  /** Whose check runs are ours; without it those of everybody are. */
  readonly appId?: number | undefined;
  /** Login under which this access acts; asked until it is known. */
  ownLogin(): Promise<string>;
}

/** The port by whatever signs its requests in. */
export function gitHubThrough({ installations, pace, appId, ownLogin }: GitHubAccess): GitHub {
  const files = openFileReader();
  const filesSeen = shortMemory<RepositoryFiles>();
  let login: Promise<string> | null = null;

  async function asked<T>(
    ref: RepositoryRef,
    doing: string,
    ask: (octokit: Octokit) => Promise<T>,
  ): Promise<T> {
    try {
      return await ask(await installations.of(ref.installationId));
    } catch (error) {
      const known = asGitHubError(error, `${doing} in ${ref.owner}/${ref.repo}`, Date.now());
      // Status 0 is our own word, not GitHub's: a turn that has not come yet.
      if (known.retryAfterMs !== null && known.status !== 0) await pace.refused(ref, known.retryAfterMs);
      throw known;
    }
  }

  const checks = checkRunsFrom(asked, appId);
  return {
    ...recoveryFrom(installations),
    ...namesFrom(installations),
    ...checks,
    async checkRuns(ref, headSha, name) {
      // The first question of a check, as below.
      await pace.notPaused(ref);
      return checks.checkRuns(ref, headSha, name);
    },
    ...pullRequestsFrom(asked, files),
    ...repositoryLabelsFrom(asked),

    async readIssue(ref) {
      // Each job begins with this question: one that would only be refused again goes back to the queue here.
      await pace.notPaused(ref);
      return asked(ref, `Reading issue #${ref.number}`, (octokit) => orNull(readIssueFrom(octokit, ref)));
    },

    repositoryFiles: (ref, maxAgeMs) =>
      filesSeen.get(ref, maxAgeMs, () =>
        asked(ref, `Reading ${policyPath}`, (octokit) => files.read(octokit, ref)),
      ),

    openIssues: (ref, since) => listedIssues(ref, { state: 'open', since }, asked),
    allIssues: (ref) => listedIssues(ref, { state: 'all', since: null }, asked),

    ensureLabel: (ref, label) =>
      asked(ref, `Creating the label "${label.name}"`, async (octokit) => {
        const place = { owner: ref.owner, repo: ref.repo, name: label.name };
        const known = await orNull(octokit.rest.issues.getLabel(place));
        if (known !== null) return;
        await octokit.rest.issues
          .createLabel({ ...place, color: label.color, description: label.description })
          .catch((error: unknown) => {
            // Another worker was faster, or the name differs in case only.
            if (asGitHubError(error, '', Date.now()).status !== 422) throw error;
          });
      }),

    addLabels: (ref, names) =>
      asked(ref, `Labelling issue #${ref.number}`, async (octokit) => {
        await octokit.rest.issues.addLabels({ ...placeOf(ref), labels: [...names] });
      }),

    removeLabel: (ref, name) =>
      asked(ref, `Taking a label off issue #${ref.number}`, async (octokit) => {
        await orNull(octokit.rest.issues.removeLabel({ ...placeOf(ref), name }));
      }),

    postComment: (ref, body) =>
      asked(ref, `Commenting on issue #${ref.number}`, async (octokit) => {
        const { data } = await octokit.rest.issues.createComment({ ...placeOf(ref), body });
        return { id: data.id, url: data.html_url };
      }),

    editComment: (ref, commentId, body) =>
      asked(ref, `Changing comment ${commentId}`, async (octokit) => {
        const place = { owner: ref.owner, repo: ref.repo, comment_id: commentId };
        await orNull(octokit.rest.issues.updateComment({ ...place, body }));
      }),

    react: (ref, commentId, reaction) =>
      asked(ref, `Reacting to comment ${commentId}`, async (octokit) => {
        const place = { owner: ref.owner, repo: ref.repo, comment_id: commentId };
        await orNull(octokit.rest.reactions.createForIssueComment({ ...place, content: reaction }));
      }),

    closeIssue: (ref, as) =>
      asked(ref, `Closing issue #${ref.number}`, async (octokit) => {
        await octokit.rest.issues.update({ ...placeOf(ref), state: 'closed', state_reason: as });
      }),

    reopenIssue: (ref) =>
      asked(ref, `Reopening issue #${ref.number}`, async (octokit) => {
        await octokit.rest.issues.update({ ...placeOf(ref), state: 'open', state_reason: 'reopened' });
      }),

    openIssuesLabelled: (ref, label) =>
      asked(ref, `Listing issues with the label "${label}"`, async (octokit) => {
        const place = { owner: ref.owner, repo: ref.repo };
        const query = { ...place, labels: label, state: 'open', per_page: 100 } as const;
        const issues = await octokit.paginate(octokit.rest.issues.listForRepo, query);
        return issues.filter((issue) => issue.pull_request === undefined).map(({ number }) => number);
      }),

    requestsLeft: (installationId) => installations.requestsLeft(installationId),

    permissionOf: (ref, person) =>
      asked(ref, `Asking for the permission of ${person}`, async (octokit) => {
        const answer = await orNull(
          octokit.rest.repos.getCollaboratorPermissionLevel({
            owner: ref.owner,
            repo: ref.repo,
            username: person,
          }),
        );
        return answer === null ? 'none' : permissionFrom(answer.data);
      }),

    reactionsOn: (ref, commentId, etag) =>
      asked(ref, `Reading the reactions on comment ${commentId}`, (octokit) =>
        reactionsFrom(octokit, ref, commentId, etag),
      ),

    async botLogin() {
      login ??= ownLogin();
      try {
        return await login;
      } catch (error) {
        login = null;
        throw asGitHubError(error, "Asking for the App's name", Date.now());
      }
    },
  };
}

async function loginOfApp({ app }: Installations): Promise<string> {
  const { data } = await app.rest.apps.getAuthenticated();
  if (data === null || data.slug === undefined)
    throw new Error('GitHub does not know this App; check APP_ID and PRIVATE_KEY.');
  return `${data.slug}[bot]`;
}

function placeOf(ref: IssueRef) {
  return { owner: ref.owner, repo: ref.repo, issue_number: ref.number };
}

async function orNull<T>(asking: Promise<T>): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** A role of the organisation's own making has a name we do not know; then the base permission counts. */
function permissionFrom(answer: { permission: string; role_name?: string }): Permission {
  const role = permissions.find((name) => name === answer.role_name);
  if (role !== undefined) return role;
  if (answer.permission === 'push') return 'write';
  return permissions.find((name) => name === answer.permission) ?? 'none';
}
