/** How the list is narrowed and turned over: state tabs with counts, search, filters, pages. All of it lives in the address. */

import type { DraftList, ListCounts } from '../../../app/review-list.js';
import {
  type Age,
  confidenceSteps,
  type Filters,
  isFiltered,
  listAddress,
  type ShownState,
  unfiltered,
} from '../list-query.js';
import { deskPath } from '../return-path.js';

const tabs: readonly { readonly state: ShownState; readonly words: string }[] = [
  { state: 'pending', words: 'Pending' },
  { state: 'snoozed', words: 'Snoozed' },
  { state: 'approved', words: 'Approved' },
  { state: 'posted', words: 'Posted' },
  { state: 'rejected', words: 'Rejected' },
  { state: 'superseded', words: 'Superseded' },
  { state: 'all', words: 'All' },
];

const ageWords: Readonly<Record<Age, string>> = {
  day: 'Last 24 hours',
  week: 'Last 7 days',
  'over-week': 'Older than 7 days',
  'over-month': 'Older than 30 days',
};

export function Tabs({ filters, counts }: { filters: Filters; counts: ListCounts }) {
  // A list of all is a list without those that sleep.
  const all = Object.values(counts.states).reduce((sum, count) => sum + count, 0) - counts.states.snoozed;
  return (
    <nav class="tabs" aria-label="State">
      {tabs.map(({ state, words }) => (
        <a
          class="tab"
          href={listAddress(filters, { state })}
          aria-current={filters.state === state ? 'page' : undefined}
        >
          {words}{' '}
          <span class="counter">
            {(state === 'all' ? all : counts.states[state]).toLocaleString('en-US')}
            <span class="visually-hidden"> drafts</span>
          </span>
        </a>
      ))}
    </nav>
  );
}

interface FilterFormProps {
  readonly list: DraftList;
  readonly counts: ListCounts;
  readonly filters: Filters;
}

export function FilterForm({ list, counts, filters }: FilterFormProps) {
  return (
    <form class="filters" method="get" action={deskPath} aria-label="Filter drafts">
      {filters.state !== 'pending' && <input type="hidden" name="state" value={filters.state} />}
      {filters.limit !== 25 && <input type="hidden" name="limit" value={String(filters.limit)} />}
      <label class="field field-wide">
        <span class="field-name">Search</span>
        <input
          class="control"
          type="search"
          id="search"
          name="q"
          value={filters.q ?? ''}
          maxlength={200}
          placeholder="Words of title, report or reply, or #123"
          autocomplete="off"
        />
      </label>
      <RepositoryField list={list} filters={filters} />
      <label class="field">
        <span class="field-name">Known problem</span>
        <select class="control" name="category">
          <option value="">All</option>
          {problemChoices(counts, filters).map(({ category, count }) => (
            <option value={category} selected={category === filters.category}>
              {`${category} (${count.toLocaleString('en-US')})`}
            </option>
          ))}
        </select>
      </label>
      <label class="field field-narrow">
        <span class="field-name">Confidence</span>
        <select class="control" name="confidence">
          <option value="">Any</option>
          {confidenceChoices(filters).map((step) => (
            <option value={String(step)} selected={step === filters.confidence}>
              {`${step}% or more`}
            </option>
          ))}
        </select>
      </label>
      <label class="field field-narrow">
        <span class="field-name">Age</span>
        <select class="control" name="age">
          <option value="">Any</option>
          {Object.entries(ageWords).map(([age, words]) => (
            <option value={age} selected={age === filters.age}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <div class="filter-buttons">
        <button class="button" type="submit">
          Filter
        </button>
        {isFiltered(filters) && (
          <a class="button button-invisible" href={listAddress(filters, unfiltered)}>
            Clear
          </a>
        )}
      </div>
    </form>
  );
}

/** A choice where all repositories are known; where there are too many to ask about at once, one can be named. */
function RepositoryField({ list, filters }: { list: DraftList; filters: Filters }) {
  const chosen = filters.repository?.toLowerCase();
  if (list.unasked > 0) {
    return (
      <label class="field">
        <span class="field-name">Repository</span>
        <input
          class="control"
          name="repository"
          list="repositories"
          value={filters.repository ?? ''}
          placeholder="owner/name"
          autocomplete="off"
        />
        <datalist id="repositories">
          {list.repositories.map((name) => (
            <option value={name}></option>
          ))}
        </datalist>
      </label>
    );
  }
  const isKnown = list.repositories.some((name) => name.toLowerCase() === chosen);
  return (
    <label class="field">
      <span class="field-name">Repository</span>
      <select class="control" name="repository">
        <option value="">All</option>
        {filters.repository !== undefined && !isKnown && (
          <option value={filters.repository} selected>
            {filters.repository}
          </option>
        )}
        {list.repositories.map((name) => (
          <option value={name} selected={name.toLowerCase() === chosen}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The problems that have drafts here, and the chosen one even when it has none. */
function problemChoices({ categories }: ListCounts, { category }: Filters): ListCounts['categories'] {
  const isThere = category === undefined || categories.some((one) => one.category === category);
  return isThere ? categories : [{ category, count: 0 }, ...categories];
}

function confidenceChoices({ confidence }: Filters): readonly number[] {
  const steps = new Set<number>(confidenceSteps);
  if (confidence !== undefined) steps.add(confidence);
  return [...steps].sort((one, other) => one - other);
}

export function Pages({ filters, next }: { filters: Filters; next: string | null }) {
  if (next === null && filters.after === undefined) return null;
  return (
    <nav class="pages" aria-label="Pages">
      {filters.after !== undefined && (
        <a class="button" href={listAddress(filters)}>
          Newest
        </a>
      )}
      {next !== null && (
        <a class="button" href={listAddress(filters, { after: next })} rel="next">
          Older drafts
        </a>
      )}
    </nav>
  );
}
