/** What people say on the desk about a backfill of a repository: make the dry report, do it, pause, go on, take it back. */

import { goesOnIn } from './backfill.js';
import { type Backfill, type BackfillState, busyStates } from './backfill-ports.js';
import { backfillJob } from './jobs.js';
import type { Permission, RepositoryRef } from './ports.js';
import { mayReview } from './review-permission.js';
import type { Forbidden, NotFound, ReviewWorld } from './review-world.js';

export type BackfillVerb = 'report' | 'apply' | 'pause' | 'resume' | 'undo';

export type Directed =
  /** `queued` is false when the queue did not answer: the sweep queues it. */
  | { readonly kind: 'directed'; readonly queued: boolean }
  /** `problem` says why in words for the person. Nothing was changed. */
  | { readonly kind: 'refused'; readonly problem: string }
  | NotFound
  | Forbidden;

/** What is applied was looked at no longer ago than this, in milliseconds. */
export const reportLifetime = 24 * 60 * 60_000;

/**
 * Whoever may write looks and stops; to label the issues of a whole repository, and to take that back, somebody who maintains it is needed.
 */
export function mayDirect(verb: BackfillVerb, permission: Permission): boolean {
  if (verb === 'report' || verb === 'pause') return mayReview(permission);
  return permission === 'maintain' || permission === 'admin';
}

/**
 * Does what `login` asks, with their permission asked from GitHub now. `id` is the backfill that the person saw: another one that took its
 * place is not meant. Rejects with `PermissionUnknown`, and when the store fails.
 */
export async function directBackfill(
  world: ReviewWorld,
  name: { readonly owner: string; readonly repo: string },
  login: string,
  asked: { readonly verb: BackfillVerb; readonly id?: string | undefined },
): Promise<Directed> {
  const { store, permissions, log } = world;
  const ref = await store.knownRepository(name);
  if (ref === null) return { kind: 'not-found' };
  const permission = await permissions.fresh(ref, login);
  if (permission === 'none') return { kind: 'not-found' };
  if (!mayReview(permission)) return { kind: 'forbidden', repository: `${ref.owner}/${ref.repo}` };
  if (!mayDirect(asked.verb, permission))
    return refused(
      `GitHub says that you may write to ${ref.owner}/${ref.repo}; for this you must be allowed to maintain it.`,
    );
  const answer =
    asked.verb === 'report' ? await beginReport(world, ref, login) : await move(world, ref, login, asked);
  if (typeof answer === 'string') return refused(answer);
  log.info({ backfill: answer.id, by: login, verb: asked.verb }, 'a backfill was directed');
  return { kind: 'directed', queued: await queueTurn(world, answer) };
}

/** What was begun, or why not. */
async function beginReport(
  { store, clock }: ReviewWorld,
  ref: RepositoryRef,
  login: string,
): Promise<Backfill | string> {
  const how = { since: null, runner: 'worker', askedBy: login, state: 'surveying' } as const;
  return (
    (await store.beginBackfill(ref, how, clock.now())) ??
    'A backfill of this repository is open already; it comes to its end first.'
  );
}

async function move(
  { store, clock }: ReviewWorld,
  ref: RepositoryRef,
  login: string,
  { verb, id }: { readonly verb: BackfillVerb; readonly id?: string | undefined },
): Promise<Backfill | string> {
  const backfill = verb === 'undo' ? await store.appliedBackfill(ref) : await store.lastBackfill(ref);
  if (backfill === null || (id !== undefined && id !== backfill.id))
    return 'There is no such backfill any more. Open the page again.';
  const now = clock.now();
  const to = nextState(backfill, verb, now);
  if (typeof to !== 'object') return to;
  const { waiting } = await store.backfillCounts(backfill.id);
  const isPause = to.state === 'paused';
  const change = {
    askedBy: login,
    note: isPause ? `${login} paused it.` : null,
    pausedIn: isPause ? to.from : null,
    // What the command line does stays with it until somebody says otherwise.
    runner: isPause ? backfill.runner : ('worker' as const),
    ...(!isPause && { begun: { at: now, waiting } }),
  };
  const isFirst = await store.moveBackfill(backfill.id, backfill.state, to.state, change, now);
  if (!isFirst) return 'Somebody was faster, or it has just come to its end. Nothing was changed by you.';
  return { ...backfill, ...change, state: to.state };
}

/** Where a verb leads from here, or why it leads nowhere. */
function nextState(
  backfill: Backfill,
  verb: BackfillVerb,
  now: number,
): { readonly state: BackfillState; readonly from: (typeof busyStates)[number] | null } | string {
  const { state } = backfill;
  const busy = busyStates.find((one) => one === state) ?? null;
  if (verb === 'apply') {
    if (state !== 'surveyed') return 'There is no dry report that waits to be applied.';
    if (now - backfill.updatedAt > reportLifetime)
      return 'The dry report is older than a day. Make it anew first.';
    return { state: 'running', from: null };
  }
  if (verb === 'pause') {
    if (busy === null || busy === 'surveying') return 'It is not running.';
    return { state: 'paused', from: busy };
  }
  if (verb === 'resume') {
    const isLeft = backfill.runner === 'command' && busy !== null && backfill.heldUntil <= now;
    if (state !== 'paused' && !isLeft) return 'It is not paused.';
    return { state: goesOnIn(backfill), from: null };
  }
  if (state === 'undone' || goesOnIn(backfill) === 'undoing')
    return 'It is taken back already, or about to be.';
  return { state: 'undoing', from: null };
}

async function queueTurn({ store, queue, log }: ReviewWorld, { id }: Backfill): Promise<boolean> {
  const backfill = await store.backfill(id);
  if (backfill === null || !busyStates.some((state) => state === backfill.state)) return true;
  try {
    // The job of an earlier round may be kept, and would not run again.
    await store.nextBackfillRound(id, backfill.round);
    const { job, options } = backfillJob({ ...backfill, round: backfill.round + 1 });
    await queue.add(job, options);
    return true;
  } catch (cause) {
    log.warn({ backfill: id, err: cause }, 'the queue did not take a backfill, the sweep will enqueue it');
    return false;
  }
}

function refused(problem: string): Directed {
  return { kind: 'refused', problem };
}
