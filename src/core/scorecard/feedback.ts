/** What people say about a decision of ours, and which of it judges whether the known problem was recognised rightly. */

/**
 * - `approved`, `edited`: a draft was approved, as drafted or with another text
 * - `rejected`: with one of four reasons
 * - `undone`: the newest decision about the draft was taken back
 * - `other-problem`: a maintainer chose another known problem for the issue
 * - `veto`: a maintainer said that it is not this problem
 * - `relabelled`: a person set a known problem's label, another one or ours after all
 * - `label-removed`: a person removed the label that we had set
 * - `label-kept`: a person other than the author closed the issue with our label on it
 * - `reaction`: on a reply that was posted
 * - `works`, `still-broken`: what was said about the fix that we advised
 */
export const feedbackKinds = [
  'approved',
  'edited',
  'rejected',
  'undone',
  'other-problem',
  'veto',
  'relabelled',
  'label-removed',
  'label-kept',
  'reaction',
  'works',
  'still-broken',
] as const;
export type FeedbackKind = (typeof feedbackKinds)[number];

export const rejectionIds = ['wrong-problem', 'wrong-advice', 'not-needed', 'other'] as const;
export type RejectionId = (typeof rejectionIds)[number];

/** Whether the known problem was recognised rightly, in the eyes of a maintainer. */
export type Verdict = 'right' | 'wrong';

export interface Judging {
  readonly kind: FeedbackKind;
  /** The known problem that is judged. */
  readonly category: string;
  /** Of a rejection. */
  readonly reason?: RejectionId | null;
  /** The known problem that a person chose or labelled instead. */
  readonly chosen?: string | null;
  /** What the judged draft was for, where that was not the first reply; see `DraftPurpose`. */
  readonly purpose?: string | null;
}

/**
 * The verdict of one piece of feedback, null where it judges nothing. Recognition is judged, not the words of the reply: an edited
 * reply and one rejected as wrong advice answer the right problem. What was not needed, reactions, and whether the advice helped say
 * nothing about recognition. Approving a reminder or the news of a release only follows a problem that was judged before.
 *
 * A draft for a problem that a person chose names it in `chosen`: deciding about it judges the person's choice, not ours.
 */
export function verdictOf({ kind, category, reason, chosen, purpose }: Judging): Verdict | null {
  const isReply = (purpose ?? 'reply') === 'reply';
  const isRecognised = (chosen ?? null) === null;
  switch (kind) {
    case 'approved':
    case 'edited':
      return isRecognised && isReply ? 'right' : null;
    case 'rejected':
      if (!isRecognised) return null;
      if (reason === 'wrong-problem') return 'wrong';
      return reason === 'wrong-advice' && isReply ? 'right' : null;
    case 'other-problem':
    case 'veto':
    case 'label-removed':
      return 'wrong';
    case 'relabelled':
      return chosen === category ? 'right' : 'wrong';
    case 'label-kept':
      return 'right';
    case 'undone':
    case 'reaction':
    case 'works':
    case 'still-broken':
      return null;
  }
}

/** What `undone` takes back: decisions about a draft, not what happened on the issue. */
export const undoable = [
  'approved',
  'edited',
  'rejected',
  'other-problem',
] as const satisfies readonly FeedbackKind[];
