/** Where the rules of a pull request are tried: apart from the work in force, for so long and in so much memory, since everybody can propose them. */

import type { PolicyFinding } from '../core/check/policy-finding.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { Outcome } from '../core/preview/outcome.js';
import type { PolicySide } from '../core/preview/problem-changes.js';
import type { OwnRule } from './pack-port.js';
import type { PolicyLayer } from './policy-ports.js';

/** What was found in a policy and its own rules. */
export interface SideFindings {
  readonly findings: readonly PolicyFinding[];
  /** Own rules, the nearest of each name. */
  readonly own: readonly OwnRule[];
  /** Examples of the own rules that were decided, and those decided otherwise than they say. */
  readonly examples: number;
  readonly failed: number;
}

/** Plain data: the compiled rules stay where they are tried. */
export interface TriedSide extends SideFindings {
  /** Null where it cannot be followed. */
  readonly followed: PolicySide | null;
}

/** See `LayersReading`. */
export interface TriedLayers {
  readonly layers: readonly PolicyLayer[];
  readonly reasons: readonly string[];
}

/** What the two sides make of one issue; see `outcomeOf`. */
export interface JudgedIssue {
  readonly before: Outcome | null;
  readonly after: Outcome | null;
}

/** One question at a time. Every method but `close` rejects with `TrialEnded` once the time or the memory is used up. */
export interface RuleTrial {
  /** Examines the side that is wanted: what `judge` calls `after`. */
  examine(wanted: TriedLayers, isPartial: boolean): Promise<TriedSide>;
  /** The side to start from, which `judge` calls `before`; null where it cannot be followed. */
  startFrom(layers: readonly PolicyLayer[], isPartial: boolean): Promise<PolicySide | null>;
  /** By the sides that can be followed; nothing is recognised by the others. */
  judge(issue: IssueSnapshot): Promise<JudgedIssue>;
  /** Ends whatever computes, and lets the next one begin. */
  close(): Promise<void>;
}

/** Begins a trial. Throws `RetryLater` while this process has another one: several would leave nothing to its other work. */
export type OpenTrial = () => RuleTrial;

/** The rules took more than a trial may. */
export class TrialEnded extends Error {
  /** A clause for whoever wrote the rules: `take longer than 60 s of computing`. */
  readonly says: string;

  constructor(says: string) {
    super(`Rules on trial ${says}.`);
    this.name = 'TrialEnded';
    this.says = says;
  }
}
