/** Approving many drafts at once, each as if it were approved alone: one answer for each. */

import type { Draft, Permission, RepositoryRef } from './ports.js';
import { type Approved, approveOpened } from './review-draft.js';
import { mayReview } from './review-permission.js';
import type { ReviewWorld } from './review-world.js';

/** In one go; each of them is looked at on GitHub. */
export const mostApprovedAtOnce = 100;
/** GitHub asks clients not to fan out. */
const looksAtOnce = 4;

export interface ApprovedOne {
  readonly id: string;
  readonly outcome: Approved;
}

/** What was asked is too much at once; nothing was changed. */
export class TooManyAtOnce extends Error {
  readonly audience = 'person';

  constructor(asked: number) {
    super(`${asked} drafts are too many at once; approve ${mostApprovedAtOnce} at most.`);
    this.name = 'TooManyAtOnce';
  }
}

/**
 * Approves these drafts as they stand, in their order, each by compare-and-set; one whose issue changed is not approved and says so.
 * The permission is asked from GitHub once for each repository. Rejects with `TooManyAtOnce`, and when GitHub does not say what the
 * person may do, before anything is changed.
 */
export async function approveMany(
  world: ReviewWorld,
  ids: readonly string[],
  login: string,
): Promise<readonly ApprovedOne[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length > mostApprovedAtOnce) throw new TooManyAtOnce(wanted.length);
  const drafts = new Map<string, Draft>();
  for (const id of wanted) {
    const draft = await world.store.draft(id);
    if (draft !== null) drafts.set(id, draft);
  }
  const permissions = new Map<string, Permission>();
  for (const draft of drafts.values()) {
    const name = nameOf(draft);
    if (!permissions.has(name)) permissions.set(name, await world.permissions.fresh(draft, login));
  }
  const results: ApprovedOne[] = [];
  for (let start = 0; start < wanted.length; start += looksAtOnce) {
    const some = wanted.slice(start, start + looksAtOnce);
    results.push(...(await Promise.all(some.map((id) => one(id)))));
  }
  world.log.info(
    { by: login, drafts: wanted.length, approved: results.filter(isApproved).length },
    'drafts approved',
  );
  return results;

  async function one(id: string): Promise<ApprovedOne> {
    const draft = drafts.get(id);
    const permission = draft === undefined ? 'none' : (permissions.get(nameOf(draft)) ?? 'none');
    if (draft === undefined || permission === 'none') return { id, outcome: { kind: 'not-found' } };
    if (!mayReview(permission))
      return { id, outcome: { kind: 'forbidden', repository: `${draft.owner}/${draft.repo}` } };
    try {
      return { id, outcome: await approveOpened(world, draft, login) };
    } catch (err) {
      // The others must not hang on one issue that GitHub does not show.
      world.log.warn({ draft: id, err }, 'a draft among many was not approved');
      const problem = 'GitHub did not answer about this issue. The draft still waits; try again in a minute.';
      return { id, outcome: { kind: 'refused', draft, problem } };
    }
  }
}

function nameOf({ owner, repo }: RepositoryRef): string {
  return `${owner}/${repo}`.toLowerCase();
}

function isApproved({ outcome }: ApprovedOne): boolean {
  return outcome.kind === 'approved';
}
