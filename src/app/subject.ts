/** The issue that a plan is about. */

import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { IssueRef } from './ports.js';

export interface Subject {
  readonly ref: IssueRef;
  /** As it was read for the plan, null when it is gone. */
  readonly snapshot: IssueSnapshot | null;
}
