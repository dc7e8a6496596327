/** What a triage is planned from: the issue as it is now, what was recognised, the policy, and what people made of it before. */

import type { Assessment } from '../assessment.js';
import type { Policy } from '../rules/policy.js';
import type { Standing } from '../scorecard/standing.js';
import type { HeldDraft } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import type { Freeze, Judgement } from './judgement.js';
import type { PlannedProblem } from './planned-problem.js';

/** A label that a backfill had set and that a person took back together with it. */
export interface TakenBack {
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface TriageQuestion {
  readonly issue: IssueSnapshot;
  readonly assessment: Assessment;
  readonly policy: Policy;
  /** Login under which our own activity appears. */
  readonly botLogin: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Every draft that was ever made for this issue. */
  readonly drafts: readonly HeldDraft[];
  readonly problems: readonly PlannedProblem[];
  /** Known problems that may only suggest in this repository now, with why; absent where nobody keeps score. */
  readonly demoted?: ReadonlyMap<string, Standing>;
  /** What people ruled about this issue. Where they say what it is, `assessment` is about that. */
  readonly judgements: readonly Judgement[];
  /** Labels that a person took back together with a backfill; absent where nobody asked. */
  readonly takenBack?: readonly TakenBack[];
  /** Null unless somebody froze the issue. */
  readonly frozen: Freeze | null;
}
