/** The policy that a pull request starts from, or what is in force in its place. */

import type { Deps } from './deps.js';
import type { FollowedSide } from './examine-side.js';
import { policyOf } from './policy-of-layers.js';
import type { RepositoryFiles } from './policy-ports.js';
import type { RepositoryRef } from './ports.js';
import { publicOf, readPublicLayers } from './public-layers.js';

export interface StartingSide {
  /** Null where nothing was ever followed. */
  readonly before: FollowedSide | null;
  /** Repositories that were not read, because they are not public. */
  readonly unread: readonly string[];
  /** What is compared with instead, as a sentence; null where these very files are. */
  readonly says: string | null;
}

/** `files` are those of the commit where the branch left its base. Rejects when GitHub or the store fails. */
export async function startingSide(
  ref: RepositoryRef,
  files: RepositoryFiles,
  deps: Pick<Deps, 'github' | 'store' | 'readYaml' | 'pack'>,
): Promise<StartingSide> {
  const { layers, reasons, unread } = await readPublicLayers(ref, files, deps);
  const { reading } = await policyOf(layers, deps, unread.length > 0);
  if (reasons.length === 0 && reading.ok) return { before: reading, unread, says: null };
  const broken = 'The policy that the pull request starts from cannot be followed';
  const state = await deps.store.policyState(ref);
  const known = await publicOf(ref, state?.followed?.layers ?? [], deps);
  const earlier =
    known.layers.length === 0 ? null : await policyOf(known.layers, deps, known.unread.length > 0);
  if (earlier?.reading.ok)
    return {
      before: earlier.reading,
      unread: known.unread,
      says: `${broken}; it is compared with the last one that could, which is in force.`,
    };
  return { before: null, unread, says: `${broken}, so everything that is recognised counts as new.` };
}
