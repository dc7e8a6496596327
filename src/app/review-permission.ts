/** Who may review: the person's permission on a repository, asked from GitHub and believed for a minute at most. */

import type { Clock, GitHub, Permission, RepositoryRef } from './ports.js';

/** How long an answer may be shown; the moment of deciding always asks again. */
export const permissionLifetime = 60_000;
const answersKept = 10_000;

/** Write permission or more: only these people see drafts and decide about them. */
export function mayReview(permission: Permission): boolean {
  return permission === 'write' || permission === 'maintain' || permission === 'admin';
}

/** For the operator: GitHub did not say what this person may do. Nothing is shown or decided meanwhile. */
export class PermissionUnknown extends Error {
  readonly repository: string;
  readonly login: string;

  constructor(ref: RepositoryRef, login: string, cause: unknown) {
    super(`GitHub did not say what ${login} may do in ${ref.owner}/${ref.repo}`, { cause });
    this.name = 'PermissionUnknown';
    this.repository = `${ref.owner}/${ref.repo}`;
    this.login = login;
  }
}

export interface Permissions {
  /** The answer of the last minute, or a new one. Throws `PermissionUnknown`. */
  known(ref: RepositoryRef, login: string): Promise<Permission>;
  /** The answer of the last minute, which may be on its way; null when there is none. */
  remembered(ref: RepositoryRef, login: string): Promise<Permission> | null;
  /** Asked now, whatever was answered before. Throws `PermissionUnknown`. */
  fresh(ref: RepositoryRef, login: string): Promise<Permission>;
}

interface Answer {
  readonly permission: Promise<Permission>;
  readonly at: number;
}

/**
 * Permissions of people on repositories, kept in this process only; a failed question is never kept. `reviewersOf` are the only ones who
 * may review there, in lower case; null or none: everybody whom GitHub lets write.
 */
export function permissionsFrom(
  github: Pick<GitHub, 'permissionOf'>,
  clock: Clock,
  reviewersOf: (ref: RepositoryRef) => Promise<ReadonlySet<string>> = async () => new Set(),
): Permissions {
  const answers = new Map<string, Answer>();

  async function ask(ref: RepositoryRef, login: string): Promise<Permission> {
    try {
      const permission = await github.permissionOf(ref, login);
      if (!mayReview(permission)) return permission;
      const reviewers = await reviewersOf(ref);
      // Whoever may write and is not named sees the repository, and nothing of the drafts.
      return reviewers.size === 0 || reviewers.has(login.toLowerCase()) ? permission : 'triage';
    } catch (cause) {
      throw new PermissionUnknown(ref, login, cause);
    }
  }

  function fresh(ref: RepositoryRef, login: string): Promise<Permission> {
    const key = `${login} ${ref.owner}/${ref.repo}`.toLowerCase();
    const permission = ask(ref, login);
    answers.delete(key);
    answers.set(key, { permission, at: clock.now() });
    permission.catch(() => {
      if (answers.get(key)?.permission === permission) answers.delete(key);
    });
    if (answers.size > answersKept) {
      const oldest = answers.keys().next().value;
      if (oldest !== undefined) answers.delete(oldest);
    }
    return permission;
  }

  function remembered(ref: RepositoryRef, login: string): Promise<Permission> | null {
    const answer = answers.get(`${login} ${ref.owner}/${ref.repo}`.toLowerCase());
    return answer && clock.now() - answer.at < permissionLifetime ? answer.permission : null;
  }

  function known(ref: RepositoryRef, login: string): Promise<Permission> {
    return remembered(ref, login) ?? fresh(ref, login);
  }

  return { known, remembered, fresh };
}
