/** What the store knows of people's rulings about issues: judgements of known problems, and frozen issues. */

import type { Freeze, Judgement } from '../core/plan/judgement.js';
import type { IssueRef } from './refs.js';

export interface Rulings {
  /** In the order in which they were made. */
  judgements(ref: IssueRef): Promise<readonly Judgement[]>;
  /**
   * A later judgement of the same problem replaces the earlier one. Where the issue is one problem, the one that it was before is
   * taken for ruled out by the same person.
   */
  judge(
    ref: IssueRef,
    category: string,
    verdict: Judgement['verdict'],
    by: string,
    now: number,
  ): Promise<void>;
  freezeOf(ref: IssueRef): Promise<Freeze | null>;
  /** False when it was frozen already; then the first one's name stays. */
  freeze(ref: IssueRef, by: string, now: number): Promise<boolean>;
  /** False when it was not frozen. */
  unfreeze(ref: IssueRef): Promise<boolean>;
}
