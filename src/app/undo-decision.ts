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
 * else. The time is counted from `decidedAt` of the draft to `asked`, when the person asked, by the clock of this process: that GitHub is
 * slow to say what the person may do does not use it up. Whether posting has begun is settled by compare-and-set, whatever the clocks say.
 * `refused` says why it is too late, or that somebody was first.
 */
export async function undoDecision(
  world: ReviewWorld,
  draftId: string,
  login: string,
  asked = world.clock.now(),
): Promise<Undone> {
  const opened = await openDraftNow(world, draftId, login);
  return opened.kind === 'open' ? undoOpened(world, opened.draft, login, asked) : opened;
}

/** The same for a draft whose reviewer's permission was asked just now. */
export async function undoOpened(
  world: ReviewWorld,
  draft: Draft,
  login: string,
  asked: number,
): Promise<Undone> {
  const { store, clock, log } = world;
  const was = draft.state;
  if (was !== 'approved' && was !== 'rejected') return { kind: 'refused', draft, problem: whyNot(draft) };
  if (undoLeft(draft, undoMsOf(world), asked) === 0)
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
