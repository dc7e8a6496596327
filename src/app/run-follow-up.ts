/** A due follow-up: reads the issue as it is now, plans, performs, and closes the follow-up with its reason. */

import { inWordsOfFreeze, ruledOut } from '../core/plan/judgement.js';
import { endFollowUp, planFollowUp, postponeFollowUp } from '../core/plan/plan-follow-up.js';
import { demotionOf } from './demotions.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { type Conversation, readConversation } from './read-conversation.js';
import { wholePolicy } from './read-policy.js';

const nobody: Conversation = { maintainers: new Set(), answered: new Set() };

/** Runs one follow-up unless it was closed. Rejects when GitHub or the store fails, so that the queue tries again. */
export async function runFollowUp(followUpId: string, deps: Deps): Promise<void> {
  const followUp = await deps.store.followUp(followUpId);
  if (followUp === null || followUp.state !== 'scheduled') return;
  const ref = {
    installationId: followUp.installationId,
    owner: followUp.owner,
    repo: followUp.repo,
    number: followUp.number,
  };
  const now = deps.clock.now();
  const issue = await deps.github.readIssue(ref);
  // A repository out of reach has no policy either; the plan says why nothing is done.
  const reading = issue === null ? null : await wholePolicy(ref, deps);
  const { policy, pack } = reading ?? { policy: null, pack: deps.pack };
  const frozen = await deps.store.freezeOf(ref);
  const verdict = ruledOut(await deps.store.judgements(ref), followUp.category);
  const plan =
    verdict !== null
      ? endFollowUp(`${verdict.by} ruled out \`${followUp.category}\`.`)
      : frozen !== null && issue !== null
        ? postponeFollowUp(followUp, now, inWordsOfFreeze(frozen))
        : planFollowUp({
            issue,
            followUp,
            policy,
            botLogin: await deps.github.botLogin(),
            now,
            drafts: await deps.store.draftsOfIssue(ref),
            problems: pack.problems,
            demotion: policy === null ? null : await demotionOf(ref, followUp.category, policy, deps),
            ...(issue === null
              ? nobody
              : await readConversation(ref, issue, followUp.category, { github: deps.github, pack })),
          });
  await execute(plan, { ref, snapshot: issue }, deps);
  await deps.store.closeFollowUp(followUpId, plan.outcome, plan.reasons.join(' '), deps.clock.now());
  deps.log.info({ followUp: followUpId, issue: ref, reasons: plan.reasons }, 'follow-up run');
}
