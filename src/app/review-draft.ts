/** Opening, approving and rejecting one draft: permission, then compare-and-set, then the job that posts. */

import type { Clock, Draft, Job, JobOptions, JobQueue, Log, Permission, Store } from './ports.js';
import { feedbackOnDraft } from './record-feedback.js';
import { mayReview, type Permissions } from './review-permission.js';
import { readTypedReason } from './review-rejection.js';
import { readTypedReply } from './review-reply.js';

/** What reviewing needs from the world. */
export interface ReviewWorld {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly permissions: Permissions;
  readonly clock: Clock;
  readonly log: Log;
}

/** No such draft, or none that this person may know about: the same answer, so that nothing is learnt from it. */
interface NotFound {
  readonly kind: 'not-found';
}
/** The person sees the repository but may not write to it. */
interface Forbidden {
  readonly kind: 'forbidden';
  readonly repository: string;
}
/** The draft is not pending any more; it says who decided, what and when. */
interface Decided {
  readonly kind: 'decided';
  readonly draft: Draft;
}
/** What was typed cannot be used; `problem` says why in words for the person. */
interface Refused {
  readonly kind: 'refused';
  readonly draft: Draft;
  readonly problem: string;
}

export type Opened = { readonly kind: 'open'; readonly draft: Draft } | NotFound | Forbidden;
/** `queued` is false when the queue did not answer: the draft stays approved and the sweep enqueues it again. */
export type Approved =
  | { readonly kind: 'approved'; readonly draft: Draft; readonly queued: boolean }
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
 * The job that posts an approved draft, and its id; the sweep adds the same one, so it runs once. `again` names a further one: the id
 * of a job that ended stays taken for days.
 */
export function postDraftJob(
  draftId: string,
  again?: number,
): { readonly job: Job; readonly options: JobOptions } {
  const id = `post-draft-${draftId}${again === undefined ? '' : `-again-${again}`}`;
  return { job: { kind: 'post-draft', draftId }, options: { id } };
}

/** What would be posted now: an edit outlives that the draft came back. */
export function replyOf({ editedReply, reply }: Pick<Draft, 'editedReply' | 'reply'>): string {
  return editedReply ?? reply;
}

/** The draft, when this person may review it; permission as known for a minute at most. */
export function openDraft(world: ReviewWorld, draftId: string, login: string): Promise<Opened> {
  return readDraft(world, draftId, (draft) => world.permissions.known(draft, login));
}

/**
 * Approves a pending draft, with the reply as edited, and enqueues its posting. `reply` undefined: as drafted.
 * Permission is asked from GitHub now; of two people at once the first wins.
 */
export async function approveDraft(
  world: ReviewWorld,
  draftId: string,
  login: string,
  reply: string | undefined,
): Promise<Approved> {
  const { store, permissions, clock, log } = world;
  const opened = await readDraft(world, draftId, (draft) => permissions.fresh(draft, login));
  if (opened.kind !== 'open') return opened;
  const { draft } = opened;
  if (draft.state !== 'pending') return { kind: 'decided', draft };

  const typed = readTypedReply(reply, replyOf(draft));
  if (typed.kind === 'refused') return { kind: 'refused', draft, problem: typed.problem };

  const at = clock.now();
  const said =
    typed.edited === null
      ? ({ kind: 'approved', by: login, at } as const)
      : ({ kind: 'edited', by: login, at, edited: typed.edited } as const);
  const change = {
    decidedBy: login,
    ...(typed.edited === null ? {} : { editedReply: typed.edited }),
    feedback: feedbackOnDraft(draft, said),
  };
  const first = await store.moveDraft(draft.id, 'pending', 'approved', change, at);
  const now = await store.draft(draft.id);
  if (!now) return { kind: 'not-found' };
  if (!first) return { kind: 'decided', draft: now };

  log.info({ draft: draft.id, by: login, edited: typed.edited !== null }, 'draft approved');
  return { kind: 'approved', draft: now, queued: await enqueuePosting(world, draft) };
}

/** Rejects a pending draft for a reason (`review-rejection` reads it). Nothing is said on the issue. */
export async function rejectDraft(
  world: ReviewWorld,
  draftId: string,
  login: string,
  typed: { readonly reason: string; readonly note: string },
): Promise<Rejected> {
  const { store, permissions, clock, log } = world;
  const opened = await readDraft(world, draftId, (draft) => permissions.fresh(draft, login));
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

// Ids arrive in addresses: what cannot be one never reaches the database.
const possibleId = /^[\w-]{1,64}$/;

async function readDraft(
  { store }: ReviewWorld,
  draftId: string,
  ask: (draft: Draft) => Promise<Permission>,
): Promise<Opened> {
  const draft = possibleId.test(draftId) ? await store.draft(draftId) : null;
  if (!draft) return { kind: 'not-found' };
  const permission = await ask(draft);
  if (permission === 'none') return { kind: 'not-found' };
  if (!mayReview(permission)) return { kind: 'forbidden', repository: `${draft.owner}/${draft.repo}` };
  return { kind: 'open', draft };
}

async function enqueuePosting({ queue, log, clock }: ReviewWorld, before: Draft): Promise<boolean> {
  const { id: draftId, decidedBy } = before;
  // Somebody had decided before: it came back, and the job that brought it back is still known to the queue.
  const { job, options } = postDraftJob(draftId, decidedBy === null ? undefined : clock.now());
  try {
    await queue.add(job, options);
    return true;
  } catch (cause) {
    log.warn(
      { draft: draftId, err: cause },
      'the queue did not take an approved draft, the sweep will enqueue it',
    );
    return false;
  }
}
