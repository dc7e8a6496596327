/** Snoozing a pending draft: it is out of the list until its time and comes back by itself, because the list asks for the time. */

import { durationMs } from '../core/rules/duration.js';
import type { Draft } from './ports.js';
import {
  type Decided,
  type Forbidden,
  type NotFound,
  openDraftNow,
  type Refused,
  type ReviewWorld,
} from './review-world.js';

export type Snoozed =
  | { readonly kind: 'snoozed'; readonly draft: Draft }
  | Refused
  | Decided
  | NotFound
  | Forbidden;
export type Woken = { readonly kind: 'woken'; readonly draft: Draft } | Decided | NotFound | Forbidden;

const longestSnooze = durationMs('365d');

/** `until` in milliseconds since the epoch: in the future, a year away at most. A snoozed draft can still be decided about. */
export async function snoozeDraft(
  world: ReviewWorld,
  draftId: string,
  login: string,
  until: number,
): Promise<Snoozed> {
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  const left = until - world.clock.now();
  if (!(left > 0 && left <= longestSnooze)) {
    const problem = 'A draft can be snoozed until a time in the future, a year from now at most.';
    return { kind: 'refused', draft: opened.draft, problem };
  }
  const moved = await move(world, opened.draft, until);
  if (moved.kind === 'moved') world.log.info({ draft: draftId, by: login, until }, 'draft snoozed');
  return moved.kind === 'moved' ? { kind: 'snoozed', draft: moved.draft } : moved;
}

/** Back into the list now. */
export async function wakeDraft(world: ReviewWorld, draftId: string, login: string): Promise<Woken> {
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  const moved = await move(world, opened.draft, null);
  if (moved.kind === 'moved') world.log.info({ draft: draftId, by: login }, 'draft woken');
  return moved.kind === 'moved' ? { kind: 'woken', draft: moved.draft } : moved;
}

async function move(
  { store, clock }: ReviewWorld,
  draft: Draft,
  until: number | null,
): Promise<{ readonly kind: 'moved'; readonly draft: Draft } | Decided | NotFound> {
  const change = { snoozedUntil: until };
  const isMoved = await store.moveDraft(draft.id, 'pending', 'pending', change, clock.now());
  const now = await store.draft(draft.id);
  if (!now) return { kind: 'not-found' };
  return { kind: isMoved ? 'moved' : 'decided', draft: now };
}
