/** Keeps what people said about our decisions on the issue itself, whenever the issue is looked at anyway. */

import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { ownComments } from '../core/plan/turn.js';
import { type Observed, observe } from '../core/scorecard/observe.js';
import type { Deps } from './deps.js';
import type { Draft, Feedback, IssueRef } from './ports.js';
import { reactionFeedback } from './read-reactions.js';
import { feedbackOnDraft, feedbackOnIssue } from './record-feedback.js';

/** More of one issue is not looked at in one go; the rest follows with the next look. */
const mostAtOnce = 200;

export interface ObservedOn {
  readonly issue: IssueSnapshot;
  /** Every draft of the issue. */
  readonly drafts: readonly Draft[];
  /** Logins in lower case of those who talked and may triage, where somebody asked. */
  readonly maintainers?: ReadonlySet<string>;
}

/**
 * Keeps each thing once, however often it is observed; asks GitHub only about our comments with more reactions than are known.
 * Returns how many were new. Rejects when the store fails, so that the job is tried again.
 */
export async function observeFeedback(
  ref: IssueRef,
  { issue, drafts, maintainers = new Set() }: ObservedOn,
  deps: Deps,
): Promise<number> {
  const { store, github, log } = deps;
  if (deps.isRehearsal) return 0;
  const botLogin = await github.botLogin();
  const seen = observe({ issue, botLogin, problems: deps.pack.problems, drafts, maintainers });
  const reacted = ownComments({ issue, drafts, botLogin }, ['reply', 'reminder', 'expiry', 'release']).filter(
    ({ comment }) => (comment.reactions ?? 0) > 0,
  );
  if (seen.length === 0 && reacted.length === 0) return 0;

  const known = new Set((await store.feedbackOfIssue(ref)).map(({ key }) => key));
  const fresh = seen.filter(({ key }) => !known.has(key)).slice(0, mostAtOnce);
  const news: Feedback[] = [];
  if (fresh.length > 0) {
    const decision = await store.lastDecision(ref);
    news.push(...fresh.map((one) => feedbackOf(ref, one, drafts, decision)));
  }
  for (const { draft: own, comment } of reacted) {
    const draft = drafts.find(({ id }) => id === own.id);
    const counted = [...known].filter((key) => key.startsWith(`reaction:${comment.id}:`)).length;
    if (draft === undefined || counted >= (comment.reactions ?? 0)) continue;
    try {
      const answer = await github.reactionsOn(ref, comment.id, null);
      if (answer.kind === 'read') news.push(...reactionFeedback(draft, comment.id, answer.reactions));
    } catch (err) {
      // What the issue is looked at for must not fail by it; the sweep asks again.
      log.warn({ err, issue: ref, comment: comment.id }, 'reactions on a reply could not be read');
    }
  }
  let kept = 0;
  for (const feedback of news) if (await store.saveFeedback(feedback)) kept += 1;
  if (kept > 0)
    log.info(
      { issue: ref, feedback: news.map(({ kind, category, by }) => ({ kind, category, by })) },
      'feedback kept',
    );
  return kept;
}

function feedbackOf(
  ref: IssueRef,
  { draftId, ...said }: Observed,
  drafts: readonly Draft[],
  decision: Parameters<typeof feedbackOnIssue>[2],
): Feedback {
  const draft = drafts.find(({ id }) => id === draftId);
  if (draft !== undefined) return feedbackOnDraft(draft, said);
  return feedbackOnIssue(ref, said.category, decision, said);
}
