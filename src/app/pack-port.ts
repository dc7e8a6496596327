/** What use cases need of the rules: recognise, and choose which known problems are looked for. */

import type { Assessment } from '../core/assessment.js';
import type { Classification } from '../core/classify/classification.js';
import type { LabelAt } from '../core/classify/classify.js';
import type { ReportersFix } from '../core/plan/plan-release.js';
import type { PlannedProblem } from '../core/plan/planned-problem.js';
import type { ReadReport } from '../core/preview/read-report.js';
import type { Severity } from '../core/rules/finding.js';
import type { PolicyMistake } from '../core/rules/policy.js';

/** A repository's own rule. */
export interface OwnRule {
  /** Name to print. */
  readonly file: string;
  /** File name without `.yml`. */
  readonly id: string;
  readonly text: string;
}

/** Which known problems are looked for. */
export interface PackChoice {
  /** Names of packs; null: all of them. */
  readonly packs: readonly string[] | null;
  readonly own: readonly OwnRule[];
}

/** What is wrong with an own rule, and where. */
export interface RuleFinding {
  /** `OwnRule.file`. */
  readonly file: string;
  /** 1-based; 0 where it is about the file as a whole. */
  readonly line: number;
  readonly column: number;
  readonly severity: Severity;
  /** Name of the check, as `dejabug rules lint` prints it. */
  readonly check: string;
  /** What, and what to do. */
  readonly says: string;
}

export interface OwnRulesLint {
  readonly findings: readonly RuleFinding[];
  /** Examples of the own rules that were decided, and those of them that were decided otherwise than they say. */
  readonly examples: number;
  readonly failed: number;
}

export type PackReading =
  | { readonly ok: true; readonly pack: Pack }
  | {
      readonly ok: false;
      /** In what the policy chose. */
      readonly mistakes: readonly PolicyMistake[];
      readonly findings: readonly RuleFinding[];
    };

/** What a policy changes in how reports are judged. */
export interface AssessLimits {
  readonly labelAt: LabelAt;
}

/** One known problem as a choice for a person. */
export interface Likelihood {
  readonly category: string;
  /** Its name for people, in one line. */
  readonly name: string;
  /** Calibrated probability between 0 and 1; 0 where nothing speaks for it. */
  readonly confidence: number;
}

/** The loaded rules, ready to recognise. */
export interface Pack {
  readonly problems: readonly PlannedProblem[];
  /** Everything that can be said about one report; never throws, whatever the text. */
  assess(
    report: { readonly title: string; readonly body: string; readonly author?: string },
    limits?: AssessLimits,
  ): Assessment;
  /** What a report is, without what follows from it: for asking several packs about one report. */
  classify(report: ReadReport, limits?: AssessLimits): Classification;
  /** Some of these known problems, and a repository's own beside them; reasons where those cannot be used. */
  choose(choice: PackChoice): Promise<PackReading>;
  /**
   * What is wrong with these rules of the pack though they can be used: examples that fail, overlaps with the other known problems, and all else
   * that `dejabug rules lint` finds.
   */
  lint(own: readonly OwnRule[]): OwnRulesLint;
  /** What a known problem's fix means for this reporter, recognised or not; null when the pack has no such problem. */
  fixFor(category: string, report: { readonly title: string; readonly body: string }): ReportersFix | null;
  /** As `assess`, for a person who says that it is this known problem; null when the pack has no such problem. */
  assessAs(
    category: string,
    report: { readonly title: string; readonly body: string; readonly author?: string },
  ): Assessment | null;
  /** Every known problem with its probability for this report, likeliest first, equals by name. */
  likelihoods(report: { readonly title: string; readonly body: string }): readonly Likelihood[];
  /** Ids of a known problem's questions that one of these texts answers. */
  answered(
    category: string,
    texts: readonly { readonly title: string; readonly body: string }[],
  ): ReadonlySet<string>;
}
