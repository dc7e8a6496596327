/** A repository was renamed or transferred: what is stored follows it to where GitHub says that it is, or goes with it. */

import type { Deps } from './deps.js';
import type { QueuedJob } from './jobs.js';
import { asKept, type QueuedKept } from './kept-job.js';
import type { Named, RepositoryName } from './name-ports.js';
import type { Job, RepositoryRef } from './ports.js';

type MovedJob = Extract<Job, { kind: 'moved' }>;

/** Milliseconds until it is done once more: jobs that ran under the old name have written their last row by then. */
const settleMs = 60_000;

/** `deliveryId` is that of the webhook that told of it; `to` is where the repository was seen, null where nobody saw it. */
export function movedJobs(moved: Omit<MovedJob, 'kind'>): readonly [first: QueuedKept, again: QueuedJob] {
  const first = asKept({ kind: 'moved', ...moved });
  const { job, options } = first;
  return [first, { job, options: { id: `${options.id} again`, delay: settleMs } }];
}

/** The jobs for what the store knew about a name; none where it knew it. */
export function jobsFor(
  named: Named,
  deliveryId: string,
  repositoryId: number,
  seen: RepositoryRef,
): readonly QueuedJob[] {
  const { installationId } = seen;
  if (named.kind === 'known') return [];
  if (named.kind === 'elsewhere')
    return movedJobs({ deliveryId, installationId, repositoryId, from: named.from, to: nameOf(seen) });
  const { parked, repositoryId: other } = named;
  return movedJobs({ deliveryId, installationId, repositoryId: other, from: parked, to: null });
}

/**
 * Asks GitHub where the repository is and moves what is stored there; one that is out of the App's reach is forgotten, as if the App had
 * been taken off it. Safe to repeat; a webhook that tells of an earlier name again changes nothing. Rejects when GitHub or the store fails.
 */
export async function followRepository(
  { from, to, installationId, repositoryId }: MovedJob,
  { github, store, log }: Pick<Deps, 'github' | 'store' | 'log'>,
): Promise<void> {
  const holder = await store.repositoryIdOf(from);
  if (holder !== null && repositoryId !== null && holder !== repositoryId) {
    log.info({ repository: from, told: to }, 'told of a name that another repository has by now');
    return;
  }
  const target = await whereIs({ to, installationId, repositoryId }, github);
  if (target === null) {
    const rows = await store.forgetRows({ kind: 'repository', ...from });
    log.info(
      { repository: from, rows },
      'a repository went where the App is not installed; what was stored about it is forgotten',
    );
    return;
  }
  if (isSame(target, from) && !isSame(from, to ?? from)) {
    log.info({ repository: target, told: to }, 'told of a name that the repository has no more');
    return;
  }
  const rows = await store.moveRepository(from, target, repositoryId);
  log.info({ from, to: target, rows }, 'a repository goes on under its new name');
}

/** Null where the App has no access to it any more. */
async function whereIs(
  { to, installationId, repositoryId }: Pick<MovedJob, 'to' | 'installationId' | 'repositoryId'>,
  github: Deps['github'],
): Promise<RepositoryRef | null> {
  const byId = repositoryId === null ? null : await github.repositoryById(installationId, repositoryId);
  const name = byId ?? to;
  if (name === null) return null;
  const installation = await github.installationAt(name);
  return installation === null ? null : { ...name, installationId: installation };
}

function isSame(one: RepositoryName, other: RepositoryName): boolean {
  return `${one.owner}/${one.repo}`.toLowerCase() === `${other.owner}/${other.repo}`.toLowerCase();
}

function nameOf({ owner, repo }: RepositoryName): RepositoryName {
  return { owner, repo };
}
