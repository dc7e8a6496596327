/** A person said or did something on an issue that we have talked on: boxes, drafts, closing and opening follow. */

import { inWordsOfFreeze } from '../core/plan/judgement.js';
import { planConversation } from '../core/plan/plan-conversation.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import type { IssueRef } from './ports.js';
import { readConversation } from './read-conversation.js';
import { currentPolicy } from './read-policy.js';
import { RetryLater } from './retry-later.js';

/** How long a broken policy is waited for before the next look, in milliseconds. */
const brokenPolicyMs = 60 * 60_000;

/** Two workers that change one comment of ours at the same time see it in the next look. */
const mostLooks = 3;

/**
 * Reads the issue as it is now and acts on what changed since our comment. Asks GitHub nothing about issues without drafts.
 * Rejects when GitHub or the store fails, so that the queue tries again.
 */
export async function converse(ref: IssueRef, deps: Deps): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks += 1) if (!(await look(ref, deps))) return;
}

/** One look; true where a comment was changed, so that another look is due. */
async function look(ref: IssueRef, deps: Deps): Promise<boolean> {
  const drafts = await deps.store.draftsOfIssue(ref);
  const live = drafts.filter(({ state }) => state === 'posted' || state === 'pending');
  const categories = [...new Set(live.map(({ category }) => category))];
  if (categories.length === 0) return false;
  const frozen = await deps.store.freezeOf(ref);
  if (frozen !== null) {
    deps.log.info({ issue: ref, reasons: [inWordsOfFreeze(frozen)] }, 'conversation left alone');
    return false;
  }
  const issue = await deps.github.readIssue(ref);
  if (issue === null) return false;
  const reading = await currentPolicy(ref, deps);
  if (!reading.ok)
    throw new RetryLater(`The policy cannot be followed: ${reading.reasons.join('; ')}`, brokenPolicyMs);
  const botLogin = await deps.github.botLogin();
  let hasEdited = false;
  for (const category of categories) {
    const view = {
      issue,
      policy: reading.policy,
      botLogin,
      label: deps.pack.problems.find((problem) => problem.category === category)?.label,
      drafts: drafts.filter((draft) => draft.category === category),
      ...(await readConversation(ref, issue, category, deps)),
    };
    const plan = planConversation(view, category);
    await execute(plan, { ref, snapshot: issue }, deps);
    const did = plan.actions.map(({ kind }) => kind);
    hasEdited ||= did.includes('edit-comment');
    deps.log.info({ issue: ref, category, did, reasons: plan.reasons }, 'conversation read');
  }
  // Nothing was changed in a rehearsal, so another look would see the same.
  return hasEdited && deps.isRehearsal !== true;
}
