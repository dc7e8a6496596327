/** Approving and rejecting one draft: permission, a look at the issue, then compare-and-set, then the job that posts. */

import { inWordsOfFreeze } from '../core/plan/judgement.js';
import { postDraftJob } from './jobs.js';
import { lookAgain } from './look-again.js';
import type { Draft } from './ports.js';
import { feedbackOnDraft } from './record-feedback.js';
import { readTypedReason } from './review-rejection.js';
import { readTypedReply } from './review-reply.js';
import {
  type Changed,
  type Decided,
  type Forbidden,
  issueOf,
  type NotFound,
  openDraftNow,
  type Refused,
  type ReviewWorld,
} from './review-world.js';
import { undoLeft, undoMsOf } from './undo-time.js';

export { type Changed, type Opened, openDraft, type ReviewWorld } from './review-world.js';

/** `queued` is false when the queue did not answer: the draft stays approved and the sweep enqueues it again. */
export type Approved =
  | { readonly kind: 'approved'; readonly draft: Draft; readonly queued: boolean }
  | Changed
  | Refused
  | Decided
  | NotFound
  | Forbidden;
export type Rejected =
  | { readonly kind: 'rejected'; readonly draft: Draft }
  | Refused
  | Decided
  | NotFound
  | Forbidden;

/**
 * Approves a pending draft, with the reply as edited, and enqueues its posting, which waits for the undo time. `reply` undefined: as it
 * stands. `seen` is the version of the issue that the person has looked at (`versionOf(draft.seen)`, or the one of an earlier
 * `changed`); without it what counts is the issue as the draft was made from it.
 * Permission and issue are asked from GitHub now; of two people at once the first wins. Rejects when GitHub does not answer.
 */
export async function approveDraft(
  world: ReviewWorld,
  draftId: string,
  login: string,
  reply: string | undefined,
  seen?: string,
): Promise<Approved> {
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  return approveOpened(world, opened.draft, login, reply, seen);
}

/** The same for a draft whose reviewer's permission was asked just now. */
export async function approveOpened(
  world: ReviewWorld,
  draft: Draft,
  login: string,
  reply?: string,
  seen?: string,
): Promise<Approved> {
  const ready = await readyToApprove(world, draft, reply, seen);
  return ready.kind === 'ready' ? approveReady(world, ready, login, world.clock.now()) : ready;
}

/** What a person approves, looked at on GitHub and not decided yet. */
export interface Ready {
  readonly kind: 'ready';
  readonly draft: Draft;
  /** Undefined: the reply as it stands; null: the drafted words, without an earlier edit. */
  readonly edited: string | null | undefined;
}

/** Whether a draft may be approved as it and its issue are now; its reviewer's permission was asked just now. */
export async function readyToApprove(
  world: ReviewWorld,
  draft: Draft,
  reply?: string,
  seen?: string,
): Promise<Ready | Changed | Refused | Decided> {
  if (draft.state !== 'pending') return { kind: 'decided', draft };
  const typed = readTypedReply(reply, draft.reply);
  if (typed.kind === 'refused') return { kind: 'refused', draft, problem: typed.problem };
  const frozen = await world.store.freezeOf(issueOf(draft));
  if (frozen !== null) return { kind: 'refused', draft, problem: inWordsOfFreeze(frozen) };
  const changed = await lookAgain(world, draft, seen);
  return changed ?? { kind: 'ready', draft, edited: reply === undefined ? undefined : typed.edited };
}

/** Approves it at this time, from which its undo time is counted. */
export async function approveReady(
  world: ReviewWorld,
  { draft, edited }: Ready,
  login: string,
  decidedAt: number,
): Promise<Approved> {
  const { store, log } = world;
  const said =
    typeof edited !== 'string'
      ? ({ kind: 'approved', by: login, at: decidedAt } as const)
      : ({ kind: 'edited', by: login, at: decidedAt, edited } as const);
  const change = {
    decidedBy: login,
    // An edit that was taken back together with its approval must not come along with another text.
    ...(edited === undefined ? {} : { editedReply: edited }),
    feedback: feedbackOnDraft(draft, said),
  };
  const first = await store.moveDraft(draft.id, 'pending', 'approved', change, decidedAt);
  const now = await store.draft(draft.id);
  if (!now) return { kind: 'not-found' };
  if (!first) return { kind: 'decided', draft: now };

  log.info({ draft: draft.id, by: login, edited: now.editedReply !== null }, 'draft approved');
  return { kind: 'approved', draft: now, queued: await enqueuePosting(world, now) };
}

/** Rejects a pending draft for a reason (`review-rejection` reads it). Nothing is said on the issue. */
export async function rejectDraft(
  world: ReviewWorld,
  draftId: string,
  login: string,
  typed: { readonly reason: string; readonly note: string },
): Promise<Rejected> {
  const { store, clock, log } = world;
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  const { draft } = opened;
  if (draft.state !== 'pending') return { kind: 'decided', draft };

  const read = readTypedReason(typed.reason, typed.note);
  if (read.kind === 'refused') return { kind: 'refused', draft, problem: read.problem };

  const at = clock.now();
  const said = { kind: 'rejected', by: login, at, reason: read.id, note: read.note } as const;
  const change = { decidedBy: login, reason: read.reason, feedback: feedbackOnDraft(draft, said) };
  const first = await store.moveDraft(draft.id, 'pending', 'rejected', change, at);
  const now = await store.draft(draft.id);
  if (!now) return { kind: 'not-found' };
  if (!first) return { kind: 'decided', draft: now };

  log.info({ draft: draft.id, by: login }, 'draft rejected');
  return { kind: 'rejected', draft: now };
}

/** Queues the posting of a draft that a person approved, for when it cannot be taken back any more; false when the queue did not take it. */
export async function enqueuePosting(
  world: Pick<ReviewWorld, 'queue' | 'log' | 'clock' | 'undoMs'>,
  draft: Pick<Draft, 'id' | 'decidedAt'>,
): Promise<boolean> {
  const { queue, log, clock } = world;
  const wait = undoLeft({ ...draft, decidedBy: null }, undoMsOf(world), clock.now());
  const { job, options } = postDraftJob(draft, wait);
  try {
    await queue.add(job, options);
    return true;
  } catch (cause) {
    log.warn(
      { draft: draft.id, err: cause },
      'the queue did not take an approved draft, the sweep will enqueue it',
    );
    return false;
  }
}
