/** Recovery of issues of which no webhook ever came: repositories are looked through, and what was never decided is triaged. */

import type { Deps } from './deps.js';
import { jobsFor } from './follow-repository.js';
import { triageJob, wishOf } from './jobs.js';
import type { ChangedIssue, WatchedRepository } from './recovery-ports.js';

const minuteMs = 60_000;
/** A webhook and its grace window have this long before an issue counts as missed. */
const patienceMs = 15 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
const repositoriesAtOnce = 100;
const mostRepositories = 10_000;

type MissedDeps = Pick<Deps, 'github' | 'store' | 'queue' | 'clock' | 'log'>;

/** Looks through the repositories that were not seen for longest; returns how many issues were missed. One process in each period does it. */
export async function findMissed(
  deps: MissedDeps,
  options: { readonly periodMs: number; readonly signal?: AbortSignal },
): Promise<number> {
  const { store, clock, log } = deps;
  const now = clock.now();
  if (!(await store.takePeriod('find-missed', options.periodMs, now))) return 0;
  await store.watchSenders();
  if (await store.takePeriod('list-repositories', dayMs, now)) await watchInstalled(deps, now);

  let missed = 0;
  for (const repository of await store.longestUnseen(repositoriesAtOnce)) {
    if (options.signal?.aborted) break;
    try {
      missed += await lookThrough(repository, deps, now);
    } catch (err) {
      // One that GitHub refuses must not hide those behind it.
      log.warn(
        { err, repository: `${repository.owner}/${repository.repo}` },
        'a repository was not looked through',
      );
      await store.looked(repository, repository.since, repository.etag, now);
    }
  }
  return missed;
}

/** What is installed on is looked through from now on; one that has another name than the stored one is followed to it. */
async function watchInstalled({ github, store, queue }: MissedDeps, now: number): Promise<void> {
  const installed = await github.installedRepositories(mostRepositories);
  for (const { id, ...ref } of installed) {
    const named = await store.nameRepository(id, ref);
    for (const { job, options } of jobsFor(named, `listed-${now}`, id, ref)) await queue.add(job, options);
  }
  await store.watch(installed, now);
}

async function lookThrough(repository: WatchedRepository, deps: MissedDeps, now: number): Promise<number> {
  const { github, store } = deps;
  const { since, etag } = repository;
  const answer = await github.changedIssues(repository, since, etag);
  if (answer.kind === 'gone') {
    await store.unwatch(repository);
    return 0;
  }
  if (answer.kind === 'unchanged') {
    await store.looked(repository, since, etag, now);
    return 0;
  }
  const filed = answer.issues.filter(
    (issue) =>
      !issue.isPullRequest &&
      // GitHub's times are whole seconds.
      issue.createdAt + 1_000 > repository.firstAt &&
      issue.updatedAt < now - patienceMs,
  );
  const missed = await store.unheard(
    repository,
    filed.map(({ number }) => number),
  );
  for (const number of missed) await want({ repository, number }, deps, now);
  const next = nextSince(answer.issues, answer.isMore, since, now);
  // An answer can only be the same again to the same question, and one with young issues must be read again.
  const isRead = answer.issues.every((issue) => issue.updatedAt < now - patienceMs);
  await store.looked(repository, next, next === since && isRead ? answer.etag : null, now);
  return missed.length;
}

/** The newest change that was seen; young ones are seen again, until their webhooks had time enough. */
function nextSince(issues: readonly ChangedIssue[], isMore: boolean, since: number, now: number): number {
  const newest = issues.at(-1)?.updatedAt ?? since;
  // A page full of one second would otherwise be the same page for ever.
  const next = isMore && newest <= since ? newest + 1_000 : newest;
  return Math.max(since, Math.min(next, now - patienceMs));
}

async function want(
  { repository, number }: { readonly repository: WatchedRepository; readonly number: number },
  { store, queue, log }: MissedDeps,
  now: number,
): Promise<void> {
  const { installationId, owner, repo } = repository;
  const issue = { installationId, owner, repo, number };
  const wish = wishOf({ id: `missed-${now}`, event: 'sweep', action: 'missed', issue });
  const wakeup = await store.receive(wish, 0, now);
  if (wakeup === null) return;
  const { job, options } = triageJob(wish, wakeup, now);
  await queue.add(job, options);
  log.info({ issue }, 'an issue of which no webhook came');
}
