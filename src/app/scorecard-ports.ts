/** What the scorecard needs of the store: counts, because the feedback itself may be very much. */

import type { LastVerdicts, ScoreCounts } from '../core/scorecard/counts.js';
import type { RepositoryRef } from './refs.js';

/** Repositories as `owner/repo` in lower case, and from when on, in milliseconds since the epoch. */
export interface ScoreScope {
  readonly repositories: readonly string[];
  readonly since: number;
}

export interface Reset extends RepositoryRef {
  readonly category: string;
  /** Login. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ScorecardStore {
  scoreCounts(scope: ScoreScope): Promise<ScoreCounts>;
  /**
   * At most `limit` verdicts of each known problem in these repositories (`owner/repo` in lower case). `doubted`: only of problems that
   * were judged wrong at least once; all others stand wherever the floor is.
   */
  lastVerdicts(
    repositories: readonly string[],
    which: { readonly doubted: boolean; readonly categories?: readonly string[] },
    limit: number,
  ): Promise<readonly LastVerdicts[]>;
  /** From now on only later judgements count. */
  resetDemotion(reset: Reset): Promise<void>;
  /** Newest first, a hundred at most. */
  resets(repositories: readonly string[]): Promise<readonly Reset[]>;
}
