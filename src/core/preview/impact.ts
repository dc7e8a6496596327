/** The difference that a change of policy and rules makes to the newest issues, counted and listed. */

import type { IssueSnapshot } from '../plan/issue-snapshot.js';
import { type Agreement, agreementOf, type MaintainersWord } from './maintainers-word.js';
import { type ChangeKind, changeBetween, type Outcome } from './outcome.js';

export interface ChangedIssue {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly kind: ChangeKind;
  readonly before: Outcome | null;
  readonly after: Outcome | null;
  readonly word: MaintainersWord | null;
  /** Null where maintainers said nothing about it. */
  readonly agreement: Agreement | null;
}

/** In how many issues a known problem is seen. */
export interface MatchCount {
  readonly category: string;
  readonly before: number;
  readonly after: number;
}

export interface Impact {
  /** Issues that were looked at. */
  readonly looked: number;
  /** Why no more were; null where these are all that there should be. */
  readonly stopped: string | null;
  /** Newest issue first. */
  readonly changes: readonly ChangedIssue[];
  /** Known problems that are seen in any, most issues first. */
  readonly matches: readonly MatchCount[];
}

/** Adds issues one by one; holds no more than what changed. */
export class ImpactBuilder {
  private looked = 0;
  private readonly changes: ChangedIssue[] = [];
  private readonly matches = new Map<string, { before: number; after: number }>();

  /** True where the change makes a difference to it. */
  add(before: Outcome | null, after: Outcome | null): ChangeKind | null {
    this.looked += 1;
    if (before !== null) this.countOf(before.category).before += 1;
    if (after !== null) this.countOf(after.category).after += 1;
    return changeBetween(before, after);
  }

  /** Lists an issue that `add` found changed. */
  list(
    { number, title, url, state }: IssueSnapshot,
    change: Pick<ChangedIssue, 'kind' | 'before' | 'after' | 'word'>,
  ): void {
    const agreement = change.word === null ? null : agreementOf(change.word, change.after);
    this.changes.push({ number, title, url, state, ...change, agreement });
  }

  get count(): number {
    return this.looked;
  }

  build(stopped: string | null): Impact {
    const matches = [...this.matches].map(([category, counts]) => ({ category, ...counts }));
    matches.sort((one, other) => other.before + other.after - one.before - one.after);
    return { looked: this.looked, stopped, changes: this.changes, matches };
  }

  private countOf(category: string): { before: number; after: number } {
    const known = this.matches.get(category) ?? { before: 0, after: 0 };
    this.matches.set(category, known);
    return known;
  }
}
