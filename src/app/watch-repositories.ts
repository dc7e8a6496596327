/** What a maintainer is shown about their repositories: which policy is followed there, and why a newer one is not. */

import type { PolicyState } from './policy-ports.js';
import type { RepositoryRef } from './ports.js';
import type { ReviewWorld } from './review-draft.js';
import { mayReview } from './review-permission.js';
import { type BackfillsView, viewBackfills } from './view-backfill.js';

/** Repositories that are asked about at most; eight questions to GitHub at once. */
const mostRepositories = 200;
const questionsAtOnce = 8;

export interface SeenRepository {
  readonly ref: RepositoryRef;
  readonly policy: PolicyState | null;
}

/** What would have been done to the newest open issues when Dejabug was installed. */
export type FirstReport = Awaited<ReturnType<ReviewWorld['store']['firstReport']>>;

/** Those that `login` may review, by name. One about which GitHub does not answer is left out. */
export async function reviewedRepositories(
  { store, permissions, log }: ReviewWorld,
  login: string,
): Promise<readonly SeenRepository[]> {
  const known = await store.knownRepositories(mostRepositories);
  const found: SeenRepository[] = [];
  for (let start = 0; start < known.length; start += questionsAtOnce) {
    const batch = known.slice(start, start + questionsAtOnce);
    const answers = await Promise.allSettled(batch.map((ref) => permissions.known(ref, login)));
    for (const [index, answer] of answers.entries()) {
      const ref = batch[index];
      if (ref === undefined) continue;
      if (answer.status === 'rejected')
        log.warn({ repository: ref, login, err: answer.reason }, 'permission not answered');
      else if (mayReview(answer.value)) found.push({ ref, policy: await store.policyState(ref) });
    }
  }
  return found.sort((one, other) => nameOf(one.ref).localeCompare(nameOf(other.ref)));
}

export type OpenedRepository =
  | ({
      readonly kind: 'open';
      readonly first: FirstReport;
      readonly backfills: BackfillsView;
    } & SeenRepository)
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden'; readonly repository: string };

/** One of them by name. Throws `PermissionUnknown`. */
export async function openRepository(
  world: ReviewWorld,
  name: { readonly owner: string; readonly repo: string },
  login: string,
): Promise<OpenedRepository> {
  const { store, permissions } = world;
  const ref = await store.knownRepository(name);
  if (ref === null) return { kind: 'not-found' };
  const permission = await permissions.known(ref, login);
  if (permission === 'none') return { kind: 'not-found' };
  if (!mayReview(permission)) return { kind: 'forbidden', repository: nameOf(ref) };
  const [policy, first, backfills] = await Promise.all([
    store.policyState(ref),
    store.firstReport(ref),
    viewBackfills(world, ref, permission),
  ]);
  return { kind: 'open', ref, policy, first, backfills };
}

function nameOf({ owner, repo }: RepositoryRef): string {
  return `${owner}/${repo}`;
}
