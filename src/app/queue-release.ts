/** A release that somebody tells us of: which known problems it fixes, and in which repositories they were met. */

import { bringsFix, readRelease } from '../core/plan/release-version.js';
import type { Deps } from './deps.js';
import { releaseJob } from './jobs.js';
import { keepJob } from './keep-job.js';

export interface ToldRelease {
  readonly component: string;
  /** A version or a tag. */
  readonly tag: string;
  readonly isPrerelease: boolean;
  readonly distribution: string | null;
  /** Only this known problem, and taken as fixed whatever the number says. */
  readonly problem: string | null;
  /** Only this one, `owner/repo`; null: all where the problems were met. */
  readonly repository: string | null;
}

export interface Queued {
  /** Ids of the known problems whose fix the release brings. */
  readonly problems: readonly string[];
  /** `owner/repo` of those whose open issues are looked at. */
  readonly repositories: readonly string[];
}

/** The release cannot be told of; the message is for the person who did. */
export class ReleaseRefused extends Error {
  readonly audience = 'person';

  constructor(message: string) {
    super(message);
    this.name = 'ReleaseRefused';
  }
}

/** Queues one job per repository. Rejects with `ReleaseRefused` for words that name no release, problem or repository. */
export async function queueRelease(
  told: ToldRelease,
  { store, queue, pack, clock }: Pick<Deps, 'store' | 'queue' | 'pack' | 'clock'>,
): Promise<Queued> {
  const release = readRelease(told.component, told.tag, told.isPrerelease, told.distribution);
  if (release === null)
    throw new ReleaseRefused(
      `"${told.tag}" names no version. Write it with its number, e.g. 3.2 or v4.17.0-rc1.`,
    );
  const known = pack.problems.map(({ category }) => category);
  if (told.problem !== null && !known.includes(told.problem))
    throw new ReleaseRefused(
      `There is no known problem "${told.problem}". \`dejabug rules list\` names them all.`,
    );
  const problems = pack.problems
    .filter(({ category, fixes = [] }) =>
      told.problem === null ? fixes.some((fix) => bringsFix(release, fix)) : category === told.problem,
    )
    .map(({ category }) => category);
  const found = problems.length === 0 ? [] : await store.repositoriesOfProblems(problems);
  const wanted = told.repository?.toLowerCase();
  const repositories = found.filter(
    ({ owner, repo }) => wanted === undefined || `${owner}/${repo}`.toLowerCase() === wanted,
  );
  for (const repository of repositories) {
    const { component, tag, isPrerelease, distribution, problem } = told;
    const at = clock.now();
    const queued = releaseJob({
      repository,
      component,
      tag,
      isPrerelease,
      distribution,
      problem,
      at,
    });
    const key =
      `released-${at} told ${repository.owner}/${repository.repo}# ${queued.options.id}`.toLowerCase();
    await keepJob({ key, event: 'released', queued }, { store, queue, clock });
  }
  return { problems, repositories: repositories.map(({ owner, repo }) => `${owner}/${repo}`) };
}
