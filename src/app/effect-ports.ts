/** What the use cases need to know about effects: what was about to be done, and what became of it. */

import type { OpenEffect } from '../core/plan/effect-left.js';
import type { IssueRef } from './refs.js';

/**
 * `intended`: recorded, not known to have happened; `settled`: happened; `refused`: did not happen and is not wanted any more, with
 * the reason.
 */
export type EffectState = 'intended' | 'settled' | 'refused';

export interface EffectLedger {
  /**
   * Records the intent under its key unless it is there; returns the state that is recorded now. One that was refused is wanted
   * again: it is `intended` from now on.
   */
  intendEffect(key: string, kind: string, ref: IssueRef, now: number): Promise<EffectState>;
  /** What became of an effect that happened, e.g. the address of a comment; null for one that is not known to have happened. */
  settledOutcome(key: string): Promise<string | null>;
  /** What has happened stays so; a refusal gives way to who knows better. */
  settleEffect(key: string, state: 'settled' | 'refused', outcome: string, now: number): Promise<void>;
  /** Effects of an issue that are neither settled nor refused, by the keys that they were intended under. */
  openEffects(ref: IssueRef): Promise<readonly OpenEffect[]>;
  /** Issues with effects that are open since before this time and with nothing under way that would perform them, oldest first. */
  issuesWithOpenEffects(before: number, limit: number): Promise<readonly IssueRef[]>;
}
