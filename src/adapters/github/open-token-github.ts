/** The `GitHub` port by one token, such as the one that a workflow is given for its own repository. */

import type { GitHub, Log } from '../../app/ports.js';
import type { LabelEvent } from '../../core/plan/issue-snapshot.js';
import { sameName } from '../../core/plan/precedence.js';
import { GitHubError, isGone, isOutOfReach } from './github-error.js';
import { pacedOctokit } from './installations.js';
import { gitHubThrough } from './open-github.js';
import { paceOf } from './pace.js';

export interface TokenAccess {
  readonly token: string;
  /** Base address of the REST API. */
  readonly apiUrl: string;
  /** Who acts by the token where GitHub does not say, null where nobody does: it tells a person's login, and not that of an App or a workflow. */
  readonly login: string | null;
  /** True spaces writes as GitHub asks for. */
  readonly pace: boolean;
  readonly log: Log;
}

/** Nobody says as whom a token acts, so that a comment of ours would be taken for another's and repeated. The message says what to set. */
export class LoginUnknown extends GitHubError {
  constructor(cause: unknown) {
    super(
      'Nothing was done: GitHub does not say as whom this token acts. Set the input `login` to the login of its App, e.g. `login: my-app[bot]`.',
      { status: 403, retry: false, retryAfterMs: null },
      cause,
    );
    this.name = 'LoginUnknown';
  }
}

/**
 * GitHub is not called before the port is used. Removals of labels by the token's own login are shown as somebody else's: workflows share
 * it, and Dejabug takes no label off without a store. So are the labels that a person's login sets: what the person set by hand cannot be
 * told from what Dejabug set by their token, and a person's judgement stands. Rejects with `LoginUnknown`.
 */
export function openTokenGitHub({ token, apiUrl, login, pace, log }: TokenAccess): GitHub {
  const Paced = pacedOctokit({ apiUrl, pace, log }, 'token');
  const octokit = new Paced({ auth: token });
  const github = gitHubThrough({
    installations: { of: async () => octokit, app: octokit, requestsLeft: () => null },
    pace: paceOf({ pace: false, log }),
    async ownLogin() {
      try {
        const { data } = await octokit.rest.users.getAuthenticated();
        return data.login;
      } catch (error) {
        if (!isOutOfReach(error) && !isGone(error)) throw error;
        if (login === null) throw new LoginUnknown(error);
        return login;
      }
    },
  });
  return {
    ...github,
    async readIssue(ref) {
      const [issue, own] = await Promise.all([github.readIssue(ref), github.botLogin()]);
      if (issue === null) return null;
      return { ...issue, labelEvents: issue.labelEvents.map((event) => disowned(event, own)) };
    },
  };
}

function disowned(event: LabelEvent, own: string): LabelEvent {
  if (!sameName(event.actor.login, own)) return event;
  if (event.change === 'labeled' && own.endsWith('[bot]')) return event;
  return { ...event, actor: { ...event.actor, login: `${event.actor.login} (outside Dejabug)` } };
}
