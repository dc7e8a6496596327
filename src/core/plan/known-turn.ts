/** Whose turn it is as far as a draft and its follow-up tell, without asking GitHub: for lists of many. */

import type { FixStatus } from '../reply/fix-status.js';
import type { FollowUpKind } from './action.js';
import type { DraftState } from './held-draft.js';
import type { Turn } from './turn.js';

/**
 * A draft that waits is the maintainers' turn. After a reply it is the turn that the scheduled follow-up counts on, which every word
 * on the issue cancels or moves; without one nothing is known, and `turnOf` would have to read the issue.
 */
export function knownTurn(draft: {
  readonly state: DraftState;
  readonly fix: FixStatus | null;
  readonly followUp: FollowUpKind | null;
}): Turn | null {
  if (draft.state === 'pending') return 'maintainer';
  if (draft.state !== 'posted' || draft.followUp === null) return null;
  const isRelease = draft.followUp === 'fixed-in-release' || draft.fix?.status === 'no-fix-yet';
  return isRelease ? 'release' : 'author';
}
