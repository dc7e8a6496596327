/** Why a maintainer rejects a draft: four reasons that can be counted, and a note in the person's own words. */

import type { RejectionId } from '../core/scorecard/feedback.js';

export const rejectionReasons = [
  { id: 'wrong-problem', words: 'wrong problem', hint: 'The issue is about something else.' },
  { id: 'wrong-advice', words: 'wrong advice', hint: 'The problem is right, the reply is not.' },
  { id: 'not-needed', words: 'not needed', hint: 'Somebody answered, or no answer is wanted.' },
  { id: 'other', words: 'other', hint: 'Say it in the note.' },
] as const satisfies readonly { readonly id: RejectionId; readonly words: string; readonly hint: string }[];

export const noteLimit = 1_000;

export type TypedReason =
  /** `reason` as it is shown with the draft, the reason's words and then the note; `id` and `note` as they are counted. */
  | { readonly kind: 'reason'; readonly reason: string; readonly id: RejectionId; readonly note: string }
  | { readonly kind: 'refused'; readonly problem: string };

/** Reads a reason (its id or its words; anything else counts as `other` with that text as the note) and a note. */
export function readTypedReason(reason: string, note: string): TypedReason {
  const named = reason.trim();
  const known = rejectionReasons.find(({ id, words }) => id === named || words === named);
  const said = known ? note.trim() : [named, note.trim()].filter((part) => part !== '').join(' ');
  if (said.length > noteLimit) {
    return {
      kind: 'refused',
      problem: `The note has ${said.length.toLocaleString('en-US')} characters; ${noteLimit.toLocaleString('en-US')} at most.`,
    };
  }
  if (!known && said === '') {
    return { kind: 'refused', problem: 'Say why: wrong problem, wrong advice, not needed, or other.' };
  }
  const words = known?.words ?? 'other';
  const inWords = said === '' ? words : `${words}: ${said}`;
  return { kind: 'reason', reason: inWords, id: known?.id ?? 'other', note: said };
}
