/** The one check run of a commit: begun or taken up, moved on, and ended. */

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
import { OutcomeUnknown, written } from './github-failure.js';
import type { RepositoryRef } from './ports.js';

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
  /** The run that the commit had a moment ago; null where it had none. */
  readonly run: CheckRun | null;
}

/** Ours among the runs of a commit, the first where there are several. */
export function ownRunIn(runs: readonly CheckRun[]): CheckRun | null {
  return runs.find(({ externalId }) => pullOf(externalId) !== null) ?? null;
}

type ShowDeps = Pick<Deps, 'github' | 'log' | 'claimMs'>;

/** Takes the commit's run up, or begins it. Rejects like all writes: one without an answer is waited for, so that it is not done twice. */
export async function showCheck(
  ref: RepositoryRef,
  { headSha, pull, run }: Commit,
  deps: ShowDeps,
): Promise<ShownCheck> {
  const { github, log } = deps;
  const name = checkName;
  const first = {
    title: 'Reading policy and rules',
    summary: 'Policy and own rules of this commit are read.',
  };
  const begin = () =>
    github.createCheckRun(ref, { name, headSha, externalId: externalIdOf(pull), output: first });
  // Files were read since the commit's runs were listed: another worker may have begun one meanwhile.
  const known = run ?? ownRunIn(await github.checkRuns(ref, headSha, checkName));
  const id = known?.id ?? (await settled(begin()));
  // One that had ended, or whose worker died, is seen to go on.
  if (known !== null) await progress(first.title, first.summary);

  function settled<T>(write: Promise<T>): Promise<T> {
    return written(write, claimMsOf(deps));
  }

  async function progress(title: string, summary: string): Promise<void> {
    try {
      await settled(github.updateCheckRun(ref, id, { title, summary }));
    } catch (error) {
      if (error instanceof OutcomeUnknown) throw error;
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
        await settled(github.updateCheckRun(ref, id, output, some));
      }
      await settled(github.completeCheckRun(ref, id, { conclusion, output, annotations: missing }));
    },

    async giveUp(conclusion, title, summary) {
      const end = { conclusion, output: { title, summary }, annotations: [] };
      await settled(github.completeCheckRun(ref, id, end));
    },
  };
}
