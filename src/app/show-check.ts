/** The check run of a commit as the head of one pull request: begun or taken up, moved on, and ended. */

import { annotationsOf } from '../core/check/annotations.js';
import { type CheckedChange, checkWords } from '../core/check/check-report.js';
import {
  annotationsPerRequest,
  type CheckConclusion,
  checkName,
  externalIdOf,
  missingAnnotations,
  pullOf,
} from '../core/check/check-run.js';
import type { CheckRun } from './check-ports.js';
import { claimMsOf } from './claim-time.js';
import type { Deps } from './deps.js';
import { written } from './github-failure.js';
import type { RepositoryRef } from './ports.js';
import { RetryLater } from './retry-later.js';

export interface ShownCheck {
  /** Shows how far it is. One that GitHub does not take now is left out: the next tells more. */
  progress(title: string, summary: string): Promise<void>;
  end(change: CheckedChange): Promise<void>;
  /** Ends it without a verdict. */
  giveUp(conclusion: Exclude<CheckConclusion, 'success'>, title: string, summary: string): Promise<void>;
}

interface Commit {
  readonly headSha: string;
  readonly pull: number;
  /** Its run; null where it has none. */
  readonly run: CheckRun | null;
}

/** The one that was made for this pull request, the first where there are several. */
export function ownRunIn(runs: readonly CheckRun[], pull: number): CheckRun | null {
  return runs.find(({ externalId }) => pullOf(externalId) === pull) ?? null;
}

type ShowDeps = Pick<Deps, 'github' | 'log' | 'claimMs' | 'stillOurs'>;

/**
 * Takes the run up, or begins it; null where the repository does not know the commit, so that there can be none. Rejects like all writes: one
 * without an answer is waited for, so that it is not done twice.
 */
export async function showCheck(
  ref: RepositoryRef,
  { headSha, pull, run }: Commit,
  deps: ShowDeps,
): Promise<ShownCheck | null> {
  const { github, log } = deps;
  const name = checkName;
  const first = {
    title: 'Reading policy and rules',
    summary: 'Policy and own rules of this commit are read.',
  };
  const begin = () =>
    github.createCheckRun(ref, { name, headSha, externalId: externalIdOf(pull), output: first });
  const begun = run?.id ?? (await settled(begin));
  if (begun === null) return null;
  const id = begun;
  // One that had ended, or whose worker died, is seen to go on.
  if (run !== null) await progress(first.title, first.summary);

  async function settled<T>(write: () => Promise<T>): Promise<T> {
    await deps.stillOurs?.();
    return written(write(), claimMsOf(deps));
  }

  async function progress(title: string, summary: string): Promise<void> {
    try {
      await settled(() => github.updateCheckRun(ref, id, { title, summary }));
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      log.debug({ err: error, check: id }, 'the progress of a check was not shown');
    }
  }

  return {
    progress,

    async end(change) {
      const wanted = annotationsOf(change.findings);
      const marked = await github.checkAnnotations(ref, id);
      const missing = [...missingAnnotations(wanted, marked)];
      const stale = missingAnnotations(marked, wanted).length;
      const notes = [...change.notes];
      if (stale > 0)
        notes.push(
          `${stale} of the marked lines are of an earlier run and hold no more; GitHub takes no mark back.`,
        );
      const { conclusion, ...output } = checkWords({ ...change, notes });
      while (missing.length > annotationsPerRequest) {
        const some = missing.splice(0, annotationsPerRequest);
        await settled(() => github.updateCheckRun(ref, id, output, some));
      }
      const end = { conclusion, output, annotations: missing };
      await settled(() => github.completeCheckRun(ref, id, end));
    },

    async giveUp(conclusion, title, summary) {
      const end = { conclusion, output: { title, summary }, annotations: [] };
      await settled(() => github.completeCheckRun(ref, id, end));
    },
  };
}
