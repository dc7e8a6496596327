/** What triage would do to many issues at once, counted: by known problem, with a few examples and what carrying it out would cost. */

import type { Assessment } from '../assessment.js';
import { gitHubWriteLimits, unhurried, unhurriedLimits } from '../pace.js';
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
  /** At four fifths of what GitHub lets an installation write; the rest stays for new issues. */
  readonly minutes: number;
  /** Days that the noise budget makes of it, of which a fifth stays for new issues. */
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
const { perHour, perMinute } = unhurriedLimits(gitHubWriteLimits);
/** Reading and deciding, while nothing has to wait for a turn. */
const secondsPerIssue = 2;

/** Minutes for this many issues to act on, this many of them to be labelled, while new issues go first. */
export function minutesFor(issues: number, writes: number): number {
  const byPace = Math.max((writes / perHour) * 60, writes / perMinute);
  return Math.ceil(Math.max(byPace, (issues * secondsPerIssue) / 60));
}

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
        minutes: minutesFor(acting, labelled),
        days: Math.ceil(Math.max(labelled / unhurried(perDay.labels), drafts / unhurried(perDay.drafts))),
      },
    };
  }
}
