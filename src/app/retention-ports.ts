/** What forgetting needs from the store: by age, by repository, by installation. */

/** About what everything is to be forgotten. */
export type ForgetScope =
  | { readonly kind: 'installation'; readonly installationId: number }
  /** Its name in any case; whatever installation it belonged to. */
  | { readonly kind: 'repository'; readonly owner: string; readonly repo: string };

/**
 * What is kept for a while only. `reports` are the texts in drafts that are closed: the draft itself stays, so that nothing is said
 * twice. `words` are the notes and diffs of feedback, which quote a report's reply; `feedback` is all of it.
 */
export const aging = [
  'deliveries',
  'inbox',
  'decisions',
  'effects',
  'reports',
  'words',
  'feedback',
  'follow-ups',
  'release-batches',
  'policy-waits',
  'commands',
] as const;
export type Aging = (typeof aging)[number];

export interface Retention {
  /** Rows about it by table; tables without any are left out. */
  countRows(scope: ForgetScope): Promise<Readonly<Record<string, number>>>;
  /** Removes them, in batches; returns how many by table. Safe to repeat. */
  forgetRows(scope: ForgetScope): Promise<Readonly<Record<string, number>>>;
  /** Removes or empties at most `limit` of what was last changed before `before` (milliseconds since the epoch); returns how many. */
  discard(what: Aging, before: number, limit: number): Promise<number>;
}
