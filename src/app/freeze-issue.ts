/** Freezing an issue: nothing is said or reminded there until somebody unfreezes it; then it is read again. */

import type { Freeze } from '../core/plan/judgement.js';
import type { Draft, IssueRef } from './ports.js';
import { wishTriage } from './queue-triage.js';
import { type Forbidden, issueOf, type NotFound, openDraftNow, type ReviewWorld } from './review-world.js';

export type Frozen =
  | {
      readonly kind: 'frozen';
      readonly draft: Draft;
      readonly freeze: Freeze;
      /** False when somebody had frozen it before; `freeze` says who. */
      readonly isNew: boolean;
    }
  | NotFound
  | Forbidden;
export type Unfrozen =
  /** `wasFrozen` is false when there was nothing to undo. */
  { readonly kind: 'unfrozen'; readonly draft: Draft; readonly wasFrozen: boolean } | NotFound | Forbidden;

/** Freezes the issue of this draft. A reply that is approved and not posted yet goes back to pending. */
export async function freezeIssue(world: ReviewWorld, draftId: string, login: string): Promise<Frozen> {
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  const { draft } = opened;
  const { freeze, isNew } = await freezeRef(world, issueOf(draft), login);
  return { kind: 'frozen', draft, freeze, isNew };
}

/** Unfreezes the issue of this draft and has it read again. */
export async function unfreezeIssue(world: ReviewWorld, draftId: string, login: string): Promise<Unfrozen> {
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  const { draft } = opened;
  return { kind: 'unfrozen', draft, wasFrozen: await unfreezeRef(world, issueOf(draft), login) };
}

type FreezeWorld = Pick<ReviewWorld, 'store' | 'queue' | 'clock' | 'log'>;

/** For whom the permission was asked. */
export async function freezeRef(
  { store, clock, log }: FreezeWorld,
  ref: IssueRef,
  login: string,
): Promise<{ readonly freeze: Freeze; readonly isNew: boolean }> {
  const at = clock.now();
  const isNew = await store.freeze(ref, login, at);
  if (isNew) log.info({ issue: ref, by: login }, 'issue frozen');
  return { freeze: (await store.freezeOf(ref)) ?? { by: login, at }, isNew };
}

/** For whom the permission was asked. False when it was not frozen. */
export async function unfreezeRef(world: FreezeWorld, ref: IssueRef, login: string): Promise<boolean> {
  const wasFrozen = await world.store.unfreeze(ref);
  if (!wasFrozen) return false;
  world.log.info({ issue: ref, by: login }, 'issue unfrozen');
  // What arrived meanwhile was left alone.
  await wishTriage(world, ref, `unfrozen-${world.clock.now()}`, 'dejabug.unfrozen');
  return true;
}
