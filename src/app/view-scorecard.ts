/** The scorecard that one person may see, the demotions that the desk tells them of, and taking one of these back. */

import type { LastVerdicts } from '../core/scorecard/counts.js';
import { type Scorecard, scorecardOf, startOf } from '../core/scorecard/scorecard.js';
import { floorFor, mostJudged, type Standing, standingOf } from '../core/scorecard/standing.js';
import type { KnownPolicies } from './known-policies.js';
import type { RepositoryRef } from './ports.js';
import type { ReviewWorld } from './review-draft.js';
import { draftStates } from './review-list.js';
import { mayReview } from './review-permission.js';
import { reviewableRepositories } from './review-repositories.js';
import type { Reset } from './scorecard-ports.js';

export interface ScoreWorld extends ReviewWorld {
  readonly policies: KnownPolicies;
}

/** How a known problem stands in a repository. */
export interface ProblemStanding {
  /** `owner/repo` as it is written now. */
  readonly repository: string;
  readonly category: string;
  readonly standing: Standing;
}

export interface ScoreQuery {
  /** `owner/repo` in any case; all that the person may review without it. */
  readonly repository?: string | undefined;
  /** Weeks that are looked back, the current one included. */
  readonly weeks: number;
}

export interface ViewedScorecard {
  /** Repositories with drafts where this person may write, as `owner/repo`, sorted. */
  readonly repositories: readonly string[];
  /** Whether GitHub did not answer about some repositories, or was not asked yet: their figures are left out. */
  readonly isPartial: boolean;
  readonly scorecard: Scorecard;
  /** Of every problem that was ever judged there, by repository and name. */
  readonly standings: readonly ProblemStanding[];
  /** Newest first. */
  readonly resets: readonly Reset[];
  /** When the period begins, milliseconds since the epoch. */
  readonly since: number;
}

/** GitHub asks clients not to fan out. */
const policiesAtOnce = 8;

/** The figures of the repositories where `login` may write; of no others, whatever is asked for. */
export async function viewScorecard(
  world: ScoreWorld,
  login: string,
  query: ScoreQuery,
): Promise<ViewedScorecard> {
  const { repositories, unanswered, unasked } = await reviewableRepositories(world, login, query.repository);
  const asked = query.repository?.toLowerCase();
  const wanted = repositories.filter((name) => asked === undefined || name.toLowerCase() === asked);
  const period = { weeks: query.weeks, now: world.clock.now() };
  const since = startOf(period);
  const { store } = world;
  const [counts, standings, resets] = await Promise.all([
    store.scoreCounts({ repositories: wanted, since }),
    standingsIn(world, wanted, false),
    store.resets(wanted),
  ]);
  return {
    repositories,
    isPartial: unanswered + unasked > 0,
    scorecard: scorecardOf(counts, period),
    standings,
    resets,
    since,
  };
}

/** Known problems that may only suggest, in these repositories (`owner/repo`), which the person was found to review. */
export async function demotionsShown(
  world: ScoreWorld,
  repositories: readonly string[],
): Promise<readonly ProblemStanding[]> {
  const standings = await standingsIn(world, repositories, true);
  return standings.filter(({ standing }) => standing.state === 'demoted');
}

export type ResetOutcome =
  | { readonly kind: 'reset' }
  /** It was not demoted (any more): somebody was first, or it recovered. */
  | { readonly kind: 'not-demoted' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden'; readonly repository: string };

/** Lets a demoted problem act again: only what is judged from now on counts. Permission is asked from GitHub now. */
export async function resetDemotion(
  world: ScoreWorld,
  asked: { readonly repository: string; readonly category: string },
  login: string,
): Promise<ResetOutcome> {
  const { store, clock, log } = world;
  const ref = (await refsOf(world, [asked.repository]))[0];
  if (ref === undefined) return { kind: 'not-found' };
  const permission = await world.permissions.fresh(ref, login);
  if (permission === 'none') return { kind: 'not-found' };
  const repository = nameOf(ref);
  if (!mayReview(permission)) return { kind: 'forbidden', repository };
  const demoted = (await demotionsShown(world, [repository])).find(
    ({ category }) => category === asked.category,
  );
  if (demoted === undefined) return { kind: 'not-demoted' };
  await store.resetDemotion({ ...ref, category: asked.category, by: login, at: clock.now() });
  log.info({ repository, category: asked.category, by: login, standing: demoted.standing }, 'demotion reset');
  return { kind: 'reset' };
}

async function standingsIn(
  world: ScoreWorld,
  repositories: readonly string[],
  doubted: boolean,
): Promise<readonly ProblemStanding[]> {
  if (repositories.length === 0) return [];
  const last = await world.store.lastVerdicts(
    repositories.map((name) => name.toLowerCase()),
    { doubted },
    mostJudged,
  );
  const judged = last.filter(({ verdicts }) => verdicts.length > 0);
  const refs = await refsOf(world, [...new Set(judged.map(({ repository }) => repository))]);
  const standings: ProblemStanding[] = [];
  for (let start = 0; start < refs.length; start += policiesAtOnce) {
    const some = refs.slice(start, start + policiesAtOnce);
    standings.push(...(await Promise.all(some.map((ref) => standingsOf(world, ref, judged)))).flat());
  }
  return standings.sort((one, other) => compare(one.repository, other.repository));
}

async function standingsOf(
  { policies }: ScoreWorld,
  ref: RepositoryRef,
  judged: readonly LastVerdicts[],
): Promise<readonly ProblemStanding[]> {
  const repository = nameOf(ref);
  const policy = await policies.of(ref);
  return judged
    .filter((row) => row.repository === repository.toLowerCase())
    .map(({ category, verdicts }) => {
      const standing = standingOf(verdicts, floorFor(policy, category));
      return { repository, category, standing };
    });
}

/** As the newest draft writes the name, with the installation that is valid now. */
async function refsOf(
  { store }: ScoreWorld,
  repositories: readonly string[],
): Promise<readonly RepositoryRef[]> {
  if (repositories.length === 0) return [];
  const wanted = new Set(repositories.map((name) => name.toLowerCase()));
  const known = await store.repositoriesWithDrafts(draftStates);
  return known.filter((ref) => wanted.has(nameOf(ref).toLowerCase()));
}

/** By code units: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function nameOf({ owner, repo }: RepositoryRef): string {
  return `${owner}/${repo}`;
}
