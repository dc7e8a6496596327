/** The list of drafts that one person may review: their repositories, the filters, one page of it. */

import type { Draft, DraftState, RepositoryRef } from './ports.js';
import type { ReviewWorld } from './review-draft.js';
import { mayReview } from './review-permission.js';

export const draftStates = [
  'pending',
  'approved',
  'posted',
  'rejected',
  'superseded',
  'expired',
] as const satisfies readonly DraftState[];

export interface ListQuery {
  readonly states: readonly DraftState[];
  readonly category?: string | undefined;
  /** `owner/repo`, in any case. */
  readonly repository?: string | undefined;
  readonly after?: string | undefined;
  /** At most 100. */
  readonly limit: number;
}

export interface DraftList {
  /** Repositories with drafts in any state where this person may write, as `owner/repo`, sorted. */
  readonly repositories: readonly string[];
  /** Repositories about which GitHub did not answer, as `owner/repo`: their drafts are left out. */
  readonly unanswered: readonly string[];
  readonly drafts: readonly Draft[];
  /** Cursor of the next page, null on the last one. */
  readonly next: string | null;
}

// GitHub asks clients not to fan out; eight at once keeps a first visit to fifty repositories near a second.
const questionsAtOnce = 8;

/** Drafts of the repositories where `login` has write permission or more, newest first. Throws when no question was answered. */
export async function listDrafts(world: ReviewWorld, login: string, query: ListQuery): Promise<DraftList> {
  const candidates = await world.store.repositoriesWithDrafts(draftStates);
  const { repositories, unanswered } = await reviewable(world, candidates, login);
  const asked = query.repository?.toLowerCase();
  const wanted = repositories
    .map((name) => name.toLowerCase())
    .filter((name) => asked === undefined || name === asked);
  if (wanted.length === 0) return { repositories, unanswered, drafts: [], next: null };

  const page = await world.store.drafts({
    repositories: wanted,
    states: query.states,
    limit: query.limit,
    awakeAt: world.clock.now(),
    ...(query.category === undefined ? {} : { category: query.category }),
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  return { repositories, unanswered, ...page };
}

async function reviewable(world: ReviewWorld, candidates: readonly RepositoryRef[], login: string) {
  const repositories = new Set<string>();
  const unanswered: string[] = [];
  let failure: unknown;
  for (let start = 0; start < candidates.length; start += questionsAtOnce) {
    const batch = candidates.slice(start, start + questionsAtOnce);
    const answers = await Promise.allSettled(batch.map((ref) => world.permissions.known(ref, login)));
    for (const [index, answer] of answers.entries()) {
      const ref = batch[index];
      if (!ref) continue;
      const name = `${ref.owner}/${ref.repo}`;
      if (answer.status === 'fulfilled') {
        if (mayReview(answer.value)) repositories.add(name);
        continue;
      }
      failure = answer.reason;
      unanswered.push(name);
      world.log.warn({ repository: name, login, err: answer.reason }, 'permission not answered');
    }
  }
  if (unanswered.length > 0 && unanswered.length === candidates.length) throw failure;
  return { repositories: [...repositories].sort(), unanswered };
}
