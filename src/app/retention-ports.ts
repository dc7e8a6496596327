/** What forgetting needs from the store: by age, by issue, by repository, by installation. */

/** About what everything is to be forgotten. */
export type ForgetScope =
  | { readonly kind: 'installation'; readonly installationId: number }
  /** Its name in any case; whatever installation it belonged to. */
  | { readonly kind: 'repository'; readonly owner: string; readonly repo: string }
  /** Its words alone: what keeps anything from being said twice, or against a person's judgement, stays without them. */
  | { readonly kind: 'issue'; readonly owner: string; readonly repo: string; readonly number: number };

/**
 * What is kept for a while only. `reports` are the texts in drafts that are closed: the draft itself stays, so that nothing is said
 * twice. `quotes` are the titles and lines that decisions quote. `words` are the notes and diffs of feedback, which quote a report's reply; `feedback` is all of it.
 */
export const aging = [
  'deliveries',
  'inbox',
  'decisions',
  'quotes',
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
  /** Rows about it by table, those that only lose their words among them; tables without any are left out. */
  countRows(scope: ForgetScope): Promise<Readonly<Record<string, number>>>;
  /** Removes or empties them; returns how many by table. Safe to repeat. */
  forgetRows(scope: ForgetScope): Promise<Readonly<Record<string, number>>>;
  /** Removes or empties at most `limit` of what was last changed before `before` (milliseconds since the epoch); returns how many. */
  discard(what: Aging, before: number, limit: number): Promise<number>;
}
