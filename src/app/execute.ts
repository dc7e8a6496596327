/** The one place with effects: performs a plan, each effect recorded before it runs and settled after. */

import type { Action, Closing, Plan } from '../core/plan/action.js';
import { purposeOf } from '../core/plan/held-draft.js';
import { sightOf } from '../core/plan/issue-sight.js';
import { commentKey, withMarker } from '../core/plan/marker.js';
import { claimMsOf } from './claim-time.js';
import type { Deps } from './deps.js';
import { editComment, performClosing, removeLabels, reopenIssue, say } from './execute-conversation.js';
import { addLabels } from './execute-labels.js';
import { isRefusedForGood, written } from './github-failure.js';
import { followUpJob, postDraftJob, type QueuedJob } from './jobs.js';
import { policyName } from './policy-name.js';
import type { IssueRef } from './ports.js';
import type { Subject } from './subject.js';

export type { Subject } from './subject.js';

type Of<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;

/**
 * Performs the actions in their order and stops at the first that fails; running the same plan again does what is left. In a
 * rehearsal it only tells of the plan.
 * Rejects with the error of the port that failed.
 */
export async function execute(plan: Plan, subject: Subject, deps: Deps): Promise<void> {
  deps.onPlan?.(plan, subject.ref);
  if (deps.isRehearsal) return;
  for (const action of plan.actions) {
    await deps.stillOurs?.();
    await counted(action, subject, deps);
    deps.log.debug({ action: action.kind, key: action.key }, 'action performed');
  }
}

async function counted(action: Action, subject: Subject, deps: Deps): Promise<void> {
  try {
    await perform(action, subject, deps);
    deps.onEffect?.(action.kind, 'performed');
  } catch (error) {
    deps.onEffect?.(action.kind, 'failed');
    throw error;
  }
}

async function perform(action: Action, subject: Subject, deps: Deps): Promise<void> {
  switch (action.kind) {
    case 'add-labels':
      return addLabels(action, effectKey(action, subject.ref), subject, deps);
    case 'remove-labels':
      return removeLabels(action, effectKey(action, subject.ref), subject, deps);
    case 'supersede-drafts':
      return supersedeDrafts(action, subject, deps);
    case 'save-draft':
      return saveDraft(action, subject, deps);
    case 'schedule-follow-up':
      return scheduleFollowUp(action, subject, deps);
    case 'post-comment':
      return postComment(action, subject, deps);
    case 'say':
      return say(action, effectKey(action, subject.ref), subject, deps);
    case 'mark-posted':
      return markPosted(action, subject, deps);
    case 'supersede-draft':
      return supersedeDraft(action, subject, deps);
    case 'hold-draft':
      return holdDraft(action, subject, deps);
    case 'withdraw-draft':
      return withdrawDraft(action, deps);
    case 'edit-comment':
      return editComment(action, effectKey(action, subject.ref), subject, deps);
    case 'close-issue':
      return closeIssue(action, subject, deps);
    case 'reopen-issue':
      return reopenIssue(action, effectKey(action, subject.ref), subject, deps);
  }
}

async function supersedeDrafts(action: Of<'supersede-drafts'>, { ref }: Subject, deps: Deps): Promise<void> {
  const drafts = await deps.store.draftsOfIssue(ref);
  const outdated = drafts.filter(
    (draft) =>
      draft.state === 'pending' &&
      draft.category !== action.keepCategory &&
      (action.purpose === undefined || purposeOf(draft) === action.purpose),
  );
  for (const draft of outdated) {
    const change = { reason: action.reason };
    await deps.store.moveDraft(draft.id, 'pending', 'superseded', change, deps.clock.now());
  }
}

async function saveDraft(action: Of<'save-draft'>, subject: Subject, deps: Deps): Promise<void> {
  const { ref, snapshot } = subject;
  if (snapshot === null) return;
  const draft = await deps.store.saveDraft(
    {
      ...ref,
      key: effectKey(action, ref),
      title: snapshot.title,
      issueUrl: snapshot.url,
      body: snapshot.body,
      content: action.draft,
      seen: sightOf(snapshot, await deps.github.botLogin()),
    },
    deps.clock.now(),
  );
  if (!action.approved) return;
  const now = deps.clock.now();
  const change = { decidedBy: policyName, reason: 'The policy answers this known problem without review.' };
  const isPending = draft.state === 'pending';
  if (isPending) await deps.store.moveDraft(draft.id, 'pending', 'approved', change, now);
  if (isPending || draft.state === 'approved')
    await enqueue(postDraftJob({ id: draft.id, decidedAt: isPending ? now : draft.decidedAt }), deps);
}

