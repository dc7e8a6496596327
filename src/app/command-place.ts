/** Where a command stands, and what became of it. */

import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { IssueRef } from './ports.js';

/** `accepted`: a job does it in a moment. `says` is Markdown for the answer; of a refusal the reason. */
export interface Performed {
  readonly kind: 'done' | 'accepted' | 'refused';
  readonly says: string | null;
}

/** Where a command was written and by whom; the permission was asked just now. */
export interface CommandPlace {
  readonly ref: IssueRef;
  /** As it was read for the plan. */
  readonly issue: IssueSnapshot;
  readonly commentId: number;
  readonly by: string;
  readonly botLogin: string;
}
