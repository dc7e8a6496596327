/** How long a person may take a decision back: an approved reply is not posted before. */

import { policyName } from './policy-name.js';
import type { Draft } from './ports.js';

/** Milliseconds. */
const usualUndoMs = 10_000;

/** In milliseconds. */
export function undoMsOf({ undoMs = usualUndoMs }: { readonly undoMs?: number | undefined }): number {
  return undoMs;
}

/**
 * How long the decision about a draft can still be taken back, in milliseconds; 0 when it cannot. Counted from `decidedAt`, which the
 * process stamped that took the decision. What the policy approved waits for nobody.
 */
export function undoLeft(draft: Pick<Draft, 'decidedAt' | 'decidedBy'>, undoMs: number, now: number): number {
  if (draft.decidedAt === null || draft.decidedBy === policyName) return 0;
  return Math.max(0, draft.decidedAt + undoMs - now);
}
