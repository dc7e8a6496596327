/** A release that may have fixes: one batch per known problem, one job per open issue, one draft where it is news. */

import { inWordsOfFreeze, ruledOut } from '../core/plan/judgement.js';
import { planRelease, releaseKey } from '../core/plan/plan-release.js';
import { bringsFix, type Release, readRelease } from '../core/plan/release-version.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { announceJob } from './jobs.js';
import { keepJob } from './keep-job.js';
import type { IssueRef, Job } from './ports.js';
import { wholePolicy } from './read-policy.js';
import { RetryLater } from './retry-later.js';

/** How soon it is looked whether a frozen issue is free again, in milliseconds. */
const frozenPauseMs = 24 * 60 * 60_000;

/**
 * Finds the known problems that a release fixes and queues a look at each of their open issues. Safe to repeat. Rejects when
 * GitHub, store or queue fails, so that the queue tries again.
 */
export async function announceRelease(job: Extract<Job, { kind: 'release' }>, deps: Deps): Promise<void> {
  const { repository, tag, isPrerelease, distribution, problem } = job;
  const log = deps.log.child({ release: tag, repository: `${repository.owner}/${repository.repo}` });
  const { policy, pack } = await wholePolicy(repository, deps);
  const component = job.component ?? policy.releases_of ?? repository.repo;
  const release = readRelease(component, tag, isPrerelease, distribution);
  if (release === null) {
    log.info({}, 'the tag names no version');
    return;
  }
  if (release.stage === 'test' && !policy.follow_up.prereleases) {
    log.info({}, 'a test version, which the policy does not want announced');
    return;
  }
  const fixed = pack.problems.filter(({ category, fixes = [] }) =>
    problem === null ? fixes.some((fix) => bringsFix(release, fix)) : category === problem,
  );
  for (const { category, label } of fixed) {
    const numbers = new Set([
      ...(await deps.github.openIssuesLabelled(repository, label)),
      ...(await deps.store.issuesAnswered(repository, category)),
    ]);
    if (numbers.size === 0) continue;
    const { id } = await deps.store.saveBatch(
      `${category}:${releaseKey(release)}`,
      {
        ...repository,
        category,
        component: release.component,
        version: release.version,
        isTest: release.stage === 'test',
        distribution,
        isSaidToFix: problem !== null,
      },
      deps.clock.now(),
    );
    for (const number of numbers) {
      const key =
        `release-${job.at} announce ${repository.owner}/${repository.repo}#${number} ${id}`.toLowerCase();
      const queued = announceJob(id, { ...repository, number }, job.at);
      await keepJob({ key, event: 'release.announce', queued }, deps);
    }
    log.info({ category, issues: numbers.size, batch: id }, 'a release is looked at for open issues');
  }
}

/** One issue of a batch, read now: a draft where the release is news for its author. Rejects like `announceRelease`. */
export async function announceToIssue(batchId: string, ref: IssueRef, deps: Deps): Promise<void> {
  const batch = await deps.store.batch(batchId);
  const release = batch === null ? null : releaseOf(batch);
  if (batch === null || release === null) return;
  const { policy, pack } = await wholePolicy(ref, deps);
  const problem = pack.problems.find(({ category }) => category === batch.category);
  if (problem === undefined) return;
  const frozen = await deps.store.freezeOf(ref);
  if (frozen !== null) throw new RetryLater(inWordsOfFreeze(frozen), frozenPauseMs);
  if (ruledOut(await deps.store.judgements(ref), batch.category) !== null) return;
  const issue = await deps.github.readIssue(ref);
  if (issue === null) return;
  const drafts = await deps.store.draftsOfIssue(ref);
  const plan = planRelease({
    issue,
    issueNumber: ref.number,
    problem,
    release,
    batchId,
    isSaidToFix: batch.isSaidToFix,
    reporters: pack.fixFor(batch.category, { title: issue.title, body: issue.body }),
    policy,
    botLogin: await deps.github.botLogin(),
    now: deps.clock.now(),
    drafts: drafts.filter(({ category }) => category === batch.category),
  });
  await execute(plan, { ref, snapshot: issue }, deps);
  deps.log.info({ issue: ref, batch: batchId, reasons: plan.reasons }, 'release held against an issue');
}

function releaseOf(batch: {
  readonly component: string;
  readonly version: string;
  readonly isTest: boolean;
  readonly distribution: string | null;
}): Release | null {
  return readRelease(batch.component, batch.version, batch.isTest, batch.distribution);
}
