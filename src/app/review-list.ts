/** The list of drafts that one person may review: the filters, one page of it, how many there are, and what lies beside a draft. */

import { knownTurn } from '../core/plan/known-turn.js';
import type { Turn } from '../core/plan/turn.js';
import type { DraftFilter, ListedDraft } from './draft-ports.js';
import { readSearch } from './draft-search.js';
import type { Draft, DraftState } from './ports.js';
import { type Reviewable, reviewableRepositories } from './review-repositories.js';
import type { ReviewWorld } from './review-world.js';

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
  /** 0 to 1. */
  readonly leastConfidence?: number | undefined;
  /** Drafted at this time or later, and before that one: milliseconds since the epoch. */
  readonly from?: number | undefined;
  readonly before?: number | undefined;
  /** As a person types it, see `readSearch`. */
  readonly search?: string | undefined;
  /** Snoozed drafts are left out until their time; true lists nothing else. */
  readonly snoozed?: boolean | undefined;
  readonly after?: string | undefined;
  /** At most 100. */
  readonly limit: number;
}

export interface DeskDraft extends ListedDraft {
  /** As far as the store knows, see `knownTurn`. */
  readonly turn: Turn | null;
}

export interface DraftList extends Reviewable {
  readonly drafts: readonly DeskDraft[];
  /** Cursor of the next page, null on the last one. */
  readonly next: string | null;
}

export interface ListCounts {
  /** Within all filters but the state; snoozed drafts are no pending ones here. */
  readonly states: Readonly<Record<DraftState | 'snoozed', number>>;
  /** Within all filters but the known problem; those with most drafts first. */
  readonly categories: readonly { readonly category: string; readonly count: number }[];
}

/** Drafts of the repositories where `login` has write permission or more, newest first. Throws when no question was answered. */
export async function listDrafts(world: ReviewWorld, login: string, query: ListQuery): Promise<DraftList> {
  const reviewable = await reviewableRepositories(world, login, repositoryOf(query));
  const { states, limit, after } = query;
  const filter = filterOf(world, query, reviewable);
  if (filter.repositories.length === 0) return { ...reviewable, drafts: [], next: null };
  const page = await world.store.drafts({ ...filter, states, limit, after });
  const drafts = page.drafts.map((draft) => ({ ...draft, turn: knownTurn(draft) }));
  return { ...reviewable, drafts, next: page.next };
}

/** How many drafts the filters leave, page after page. */
export async function countDrafts(
  world: Pick<ReviewWorld, 'store' | 'clock'>,
  reviewable: Reviewable,
  query: ListQuery,
): Promise<ListCounts> {
  const { category, snoozed: _, ...others } = filterOf(world, query, reviewable);
  const counts = await world.store.draftCounts(others, world.clock.now());
  const states = { pending: 0, snoozed: 0, approved: 0, posted: 0, rejected: 0, superseded: 0, expired: 0 };
  const categories = new Map<string, number>();
  for (const one of counts) {
    if (category === undefined || one.category === category)
      states[one.isSnoozed ? 'snoozed' : one.state] += one.count;
    if (query.states.includes(one.state) && one.isSnoozed === (query.snoozed ?? false))
      categories.set(one.category, (categories.get(one.category) ?? 0) + one.count);
  }
  return {
    states,
    categories: [...categories]
      .map(([name, count]) => ({ category: name, count }))
      .sort((one, other) => other.count - one.count || one.category.localeCompare(other.category)),
  };
}

/** Ids of the drafts before and after this one in the person's list, null at its ends. */
export async function neighboursOf(
  world: ReviewWorld,
  login: string,
  query: ListQuery,
  draft: Pick<Draft, 'id' | 'createdAt'>,
): Promise<{ readonly newer: string | null; readonly older: string | null }> {
  const reviewable = await reviewableRepositories(world, login, repositoryOf(query));
  return world.store.draftNeighbours({ ...filterOf(world, query, reviewable), states: query.states }, draft);
}

function repositoryOf({ repository, search }: ListQuery): string | undefined {
  return repository ?? readSearch(search ?? '').repository;
}

/** What the store is asked: never about a repository that the person may not review. */
function filterOf(
  { clock }: Pick<ReviewWorld, 'clock'>,
  query: ListQuery,
  { repositories }: Reviewable,
): DraftFilter {
  const { category, leastConfidence, from, before, search } = query;
  const { repository: found, ...sought } = readSearch(search ?? '');
  const wanted = [query.repository, found].flatMap((name) => name?.toLowerCase() ?? []);
  return {
    repositories: repositories
      .map((name) => name.toLowerCase())
      .filter((name) => wanted.every((one) => one === name)),
    category,
    leastConfidence,
    from,
    before,
    snoozed: { beyond: clock.now(), are: query.snoozed ? 'wanted' : 'left-out' },
    ...sought,
  };
}
