/** Posting an approved draft: claimed by one worker, read afresh, posted once or superseded with the reason. */

import { purposeOf } from '../core/plan/held-draft.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { ruledOut } from '../core/plan/judgement.js';
import { type ApprovalConversation, planApproval, planHold } from '../core/plan/plan-approval.js';
import { defaultPolicy } from '../core/rules/policy.js';
import { claimMsOf } from './claim-time.js';
import { demotionOf } from './demotions.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { isRefusedForGood, OutcomeUnknown } from './github-failure.js';
import { policyName } from './policy-name.js';
import type { Draft, IssueRef } from './ports.js';
import { readConversation } from './read-conversation.js';
import { currentPolicy, PolicyBroken, type PolicyInForce } from './read-policy.js';
import { RetryLater } from './retry-later.js';
import { undoLeft, undoMsOf } from './undo-time.js';

/**
 * Posts the draft unless that happened already. A draft that stands at `posted` without a comment is claimed: the move from
 * `approved` is the compare-and-set that lets one worker through. What GitHub refuses for good goes back to a person, with its
 * reason. Rejects when GitHub or the store fails; the claim is given back first, so that the queue may try again, unless the
 * comment may yet appear.
 */
export async function postDraft(draftId: string, deps: Deps): Promise<void> {
  const draft = await claim(draftId, deps);
  if (draft === null) return;
  const ref = {
    installationId: draft.installationId,
    owner: draft.owner,
    repo: draft.repo,
    number: draft.number,
  };
  try {
    const issue = await deps.github.readIssue(ref);
    const reading = issue === null ? null : await currentPolicy(ref, deps);
    const plan = planApproval({
      issue,
      issueNumber: draft.number,
      draft,
      report: draft.body,
      botLogin: await deps.github.botLogin(),
      problems: reading?.ok ? reading.pack.problems : deps.pack.problems,
      conversation:
        issue === null || reading === null ? null : await conversationOf(draft, ref, issue, reading, deps),
    });
    await execute(plan, { ref, snapshot: issue }, deps);
    deps.log.info({ draft: draftId, issue: ref, reasons: plan.reasons }, 'approved draft carried out');
  } catch (error) {
    if (isRefusedForGood(error)) {
      const plan = planHold({ draft, issueNumber: draft.number }, error.message);
      await execute(plan, { ref, snapshot: null }, deps);
      deps.log.warn({ draft: draftId, issue: ref, err: error }, 'GitHub does not take an approved draft');
      return;
    }
    // The claim stays where the comment may still appear: it keeps everybody else from posting another one.
    if (!(error instanceof OutcomeUnknown)) await giveBack(draftId, deps);
    throw error;
  }
}

/**
 * What besides the issue decides whether this draft still fits. A reply that a person approved is not held up by a policy that cannot
 * be read; one that can be read may have turned everything off since.
 */
async function conversationOf(
  draft: Draft,
  ref: IssueRef,
  issue: IssueSnapshot,
  reading: PolicyInForce,
  deps: Deps,
): Promise<ApprovalConversation> {
  const purpose = purposeOf(draft);
  const approvedBy = draft.decidedBy === policyName ? 'policy' : 'person';
  const isNeeded = approvedBy === 'policy' || purpose === 'reminder' || purpose === 'expiry';
  if (!reading.ok && isNeeded) throw new PolicyBroken(ref, reading.reasons);
  const policy = reading.ok ? reading.policy : defaultPolicy;
  return {
    policy,
    approvedBy,
    demotion: approvedBy === 'person' ? null : await demotionOf(ref, draft.category, policy, deps),
    drafts: await deps.store.draftsOfIssue(ref),
    ruledOut: ruledOut(await deps.store.judgements(ref), draft.category),
    frozen: await deps.store.freezeOf(ref),
    now: deps.clock.now(),
    ...(await readConversation(ref, issue, draft.category, {
      github: deps.github,
      pack: reading.ok ? reading.pack : deps.pack,
    })),
  };
}

/** The draft, claimed for this worker; null when there is nothing to post. */
async function claim(draftId: string, deps: Deps): Promise<Draft | null> {
  const draft = await deps.store.draft(draftId);
  if (draft === null) {
    deps.log.warn({ draft: draftId }, 'no such draft, nothing to post');
    return null;
  }
  if (draft.state === 'posted' && draft.commentUrl === null) await takeOver(draft, deps);
  else if (draft.state !== 'approved') return null;
  // The queue may be rebuilt, and then it knows nothing of the time to wait.
  const left = undoLeft(draft, undoMsOf(deps), deps.clock.now());
  if (left > 0 && draft.state === 'approved')
    throw new RetryLater(`Draft ${draftId} may still be taken back.`, left);
  const claimed = await deps.store.moveDraft(draftId, 'approved', 'posted', {}, deps.clock.now());
  if (!claimed) throw new RetryLater(`Another worker posts draft ${draftId}.`, claimMsOf(deps));
  return draft;
}

/** Frees a draft whose worker died between claim and comment. */
async function takeOver(draft: Draft, deps: Deps): Promise<void> {
  const left = draft.updatedAt + claimMsOf(deps) - deps.clock.now();
  if (left > 0) throw new RetryLater(`Another worker posts draft ${draft.id}.`, left);
  // Another worker may have taken over since it was read: its claim is not this one.
  const change = { unchangedSince: draft.updatedAt };
  await deps.store.moveDraft(draft.id, 'posted', 'approved', change, deps.clock.now());
}

async function giveBack(draftId: string, deps: Deps): Promise<void> {
  try {
    const now = await deps.store.draft(draftId);
    if (now?.state !== 'posted' || now.commentUrl !== null) return;
    await deps.store.moveDraft(draftId, 'posted', 'approved', {}, deps.clock.now());
  } catch (error) {
    // The job's own error matters more; the claim runs out by itself.
    deps.log.warn({ draft: draftId, err: error }, 'claim of a draft could not be given back');
  }
}
