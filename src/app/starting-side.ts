/** The policy that a pull request starts from, or what is in force in its place. */

import type { PolicySide } from '../core/preview/problem-changes.js';
import type { Deps } from './deps.js';
import type { RepositoryFiles } from './policy-ports.js';
import type { RepositoryRef } from './ports.js';
import { publicOf, readPublicLayers } from './public-layers.js';
import { type RuleTrial, TrialEnded } from './trial-port.js';

export interface StartingSide {
  /** Null where nothing was ever followed. */
  readonly before: PolicySide | null;
  /** Repositories that were not read, because they are not public. */
  readonly unread: readonly string[];
  /** What is compared with instead, as a sentence; null where these very files are. */
  readonly says: string | null;
  /** False where the rules took more than a trial may before this side was reached. */
  readonly isTried: boolean;
}

/** `files` are those of the commit where the branch left its base. Rejects when GitHub or the store fails. */
export async function startingSide(
  ref: RepositoryRef,
  files: RepositoryFiles,
  trial: RuleTrial,
  deps: Pick<Deps, 'github' | 'store' | 'readYaml'>,
): Promise<StartingSide> {
  const { layers, reasons, unread } = await readPublicLayers(ref, files, deps);
  try {
    const start = reasons.length > 0 ? null : await trial.startFrom(layers, unread.length > 0);
    if (start !== null) return { before: start, unread, says: null, isTried: true };
    const broken = 'The policy that the pull request starts from cannot be followed';
    const state = await deps.store.policyState(ref);
    const known = await publicOf(ref, state?.followed?.layers ?? [], deps);
    const earlier =
      known.layers.length === 0 ? null : await trial.startFrom(known.layers, known.unread.length > 0);
    if (earlier !== null)
      return {
        before: earlier,
        unread: known.unread,
        isTried: true,
        says: `${broken}; it is compared with the last one that could, which is in force.`,
      };
    const says = `${broken}, so everything that is recognised counts as new.`;
    return { before: null, unread, says, isTried: true };
  } catch (error) {
    if (!(error instanceof TrialEnded)) throw error;
    const says = `The rules of both sides together ${error.says}, so nothing is compared.`;
    return { before: null, unread, says, isTried: false };
  }
}
