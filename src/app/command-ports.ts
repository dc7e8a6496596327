/** What the store knows of comments with commands: who works on one now, and which of its commands were carried out. */

import type { IssueRef } from './refs.js';

/** The right to carry out one comment's commands, held by one worker and for a short time only. */
export interface CommentClaim {
  readonly issue: IssueRef;
  readonly commentId: number;
  /** Nobody else has it. */
  readonly holder: string;
  /** Ids of the commands that were carried out or refused: they are not read again, however often the comment is edited. */
  readonly done: readonly string[];
}

export interface CommandLog {
  /** The claim, or until when another worker has it, in milliseconds since the epoch. */
  claimComment(
    issue: IssueRef,
    commentId: number,
    holdMs: number,
    now: number,
  ): Promise<CommentClaim | { readonly until: number }>;
  /** One command is done with; false when the claim was lost. */
  settleCommand(claim: CommentClaim, command: string, now: number): Promise<boolean>;
  releaseComment(claim: CommentClaim, now: number): Promise<void>;
}
