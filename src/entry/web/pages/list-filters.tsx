/** How the list is narrowed and turned over: state tabs, filters, pages. All of it lives in the address. */

import type { DraftList } from '../../../app/review-list.js';
import { type Filters, isFiltered, listAddress, type ShownState } from '../list-query.js';
import { deskPath } from '../return-path.js';

const tabs: readonly { readonly state: ShownState; readonly words: string }[] = [
  { state: 'pending', words: 'Pending' },
  { state: 'approved', words: 'Approved' },
  { state: 'posted', words: 'Posted' },
  { state: 'rejected', words: 'Rejected' },
  { state: 'all', words: 'All' },
];

export function Tabs({ filters }: { filters: Filters }) {
  return (
    <nav class="tabs" aria-label="State">
      {tabs.map(({ state, words }) => (
        <a
          class="tab"
          href={listAddress(filters, { state })}
          aria-current={filters.state === state ? 'page' : undefined}
        >
          {words}
        </a>
      ))}
    </nav>
  );
}

export function FilterForm({ list, filters }: { list: DraftList; filters: Filters }) {
  const categories = [...new Set(list.drafts.map(({ category }) => category))].sort();
  return (
    <form class="filters" method="get" action={deskPath} aria-label="Filter">
      {filters.state !== 'pending' && <input type="hidden" name="state" value={filters.state} />}
      <label class="field">
        <span class="field-name">Repository</span>
        <select class="control" name="repository">
          <option value="">All</option>
          {list.repositories.map((name) => (
            <option value={name} selected={name.toLowerCase() === filters.repository?.toLowerCase()}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-name">Known problem</span>
        <input
          class="control"
          name="category"
          list="categories"
          value={filters.category ?? ''}
          autocomplete="off"
        />
      </label>
      <datalist id="categories">
        {categories.map((category) => (
          <option value={category}></option>
        ))}
      </datalist>
      <button class="button" type="submit">
        Filter
      </button>
      {isFiltered(filters) && (
        <a
          class="button button-invisible"
          href={listAddress(filters, { category: undefined, repository: undefined })}
        >
          Clear
        </a>
      )}
    </form>
  );
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