async function scheduleFollowUp(
  action: Of<'schedule-follow-up'>,
  { ref }: Subject,
  deps: Deps,
): Promise<void> {
  const now = deps.clock.now();
  const followUp = await deps.store.saveFollowUp(effectKey(action, ref), ref, action.followUp, now);
  await enqueue(followUpJob(followUp.id, Math.max(0, followUp.dueAt - now)), deps);
}

/**
 * Posts an approved reply. The caller holds the draft's claim and has looked for the marker since (see post-draft),
 * so nobody else posts it now.
 */
async function postComment(action: Of<'post-comment'>, subject: Subject, deps: Deps): Promise<void> {
  const { ref } = subject;
  const key = effectKey(action, ref);
  const state = await deps.store.intendEffect(key, action.kind, ref, deps.clock.now());
  if (state !== 'intended') {
    // Settled and yet without a marker on the issue: a person deleted our comment, which is their right. It was said all the same.
    const url = await deps.store.settledOutcome(key);
    if (url !== null) await linkComment(action.draftId, url, deps);
    return;
  }
  const body = action.note === undefined ? action.body : `${action.body.trimEnd()}\n\n${action.note}`;
  const comment = await written(deps.github.postComment(ref, withMarker(body, action.key)), claimMsOf(deps));
  await deps.store.settleEffect(key, 'settled', comment.url, deps.clock.now());
  // Before the draft is done with: a try that fails here comes back and finds the comment.
  if (action.thenClose !== undefined) await closeAfterwards(action.thenClose, subject, deps);
  await linkComment(action.draftId, comment.url, deps);
}

async function markPosted(action: Of<'mark-posted'>, subject: Subject, deps: Deps): Promise<void> {
  const { ref } = subject;
  const key = effectKey(action, ref);
  await deps.store.intendEffect(key, 'post-comment', ref, deps.clock.now());
  await deps.store.settleEffect(key, 'settled', action.commentUrl, deps.clock.now());
  if (action.thenClose !== undefined) await closeAfterwards(action.thenClose, subject, deps);
  await linkComment(action.draftId, action.commentUrl, deps);
}

async function linkComment(draftId: string, commentUrl: string, deps: Deps): Promise<void> {
  await deps.store.moveDraft(draftId, 'posted', 'posted', { commentUrl }, deps.clock.now());
}

/** The comment is on the issue: that GitHub lets nobody close it is said in the books, and not tried for ever. */
async function closeAfterwards(closing: Closing, subject: Subject, deps: Deps): Promise<void> {
  try {
    await closeIssue(closing, subject, deps);
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    const key = effectKey(closing, subject.ref);
    await deps.store.settleEffect(key, 'refused', error.message, deps.clock.now());
    deps.log.warn({ issue: subject.ref, err: error }, 'an issue could not be closed after our comment');
  }
}

async function supersedeDraft(action: Of<'supersede-draft'>, { ref }: Subject, deps: Deps): Promise<void> {
  await refuseComment(action, ref, deps);
  const change = { reason: action.reason };
  await deps.store.moveDraft(action.draftId, 'posted', 'superseded', change, deps.clock.now());
}

async function holdDraft(action: Of<'hold-draft'>, { ref }: Subject, deps: Deps): Promise<void> {
  await refuseComment(action, ref, deps);
  const change = { reason: action.reason };
  await deps.store.moveDraft(action.draftId, 'posted', 'pending', change, deps.clock.now());
}

/** The comment that an earlier try meant to post is not wanted any more; nothing where there was no such try. */
async function refuseComment(
  { draftId, reason }: { readonly draftId: string; readonly reason: string },
  ref: IssueRef,
  deps: Deps,
): Promise<void> {
  const comment = effectKey({ key: commentKey(ref.number, draftId) }, ref);
  await deps.store.settleEffect(comment, 'refused', reason, deps.clock.now());
}

async function withdrawDraft(action: Of<'withdraw-draft'>, deps: Deps): Promise<void> {
  const change = { reason: action.reason };
  await deps.store.moveDraft(action.draftId, 'pending', 'superseded', change, deps.clock.now());
}

function closeIssue(closing: Closing, subject: Subject, deps: Deps): Promise<void> {
  return performClosing(closing, effectKey(closing, subject.ref), subject, deps);
}

async function enqueue({ job, options }: QueuedJob, { queue }: Deps): Promise<void> {
  await queue.add(job, options);
}

/** Action keys are unique within a repository; the store holds many. */
export function effectKey(action: { readonly key: string }, ref: IssueRef): string {
  return `${ref.owner}/${ref.repo}/${action.key}`.toLowerCase();
}
