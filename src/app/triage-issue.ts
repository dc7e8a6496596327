/** Triage: reads the issue as it is now, recognises, plans, performs, and records the decision with its reason. */

import type { Assessment } from '../core/assessment.js';
import type { Decision } from '../core/classify/classification.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { chosenProblem } from '../core/plan/judgement.js';
import { planTriage } from '../core/plan/plan-triage.js';
import { planVanished } from '../core/plan/plan-vanished.js';
import { durationMs } from '../core/rules/duration.js';
import type { Policy } from '../core/rules/policy.js';
import { putAside } from './await-policy.js';
import { isBackfill } from './backfill-delivery.js';
import { demotionsOf } from './demotions.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { judgedAssessment } from './judged-assessment.js';
import { spendBudget } from './noise-budget.js';
import { observeFeedback } from './observe-feedback.js';
import type { Job } from './ports.js';
import { currentPolicy, PolicyBroken } from './read-policy.js';
import { RetryLater } from './retry-later.js';
import { settleEffects } from './settle-effects.js';

export interface Triaged {
  /** Null when the issue is gone. */
  readonly decision: Decision | null;
  readonly category: string | null;
}

/**
 * Triages the issue of one delivery. Safe to repeat: what was done already is not done again. Rejects when GitHub or the
 * store fails, so that the queue tries again.
 */
export async function triageIssue(job: Extract<Job, { kind: 'triage' }>, deps: Deps): Promise<Triaged> {
  const ref = job.issue;
  const issue = await deps.github.readIssue(ref);
  if (issue === null) {
    const plan = planVanished(ref.number, await deps.store.draftsOfIssue(ref));
    await execute(plan, { ref, snapshot: null }, deps);
    await settleEffects(ref, null, deps);
    deps.log.info({ issue: ref, reasons: plan.reasons }, 'nothing to triage');
    return { decision: null, category: null };
  }
  const reading = await currentPolicy(ref, deps);
  const pack = reading.ok ? reading.pack : deps.pack;
  const judgements = await deps.store.judgements(ref);
  const assessment = judgedAssessment(issue, judgements, { pack });
  if (!reading.ok) {
    const broken = new PolicyBroken(ref, reading.reasons);
    deps.log.info(
      { issue: ref, reasons: reading.reasons },
      'nothing is acted on before the policy is repaired',
    );
    if (!deps.isRehearsal) await putAside(job, broken, deps);
    await record({ decision: 'abstain', labels: [], reasons: [broken.message] });
    return { decision: 'abstain', category: null };
  }

  const { policy, refused } = reading;
  leftAlone(issue, policy, deps.clock.now());
  const drafts = await deps.store.draftsOfIssue(ref);
  // First: what a person just said about a label counts for the standing of the problem.
  await observeFeedback(ref, { issue, drafts }, { ...deps, pack });
  const demoted = await demotionsOf(ref, actedOn(assessment), policy, deps);
  if (demoted.size > 0 && chosenProblem(judgements) === null)
    deps.log.warn({ issue: ref, demoted: Object.fromEntries(demoted) }, 'a demoted problem only suggests');
  const plan = planTriage({
    issue,
    assessment,
    policy,
    botLogin: await deps.github.botLogin(),
    now: deps.clock.now(),
    drafts,
    problems: pack.problems,
    demoted,
    judgements,
    takenBack: await deps.store.labelsTakenBack(ref),
    frozen: await deps.store.freezeOf(ref),
  });
  if (plan.dryRun) deps.onPlan?.(plan, ref);
  else {
    await spendBudget(plan, ref, { policy, drafts, canWait: isBackfill(job) }, deps);
    await execute(plan, { ref, snapshot: issue }, deps);
  }
  // What an earlier try did or meant to do, and this plan does not hold any more.
  const labels = [...issue.labels, ...plan.labels];
  await settleEffects(ref, { ...issue, labels }, deps, ['add-labels', 'remove-labels']);
  await record(refused.length === 0 ? plan : { ...plan, reasons: [...plan.reasons, earlierHolds(refused)] });
  const category = plan.decision === 'abstain' ? null : assessment.classification.category;
  deps.log.info({ issue: ref, decision: plan.decision, category, reasons: plan.reasons }, 'issue triaged');
  return { decision: plan.decision, category };

  async function record(outcome: Outcome): Promise<void> {
    await deps.store.recordDecision({
      ...ref,
      deliveryId: job.deliveryId,
      title: issue?.title ?? '',
      ...recorded(assessment, outcome),
      at: deps.clock.now(),
    });
  }
}

function earlierHolds(reasons: readonly string[]): string {
  return `An earlier policy was followed, because the present one cannot be: ${reasons.join('; ')}`;
}

/** Rejects with `RetryLater` while the policy leaves the issue to its author. */
function leftAlone({ createdAt }: IssueSnapshot, { grace }: Policy, now: number): void {
  if (grace === undefined) return;
  const left = createdAt + durationMs(grace) - now;
  if (left > 0) throw new RetryLater(`The policy leaves a new issue alone for ${grace}.`, left);
}

/** Known problems that something may be done for. */
function actedOn({ classification: { category, decision, also } }: Assessment): readonly string[] {
  return category === null || decision === 'abstain' ? [] : [category, ...also];
}

interface Outcome {
  readonly decision: Decision;
  readonly labels: readonly string[];
  readonly reasons: readonly string[];
}

function recorded({ classification }: Assessment, { decision, labels, reasons }: Outcome) {
  return {
    decision,
    category: decision === 'abstain' ? null : classification.category,
    confidence: classification.confidence,
    reason: reasons.join(' '),
    evidence: classification.evidence[0]?.quote ?? null,
    labels,
  };
}
