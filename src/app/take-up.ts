/** A policy that is repaired: what was put aside goes on, and repairs of which no webhook came are found. */

import type { Deps } from './deps.js';
import { policyChangedJob, triageJob, wishOf } from './jobs.js';
import { keepJob } from './keep-job.js';
import { asKept, isKept } from './kept-job.js';
import type { WaitingJob } from './policy-wait-ports.js';
import type { RepositoryRef } from './ports.js';

const hourMs = 60 * 60_000;
const atOnce = 500;
const mostRepositories = 1_000;

/** Queues everything of a repository that was put aside until now; returns how much. The caller has seen that the policy is whole. */
export async function takeUp(
  ref: RepositoryRef,
  deps: Pick<Deps, 'store' | 'queue' | 'clock'>,
): Promise<number> {
  const { store, clock } = deps;
  const before = clock.now();
  for (let taken = 0; ; ) {
    const found = await store.waitingForPolicy(ref, before, atOnce);
    for (const waiting of found) {
      await enqueue(ref, waiting, deps);
      // After it was queued: what fails in between is queued again under the same id.
      await store.stopWaiting(ref, waiting);
    }
    taken += found.length;
    if (found.length < atOnce) return taken;
  }
}

async function enqueue(
  { installationId, owner, repo }: RepositoryRef,
  { key, job, since }: WaitingJob,
  { store, queue, clock }: Pick<Deps, 'store' | 'queue' | 'clock'>,
): Promise<void> {
  if (job.kind !== 'triage') {
    const id = `repaired-${owner}/${repo} ${key} ${since}`.toLowerCase();
    if (!isKept(job)) await queue.add(job, { id });
    else {
      const asked = {
        key: `repaired-${since} ${job.kind} ${owner}/${repo}#${key}`.toLowerCase(),
        event: 'policy.repaired',
      };
      await keepJob(
        { ...asked, queued: { job, options: { ...asKept(job).options, id } } },
        { store, queue, clock },
      );
    }
    return;
  }
  const now = clock.now();
  // As the repository is called now; the job may be older than that.
  const issue = { ...job.issue, installationId, owner, repo };
  const wish = wishOf({ id: `repaired-${since}`, event: 'policy', action: 'repaired', issue });
  const wakeup = await store.receive(wish, 0, now);
  if (wakeup === null) return;
  const { job: look, options } = triageJob(wish, wakeup, now);
  await queue.add(look, options);
}

/**
 * Has the policies read again for which something waits, hourly: the webhook that tells of a repair may never have come. Returns how
 * many repositories.
 */
export async function recheckPolicies({
  store,
  queue,
  clock,
}: Pick<Deps, 'store' | 'queue' | 'clock'>): Promise<number> {
  const now = clock.now();
  if (!(await store.takePeriod('recheck-policies', hourMs, now))) return 0;
  const waiting = await store.repositoriesWaiting(mostRepositories);
  for (const ref of waiting) {
    const { job, options } = policyChangedJob(`recheck-${now}`, ref);
    await queue.add(job, options);
  }
  return waiting.length;
}
