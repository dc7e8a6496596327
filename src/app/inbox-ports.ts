/** What the use cases need of the inbox: one row for each issue that is to be looked at, and who looks at it now. */

import type { IssueRef } from './refs.js';

/** A webhook, or the sweep in its place, that says: look at this issue. */
export interface TriageWish {
  /** Key of the delivery; the same one again asks for nothing new. */
  readonly key: string;
  /** GitHub's delivery id, for the logs and the decision. */
  readonly deliveryId: string;
  /** Event and action, e.g. `issues.opened`. */
  readonly event: string;
  readonly issue: IssueRef;
}

/** What the queue must be told so that the issue is looked at. */
export interface Wakeup {
  /** Which round of the issue the job is for: the same for everything that arrives before a worker begins. */
  readonly round: number;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** How many issues of the same installation wait already, counted up to two hundred. */
  readonly ahead: number;
  /** The delivery was accepted before and its issue is still to be looked at: its job may be missing, adding it again is harmless. */
  readonly isRepeat: boolean;
}

/** The right to triage one issue, held by one worker and for a short time only. */
export interface IssueClaim {
  readonly issue: IssueRef;
  /** Nobody else has it; proves that a later call comes from who was given the claim. */
  readonly holder: string;
  /** Everything that arrived up to here is covered by what is read after the claim was given. */
  readonly generation: number;
  /** How many deliveries that covers. */
  readonly deliveries: number;
  /** The newest delivery. */
  readonly deliveryId: string;
  readonly event: string;
}

export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly claim: IssueClaim }
  /** Not yet: the grace window is open, or another worker is at it. Milliseconds since the epoch. */
  | { readonly kind: 'wait'; readonly until: number; readonly why: 'grace' | 'held' }
  /** Everything that arrived was looked at. */
  | { readonly kind: 'nothing' }
  /** The inbox never heard of the issue. */
  | { readonly kind: 'unknown' };

/** An issue whose triage is overdue. */
export interface OverdueIssue {
  readonly issue: IssueRef;
  readonly deliveryId: string;
  readonly event: string;
  readonly round: number;
  readonly dueAt: number;
  /** Why the last try did not succeed, null when there was none. */
  readonly reason: string | null;
}

export interface Inbox {
  /**
   * Accepts a delivery and asks for its issue's triage, in one step. The triage is due `graceMs` later; what arrives while it waits
   * moves it back, five times the grace at most. A delivery that was accepted before changes nothing; null when its issue was looked
   * at since.
   */
  receive(wish: TriageWish, graceMs: number, now: number): Promise<Wakeup | null>;
  /** Gives the issue to this caller for `holdMs`, unless there is nothing to do, it is not due, or another has it. */
  claimIssue(issue: IssueRef, holdMs: number, now: number): Promise<ClaimAnswer>;
  /** Prolongs a claim; false when it was lost: then nothing more may be done under it. */
  keepClaim(claim: IssueClaim, holdMs: number, now: number): Promise<boolean>;
  /** Until when somebody has the issue, in milliseconds since the epoch; 0 where nobody was given it. */
  issueHeldUntil(issue: IssueRef): Promise<number>;
  /** Ends a claim and settles what it covered; `reason` says why nothing was decided, null when something was. */
  finishIssue(claim: IssueClaim, reason: string | null, now: number): Promise<void>;
  /** Ends a claim with the work undone, not to be begun again before `notBefore`; 0 leaves the time as it is. */
  releaseIssue(claim: IssueClaim, reason: string, notBefore: number): Promise<void>;
  /** Issues that nobody holds and whose triage was due before `before`, oldest first. */
  overdueIssues(before: number, limit: number): Promise<readonly OverdueIssue[]>;
  /** Gives an issue up that stayed overdue, with the reason. */
  giveUpIssue(issue: IssueRef, reason: string, now: number): Promise<void>;
}
