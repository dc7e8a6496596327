/** The list's filters as they stand in the address: read, checked, and written back into links. */

import { z } from 'zod';
import { draftStates, type ListQuery } from '../../app/review-list.js';
import { DeskRefusal } from './desk-refusal.js';
import { deskPath } from './return-path.js';

const shownStates = [...draftStates, 'all'] as const;
export type ShownState = (typeof shownStates)[number];

const blankIsNone = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const text = (longest: number) => z.preprocess(blankIsNone, z.string().trim().max(longest).optional());

// Unknown names are let through: a link may carry a tracker's parameter or `decided`, which the page reads itself.
const Address = z.object({
  state: z.preprocess(blankIsNone, z.enum(shownStates).default('pending')),
  category: text(100),
  repository: text(140),
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
    `Look at: ${names}. State is one of ${shownStates.join(', ')}; limit is 1 to 100.`,
  );
}

export function listQuery(filters: Filters): ListQuery {
  const { state, category, repository, after, limit } = filters;
  return { states: state === 'all' ? draftStates : [state], category, repository, after, limit };
}

/** Address of the list with some filters changed; a change goes back to the first page. */
export function listAddress(filters: Filters, change: Partial<Filters> = {}): string {
  const next = { ...filters, after: undefined, ...change };
  const query = new URLSearchParams();
  if (next.state !== 'pending') query.set('state', next.state);
  if (next.category !== undefined) query.set('category', next.category);
  if (next.repository !== undefined) query.set('repository', next.repository);
  if (next.limit !== 25) query.set('limit', String(next.limit));
  if (next.after !== undefined) query.set('after', next.after);
  const words = query.toString();
  return words === '' ? deskPath : `${deskPath}?${words}`;
}

export function isFiltered({ category, repository, after }: Filters): boolean {
  return category !== undefined || repository !== undefined || after !== undefined;
}
