/** A draft as a plan sees it: what was drafted for an issue before, and what people made of it. */

import type { DraftContent, DraftPurpose } from './action.js';

export type DraftState = 'pending' | 'approved' | 'posted' | 'rejected' | 'superseded' | 'expired';

export interface HeldDraft extends DraftContent {
  readonly id: string;
  readonly state: DraftState;
  /** The reply as a person edited it, null where nobody did. */
  readonly editedReply: string | null;
}

/** The reply as it would be posted now. */
export function replyOf({ editedReply, reply }: Pick<HeldDraft, 'editedReply' | 'reply'>): string {
  return editedReply ?? reply;
}

export function purposeOf(draft: DraftContent): DraftPurpose {
  return draft.purpose ?? 'reply';
}
