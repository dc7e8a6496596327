/** What triage would do to many issues at once, counted: by known problem, with a few examples and what carrying it out would cost. */

import type { Assessment } from '../assessment.js';
import type { IssueSnapshot } from '../plan/issue-snapshot.js';
import type { TriagePlan } from '../plan/plan-triage.js';

export interface ReportExample {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly decision: 'label' | 'suggest';
  readonly confidence: number;
}

export interface ProblemCount {
  readonly category: string;
  /** Issues that would be labelled. */
  readonly label: number;
  /** Issues that would only be suggested to a maintainer. */
  readonly suggest: number;
  /** The newest ones. */
  readonly examples: readonly ReportExample[];
}

export interface Cost {
  /** Requests to GitHub, reading and writing. */
  readonly requests: number;
  /** Those that change something. */
  readonly writes: number;
  /** At GitHub's pace for writes. */
  readonly minutes: number;
  /** Days that the noise budget makes of it. */
  readonly days: number;
}

export interface BackfillReport {
  /** Issues that were looked at, without pull requests. */
  readonly issues: number;
  /** Most issues first. */
  readonly problems: readonly ProblemCount[];
  /** Nothing was recognised, or nothing may be done. */
  readonly leftAlone: number;
  /** Only recorded, because the policy says `dry-run`. */
  readonly dryRun: number;
  readonly drafts: number;
  readonly cost: Cost;
}

const mostExamples = 3;
/** Issue, comments and events are read, and the policy is looked at. */
const readsPerIssue = 4;
/** GitHub allows 500 writes an hour for an installation, 80 in a minute. */
const writesPerHour = 500;
const writesPerMinute = 80;
/** Reading and deciding, while nothing has to wait for a turn. */
const secondsPerIssue = 2;

/** Counts plans one by one; holds counts and examples only, however many issues there are. */
export class ReportBuilder {
  private issues = 0;
  private leftAlone = 0;
  private dryRun = 0;
  private drafts = 0;
  private labelled = 0;
  private acting = 0;
  private readonly problems = new Map<string, ProblemCount>();

  /** True where the plan would do something. */
  add(issue: IssueSnapshot, { classification }: Assessment, plan: TriagePlan): boolean {
    this.issues += 1;
    const { category, confidence } = classification;
    if (plan.decision === 'abstain' || category === null) {
      this.leftAlone += 1;
      return false;
    }
    const known = this.problems.get(category) ?? { category, label: 0, suggest: 0, examples: [] };
    const { number, title, url } = issue;
    const example: ReportExample = { number, title, url, decision: plan.decision, confidence };
    this.problems.set(category, {
      ...known,
      [plan.decision]: known[plan.decision] + 1,
      examples: known.examples.length < mostExamples ? [...known.examples, example] : known.examples,
    });
    if (plan.dryRun) {
      this.dryRun += 1;
      return false;
    }
    const kinds = plan.actions.map(({ kind }) => kind);
    if (kinds.includes('save-draft')) this.drafts += 1;
    if (kinds.includes('add-labels')) this.labelled += 1;
    if (kinds.length === 0) return false;
    this.acting += 1;
    return true;
  }

  /** `perDay` are the policy's noise budget. */
  build(perDay: { readonly labels: number; readonly drafts: number }): BackfillReport {
    const { issues, leftAlone, dryRun, drafts, labelled, acting } = this;
    const byPace = Math.max((labelled / writesPerHour) * 60, labelled / writesPerMinute);
    return {
      issues,
      problems: [...this.problems.values()].sort(
        (one, other) => other.label + other.suggest - one.label - one.suggest,
      ),
      leftAlone,
      dryRun,
      drafts,
      cost: {
        requests: acting * readsPerIssue + labelled,
        writes: labelled,
        minutes: Math.ceil(Math.max(byPace, (acting * secondsPerIssue) / 60)),
        days: Math.ceil(Math.max(labelled / perDay.labels, drafts / perDay.drafts)),
      },
    };
  }
}
