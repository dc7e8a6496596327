/** Effects that change what is on an issue: labels off, a comment of ours changed, closed or opened again; each once for ever under its key. */

import type { Action, Closing } from '../core/plan/action.js';
import { findMarked, withMarker } from '../core/plan/marker.js';
import { claimMsOf } from './claim-time.js';
import type { Deps } from './deps.js';
import { written } from './github-failure.js';
import { lookAgainJob } from './jobs.js';
import { keepJob } from './keep-job.js';
import type { Subject } from './subject.js';

/**
 * `key` is the one under which the store knows the effect. The text is a state and not a word: writing it again says nothing twice,
 * and is needed where another worker, which had read less, wrote over it. Rejects with the error of the port that failed.
 */
export async function editComment(
  action: Extract<Action, { kind: 'edit-comment' }>,
  key: string,
  { ref }: Subject,
  deps: Deps,
): Promise<void> {
  const { github, store, clock } = deps;
  await store.intendEffect(key, action.kind, ref, clock.now());
  // One that arrives late writes over what was changed meanwhile: the next look comes after it and mends that.
  await written(github.editComment(ref, action.commentId, action.body), claimMsOf(deps));
  await store.settleEffect(key, 'settled', 'edited', clock.now());
}

/**
 * An issue that is closed by now only needs its books settled: the answer of an earlier try was lost. What a person said between the
 * reading and the closing was looked at while the issue was open, so another look follows, which may open it again.
 */
export async function performClosing(
  closing: Closing,
  key: string,
  { ref, snapshot }: Subject,
  deps: Deps,
): Promise<void> {
  await once(key, 'close-issue', closing.because, { ref }, deps, async () => {
    if (snapshot?.state === 'open') await written(deps.github.closeIssue(ref, closing.as), claimMsOf(deps));
    const queued = lookAgainJob(ref, key);
    const delivery = `after closed ${ref.owner}/${ref.repo}#${ref.number} ${key}`.toLowerCase();
    await keepJob({ key: delivery, event: 'dejabug.closed', queued }, deps);
  });
}

export async function reopenIssue(
  action: Extract<Action, { kind: 'reopen-issue' }>,
  key: string,
  { ref, snapshot }: Subject,
  deps: Deps,
): Promise<void> {
  await once(key, action.kind, action.because, { ref }, deps, async () => {
    if (snapshot?.state === 'closed') await written(deps.github.reopenIssue(ref), claimMsOf(deps));
  });
}

/** `key` as above. Said already by an earlier try: only the books are settled. What a person deleted is not said again. */
export async function say(
  action: Extract<Action, { kind: 'say' }>,
  key: string,
  { ref, snapshot }: Subject,
  deps: Deps,
): Promise<void> {
  const { github, store, clock } = deps;
  if ((await store.intendEffect(key, action.kind, ref, clock.now())) !== 'intended' || snapshot === null)
    return;
  const said = findMarked(snapshot, action.key, await github.botLogin());
  const comment =
    said === null
      ? await written(github.postComment(ref, withMarker(action.body, action.key)), claimMsOf(deps))
      : { url: `${snapshot.url}#issuecomment-${said.id}` };
  await store.settleEffect(key, 'settled', comment.url, clock.now());
}

/** `key` as above. A label that somebody took off meanwhile is off. */
export async function removeLabels(
  action: Extract<Action, { kind: 'remove-labels' }>,
  key: string,
  { ref }: Pick<Subject, 'ref'>,
  deps: Deps,
): Promise<void> {
  await once(key, action.kind, action.because, { ref }, deps, async () => {
    // One that arrives late takes off a label that we set: a person's is there only after an event that the next look sees.
    for (const name of action.labels) await written(deps.github.removeLabel(ref, name), claimMsOf(deps));
  });
}

async function once(
  key: string,
  kind: string,
  outcome: string,
  { ref }: Pick<Subject, 'ref'>,
  { store, clock }: Deps,
  act: () => Promise<void>,
): Promise<void> {
  if ((await store.intendEffect(key, kind, ref, clock.now())) !== 'intended') return;
  await act();
  await store.settleEffect(key, 'settled', outcome, clock.now());
}
