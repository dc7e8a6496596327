/** Approving many drafts at once, each as if it were approved alone: one answer for each. */

import { openMany } from './open-many.js';
import type { Draft } from './ports.js';
import { type Approved, approveReady, type Ready, readyToApprove } from './review-draft.js';
import type { Opened, ReviewWorld } from './review-world.js';

/** GitHub asks clients not to fan out. */
const looksAtOnce = 4;

export interface ApprovedOne {
  readonly id: string;
  readonly outcome: Approved;
}

interface Looked {
  readonly id: string;
  readonly outcome: Ready | Exclude<Approved, { readonly kind: 'approved' }>;
}

/**
 * Approves these drafts as they stand, in their order, each by compare-and-set; one whose issue changed is not approved and says so. All
 * issues are looked at first: the decision is of one moment, and each of the drafts has its whole undo time. Rejects like `openMany`,
 * before anything is changed.
 */
export async function approveMany(
  world: ReviewWorld,
  ids: readonly string[],
  login: string,
): Promise<readonly ApprovedOne[]> {
  const opened = [...(await openMany(world, ids, login))];
  const looked: Looked[] = [];
  for (let start = 0; start < opened.length; start += looksAtOnce) {
    const some = opened.slice(start, start + looksAtOnce);
    looked.push(...(await Promise.all(some.map(([id, one]) => look(world, id, one)))));
  }
  const decidedAt = world.clock.now();
  const results: ApprovedOne[] = [];
  for (const { id, outcome } of looked)
    results.push({
      id,
      outcome: outcome.kind === 'ready' ? await approveOne(world, outcome, login, decidedAt) : outcome,
    });
  world.log.info(
    { by: login, drafts: results.length, approved: results.filter(isApproved).length },
    'drafts approved',
  );
  return results;
}

async function look(world: ReviewWorld, id: string, opened: Opened): Promise<Looked> {
  if (opened.kind !== 'open') return { id, outcome: opened };
  const { draft } = opened;
  try {
    return { id, outcome: await readyToApprove(world, draft) };
  } catch (err) {
    // The others must not hang on one issue that GitHub does not show.
    world.log.warn({ draft: id, err }, 'a draft among many was not approved');
    const problem = 'GitHub did not answer about this issue. The draft still waits; try again in a minute.';
    return { id, outcome: { kind: 'refused', draft, problem } };
  }
}

/** What was approved before this one stays so, and must be answered for: it is posted when the undo time is over. */
async function approveOne(
  world: ReviewWorld,
  ready: Ready,
  login: string,
  decidedAt: number,
): Promise<Approved> {
  try {
    return await approveReady(world, ready, login, decidedAt);
  } catch (err) {
    const { draft } = ready;
    world.log.warn({ draft: draft.id, err }, 'approving a draft among many failed');
    const now = await readAgain(world, draft.id);
    // The answer was lost and not the decision; the sweep queues its posting.
    if (now?.state === 'approved' && now.decidedBy === login && now.decidedAt === decidedAt)
      return { kind: 'approved', draft: now, queued: false };
    const problem =
      now?.state === 'pending'
        ? 'The approval could not be stored. The draft still waits; try again in a minute.'
        : 'Whether the approval was stored is not known. Open the draft to see, in a minute.';
    return { kind: 'refused', draft: now ?? draft, problem };
  }
}

async function readAgain({ store }: ReviewWorld, id: string): Promise<Draft | null> {
  try {
    return await store.draft(id);
  } catch {
    return null;
  }
}

function isApproved({ outcome }: ApprovedOne): boolean {
  return outcome.kind === 'approved';
}
