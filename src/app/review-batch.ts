/** The news of a release, approved for all its issues at once: permission, then each draft as if it were approved alone. */

import type { ReleaseBatch, WaitingBatch } from './ports.js';
import { feedbackOnDraft } from './record-feedback.js';
import { enqueuePosting, type ReviewWorld } from './review-draft.js';
import { mayReview } from './review-permission.js';

export type BatchApproved =
  | {
      readonly kind: 'approved';
      readonly batch: ReleaseBatch;
      /** Drafts that this approval released; those that somebody decided meanwhile do not count. */
      readonly drafts: number;
      /** False when the queue did not take all of them: they stay approved and the sweep enqueues them again. */
      readonly queued: boolean;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden'; readonly repository: string };

/** Batches with pending drafts in these repositories, which the person was found to review. */
export function listBatches(
  { store }: Pick<ReviewWorld, 'store'>,
  repositories: readonly string[],
): Promise<readonly WaitingBatch[]> {
  return store.waitingBatches(repositories.map((name) => name.toLowerCase()));
}

/** Approves every pending draft of a batch. Permission is asked from GitHub now. Of two people at once, each draft counts for the first. */
export async function approveBatch(
  world: ReviewWorld,
  batchId: string,
  login: string,
): Promise<BatchApproved> {
  const { store, permissions, clock, log } = world;
  const batch = await store.batch(batchId);
  if (batch === null) return { kind: 'not-found' };
  const permission = await permissions.fresh(batch, login);
  if (permission === 'none') return { kind: 'not-found' };
  if (!mayReview(permission)) return { kind: 'forbidden', repository: `${batch.owner}/${batch.repo}` };

  let drafts = 0;
  let queued = true;
  for (const id of await store.draftsOfBatch(batchId, ['pending'])) {
    const draft = await store.draft(id);
    if (draft === null) continue;
    const decidedAt = clock.now();
    const feedback = feedbackOnDraft(draft, { kind: 'approved', by: login, at: decidedAt });
    const isFirst = await store.moveDraft(
      id,
      'pending',
      'approved',
      { decidedBy: login, feedback },
      decidedAt,
    );
    if (!isFirst) continue;
    drafts += 1;
    if (!(await enqueuePosting(world, { id, decidedAt }))) queued = false;
  }
  log.info({ batch: batchId, by: login, drafts }, 'batch approved');
  return { kind: 'approved', batch, drafts, queued };
}
