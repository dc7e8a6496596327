/** Which known problems may only suggest in a repository now. */

import type { Policy } from '../core/rules/policy.js';
import { floorFor, type Standing, standingOf } from '../core/scorecard/standing.js';
import type { RepositoryRef, Store } from './ports.js';

/**
 * Asked at the moment of acting: what maintainers judged a second ago counts. Of `categories` those that are demoted by this policy, with
 * their standing. Rejects when the store fails.
 */
export async function demotionsOf(
  ref: RepositoryRef,
  categories: readonly string[],
  policy: Policy,
  { store }: { readonly store: Pick<Store, 'lastVerdicts'> },
): Promise<ReadonlyMap<string, Standing>> {
  if (categories.length === 0) return new Map();
  const repository = `${ref.owner}/${ref.repo}`.toLowerCase();
  const last = await store.lastVerdicts([repository], { doubted: true, categories }, policy.scorecard.over);
  return new Map(
    last
      .map(({ category, verdicts }) => [category, standingOf(verdicts, floorFor(policy, category))] as const)
      .filter(([, { state }]) => state === 'demoted'),
  );
}

/** The same for one known problem; null where it may act. */
export async function demotionOf(
  ref: RepositoryRef,
  category: string,
  policy: Policy,
  deps: { readonly store: Pick<Store, 'lastVerdicts'> },
): Promise<Standing | null> {
  return (await demotionsOf(ref, [category], policy, deps)).get(category) ?? null;
}
