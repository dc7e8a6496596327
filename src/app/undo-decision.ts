/** Taking a decision back within a few seconds: the draft waits for a decision again, and nothing was said meanwhile. */

import type { Draft } from './ports.js';
import { feedbackOnDraft } from './record-feedback.js';
import {
  type Forbidden,
  type NotFound,
  openDraftNow,
  type Refused,
  type ReviewWorld,
} from './review-world.js';
import { undoLeft, undoMsOf } from './undo-time.js';

export type Undone =
  | {
      readonly kind: 'undone';
      /** Pending again, with the reply as it was edited. */
      readonly draft: Draft;
      readonly was: 'approved' | 'rejected';
    }
  | Refused
  | NotFound
  | Forbidden;

/**
 * Takes an approval that is not being posted yet, or a rejection, back to pending. Whoever may review may do it, also for somebody
 * else. The time is counted from `decidedAt` of the draft by the clock of this process; whether posting has begun is settled by
 * compare-and-set, whatever the clocks say. `refused` says why it is too late, or that somebody was first.
 */
export async function undoDecision(world: ReviewWorld, draftId: string, login: string): Promise<Undone> {
  const { store, clock, log } = world;
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  const { draft } = opened;
  const was = draft.state;
  if (was !== 'approved' && was !== 'rejected') return { kind: 'refused', draft, problem: whyNot(draft) };
  if (undoLeft(draft, undoMsOf(world), clock.now()) === 0)
    return { kind: 'refused', draft, problem: whyTooLate(draft, undoMsOf(world)) };

  const at = clock.now();
  const feedback = feedbackOnDraft(draft, { kind: 'undone', by: login, at });
  const first = await store.moveDraft(
    draft.id,
    was,
    'pending',
    { decidedBy: null, reason: null, feedback },
    at,
  );
  const now = await store.draft(draft.id);
  if (!now) return { kind: 'not-found' };
  if (!first) return { kind: 'refused', draft: now, problem: whyNot(now) };
  log.info({ draft: draft.id, by: login, was }, 'decision taken back');
  return { kind: 'undone', draft: now, was };
}

function whyTooLate({ state, decidedBy }: Draft, undoMs: number): string {
  const over = `A decision can be taken back for ${Math.round(undoMs / 1000)} seconds; they are over.`;
  return state === 'approved'
    ? `${over} The reply that ${decidedBy ?? 'somebody'} approved is being posted.`
    : `${over} The rejection by ${decidedBy ?? 'somebody'} stands.`;
}

function whyNot({ state, commentUrl, decisionReason }: Draft): string {
  switch (state) {
    case 'pending':
      return 'There is nothing to take back: the draft waits for a decision, or somebody took it back before you.';
    case 'posted':
      return commentUrl === null
        ? 'It is too late: the reply is being posted.'
        : `It is too late: the reply is on the issue, at ${commentUrl}.`;
    default:
      return `There is nothing to take back: the draft is ${state}.${decisionReason === null ? '' : ` ${decisionReason}`}`;
  }
}
