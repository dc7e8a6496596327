/** The list's filters as they stand in the address: read, checked, and written back into links. */

import { z } from 'zod';
import { draftStates, type ListQuery } from '../../app/review-list.js';
import { DeskRefusal } from './desk-refusal.js';
import { deskPath } from './return-path.js';

const shownStates = [...draftStates, 'snoozed', 'all'] as const;
export type ShownState = (typeof shownStates)[number];

const day = 24 * 60 * 60_000;
/** How long ago a draft was made: at least, and less than, in milliseconds. */
const ages = {
  day: { least: 0, below: day },
  week: { least: 0, below: 7 * day },
  'over-week': { least: 7 * day, below: null },
  'over-month': { least: 30 * day, below: null },
} as const;
export type Age = keyof typeof ages;

/** Least confidences that can be chosen, in percent. */
export const confidenceSteps = [50, 80, 90, 95] as const;

const blankIsNone = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const text = (longest: number) => z.preprocess(blankIsNone, z.string().trim().max(longest).optional());

// Unknown names are let through: a link may carry a tracker's parameter or `decided`, which the page reads itself.
const Address = z.object({
  state: z.preprocess(blankIsNone, z.enum(shownStates).default('pending')),
  category: text(100),
  repository: text(140),
  /** In percent. */
  confidence: z.preprocess(blankIsNone, z.coerce.number().int().min(0).max(100).optional()),
  age: z.preprocess(blankIsNone, z.enum(Object.keys(ages) as [Age, ...Age[]]).optional()),
  q: text(200),
  after: text(500),
  limit: z.preprocess(blankIsNone, z.coerce.number().int().min(1).max(100).default(25)),
});
export type Filters = z.infer<typeof Address>;

/** Throws a refusal in words when the address asks for a state or a page size that does not exist. */
export function readFilters(query: Record<string, string>): Filters {
  const read = Address.safeParse(query);
  if (read.success) return read.data;
  const names = [...new Set(read.error.issues.map(({ path }) => path.join('.')))].join(', ');
  throw new DeskRefusal(
    400,
    'The address asks for something that does not exist',
    `Look at: ${names}. State is one of ${shownStates.join(', ')}; age one of ${Object.keys(ages).join(', ')}; confidence is 0 to 100; limit is 1 to 100.`,
  );
}

/** @param now milliseconds since the epoch */
export function listQuery(filters: Filters, now: number): ListQuery {
  const { state, category, repository, confidence, age, q, after, limit } = filters;
  const span = age === undefined ? null : ages[age];
  return {
    states: state === 'all' ? draftStates : state === 'snoozed' ? ['pending'] : [state],
    snoozed: state === 'snoozed',
    category,
    repository,
    search: q,
    after,
    limit,
    leastConfidence: confidence === undefined ? undefined : confidence / 100,
    from: span === null || span.below === null ? undefined : now - span.below,
    before: span === null || span.least === 0 ? undefined : now - span.least,
  };
}

/** The filters as a query without `?`, some of them changed; empty for the list as it opens. */
export function filterWords(filters: Filters, change: Partial<Filters> = {}): string {
  const next = { ...filters, after: undefined, ...change };
  const query = new URLSearchParams();
  if (next.state !== 'pending') query.set('state', next.state);
  for (const name of ['category', 'repository', 'confidence', 'age', 'q'] as const) {
    const value = next[name];
    if (value !== undefined) query.set(name, String(value));
  }
  if (next.limit !== 25) query.set('limit', String(next.limit));
  if (next.after !== undefined) query.set('after', next.after);
  return query.toString();
}

/** Address of the list with some filters changed; a change goes back to the first page. */
export function listAddress(filters: Filters, change: Partial<Filters> = {}): string {
  return withQuery(deskPath, filterWords(filters, change));
}

/** Address of a draft as part of this list, so that its page knows what comes next. */
export function draftAddress(id: string, filters: Filters, action = ''): string {
  return withQuery(`${deskPath}/drafts/${id}${action}`, filterWords(filters));
}

export function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`;
}

/** Narrowed beyond the state. */
export function isFiltered({ category, repository, confidence, age, q, after }: Filters): boolean {
  return [category, repository, confidence, age, q, after].some((filter) => filter !== undefined);
}

/** Changes that take every filter but the state away. */
export const unfiltered = {
  category: undefined,
  repository: undefined,
  confidence: undefined,
  age: undefined,
  q: undefined,
} as const satisfies Partial<Filters>;
