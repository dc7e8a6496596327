/** Repositories that one person may review: asked from GitHub, a bounded number at a time, and believed for a minute. */

import type { Permission, RepositoryRef } from './ports.js';
import { mayReview } from './review-permission.js';
import type { ReviewWorld } from './review-world.js';

export interface Reviewable {
  /** Repositories with drafts in any state where this person may write, as `owner/repo`, sorted. */
  readonly repositories: readonly string[];
  /** Of how many repositories GitHub did not say it. They are not named: this person may not be allowed to know of them. */
  readonly unanswered: number;
  /** How many repositories were not asked about this time; the next call asks on. */
  readonly unasked: number;
}

// GitHub asks clients not to fan out; eight at once keeps a first visit to fifty repositories near a second.
const questionsAtOnce = 8;
const mostQuestions = 64;

/**
 * Asks about the repositories with the newest drafts first, about `wanted` (`owner/repo` in any case) before all. What was answered
 * within the last minute costs no question, so that a person with hundreds of repositories gets on with every call.
 * Throws when questions were asked and none was answered.
 */
export async function reviewableRepositories(
  world: ReviewWorld,
  login: string,
  wanted?: string,
): Promise<Reviewable> {
  const candidates = await world.store.repositoriesWithDrafts([
    'pending',
    'approved',
    'posted',
    'rejected',
    'superseded',
    'expired',
  ]);
  const asking = wantedFirst(candidates, wanted);
  const repositories = new Set<string>();
  const open: RepositoryRef[] = [];
  for (const ref of asking) {
    const answer = await world.permissions.remembered(ref, login)?.catch(() => null);
    if (answer === undefined || answer === null) open.push(ref);
    else if (mayReview(answer)) repositories.add(nameOf(ref));
  }

  const asked = open.slice(0, mostQuestions);
  const failures: unknown[] = [];
  for (let start = 0; start < asked.length; start += questionsAtOnce) {
    const batch = asked.slice(start, start + questionsAtOnce);
    const answers = await Promise.allSettled(batch.map((ref) => world.permissions.known(ref, login)));
    for (const [index, ref] of batch.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') note(ref, answer.value);
      else {
        failures.push(answer?.reason);
        world.log.warn({ repository: nameOf(ref), login, err: answer?.reason }, 'permission not answered');
      }
    }
  }
  const isAllUnknown =
    asked.length > 0 && failures.length === asked.length && open.length === candidates.length;
  if (isAllUnknown) throw failures[0];
  return {
    repositories: [...repositories].sort(),
    unanswered: failures.length,
    unasked: open.length - asked.length,
  };

  function note(ref: RepositoryRef, permission: Permission): void {
    if (mayReview(permission)) repositories.add(nameOf(ref));
  }
}

function wantedFirst(candidates: readonly RepositoryRef[], wanted?: string): readonly RepositoryRef[] {
  if (wanted === undefined) return candidates;
  const isWanted = (ref: RepositoryRef) => nameOf(ref).toLowerCase() === wanted.toLowerCase();
  return [...candidates.filter(isWanted), ...candidates.filter((ref) => !isWanted(ref))];
}

function nameOf({ owner, repo }: RepositoryRef): string {
  return `${owner}/${repo}`;
}
