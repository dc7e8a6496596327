/** What turns depend on besides the issue itself: which of those who talk there are maintainers, and what was answered. */

import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { isOurs, sameName } from '../core/plan/precedence.js';
import type { Deps } from './deps.js';
import type { IssueRef, Permission } from './ports.js';
import { PermissionUnknown } from './review-permission.js';

export interface Conversation {
  /** Logins in lower case. */
  readonly maintainers: ReadonlySet<string>;
  /** Ids of the known problem's questions. */
  readonly answered: ReadonlySet<string>;
}

const triagers: readonly Permission[] = ['admin', 'maintain', 'write', 'triage'];
/** GitHub is asked about at most so many people of one issue, the ones who talked last. */
const mostPeople = 30;
/** Comments that are read for answers, the newest. */
const mostComments = 200;

/** Asks GitHub what those may do who talked since our first comment, each once in a minute. Rejects with a `GitHubFailure`. */
export async function readConversation(
  ref: IssueRef,
  issue: IssueSnapshot,
  category: string,
  deps: Pick<Deps, 'github' | 'pack' | 'permissions'>,
): Promise<Conversation> {
  const botLogin = await deps.github.botLogin();
  const first = issue.comments.find(({ author }) => isOurs(author, botLogin));
  const spoken = issue.comments.filter(({ author }) => !author.isBot && !isOurs(author, botLogin));
  const since = first === undefined ? [] : spoken.filter(({ at }) => at >= first.at);
  const people = new Set(
    since
      .map(({ author }) => author.login)
      .filter((login) => !sameName(login, issue.author.login))
      .map((login) => login.toLowerCase())
      .reverse(),
  );
  const maintainers = new Set<string>();
  for (const login of [...people].slice(0, mostPeople)) {
    if (triagers.includes(await permissionOf(ref, login, deps))) maintainers.add(login);
  }
  const texts = [
    { title: issue.title, body: issue.body },
    ...spoken.slice(-mostComments).map(({ body }) => ({ title: '', body })),
  ];
  return { maintainers, answered: deps.pack.answered(category, texts) };
}

async function permissionOf(
  ref: IssueRef,
  login: string,
  { github, permissions }: Pick<Deps, 'github' | 'permissions'>,
): Promise<Permission> {
  if (permissions === undefined) return github.permissionOf(ref, login);
  try {
    return await permissions.known(ref, login);
  } catch (error) {
    // The queue goes by what GitHub said: when to come back, or never.
    throw error instanceof PermissionUnknown ? error.cause : error;
  }
}
