/** A person said or did something on an issue that we have talked on: boxes, drafts, closing and opening follow. */

import { inWordsOfFreeze } from '../core/plan/judgement.js';
import { planConversation } from '../core/plan/plan-conversation.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { observeFeedback } from './observe-feedback.js';
import type { IssueRef } from './ports.js';
import { readConversation } from './read-conversation.js';
import { wholePolicy } from './read-policy.js';

/** Two workers that change one comment of ours at the same time see it in the next look. */
const mostLooks = 3;

/** What is said by these about a decision of ours is kept also where nothing of ours waits or stands on the issue any more. */
const judgingEvents = ['issues.labeled', 'issues.unlabeled', 'issues.closed'];

/**
 * Reads the issue as it is now, keeps what people said about our decisions there, and acts on what changed since our comment. Asks
 * GitHub nothing about issues without drafts. `event` is the webhook that asks, such as `issues.closed`.
 * Rejects when GitHub or the store fails, so that the queue tries again.
 */
export async function converse(ref: IssueRef, deps: Deps, event = ''): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks += 1) if (!(await look(ref, deps, event))) return;
}

/** One look; true where a comment was changed, so that another look is due. */
async function look(ref: IssueRef, deps: Deps, event: string): Promise<boolean> {
  const drafts = await deps.store.draftsOfIssue(ref);
  const live = drafts.filter(({ state }) => state === 'posted' || state === 'pending');
  const categories = [...new Set(live.map(({ category }) => category))];
  const isJudging = drafts.length > 0 && judgingEvents.includes(event);
  if (categories.length === 0 && !isJudging) return false;
  const frozen = await deps.store.freezeOf(ref);
  if (frozen !== null) {
    deps.log.info({ issue: ref, reasons: [inWordsOfFreeze(frozen)] }, 'conversation left alone');
    return false;
  }
  const issue = await deps.github.readIssue(ref);
  if (issue === null) return false;
  if (categories.length === 0) {
    await observeFeedback(ref, { issue, drafts }, deps);
    return false;
  }
  const { policy, pack } = await wholePolicy(ref, deps);
  const botLogin = await deps.github.botLogin();
  let hasEdited = false;
  const maintainers = new Set<string>();
  for (const category of categories) {
    const conversation = await readConversation(ref, issue, category, { github: deps.github, pack });
    for (const login of conversation.maintainers) maintainers.add(login);
    const view = {
      issue,
      policy,
      botLogin,
      label: pack.problems.find((problem) => problem.category === category)?.label,
      drafts: drafts.filter((draft) => draft.category === category),
      ...conversation,
    };
    const plan = planConversation(view, category);
    await execute(plan, { ref, snapshot: issue }, deps);
    const did = plan.actions.map(({ kind }) => kind);
    hasEdited ||= did.includes('edit-comment');
    deps.log.info({ issue: ref, category, did, reasons: plan.reasons }, 'conversation read');
  }
  await observeFeedback(ref, { issue, drafts, maintainers }, deps);
  // Nothing was changed in a rehearsal, so another look would see the same.
  return hasEdited && deps.isRehearsal !== true;
}
