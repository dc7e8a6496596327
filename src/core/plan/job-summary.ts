/** What a workflow run says about an issue on its page: the decision, its evidence, and the draft where whoever may read the page may read that. */

import type { Assessment } from '../assessment.js';
import { explanationOf, plain } from './explanation.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import type { RunPlan } from './plan-run.js';

/** `reply`: everything; `evidence`: without the drafted words; `off`: nothing at all. */
export const summaryDetails = ['reply', 'evidence', 'off'] as const;
export type SummaryDetail = (typeof summaryDetails)[number];

export interface Told {
  readonly issue: Pick<IssueSnapshot, 'number' | 'url'>;
  readonly assessment: Assessment;
  readonly plan: RunPlan;
  /** Address of our comment, null where nothing was posted. */
  readonly commentUrl: string | null;
  /** Why a reply was not posted that might have been. */
  readonly unposted: readonly string[];
}

/** More than GitHub takes as a comment. */
const longestReply = 65_000;

/**
 * Markdown for the page of a workflow run; empty where nothing is to be said there. Of an issue that is left alone it says why, and nothing
 * of what was recognised in it: whoever exempts a report wants it read by people alone.
 */
export function jobSummary(told: Told, detail: SummaryDetail): string {
  const { issue, assessment, plan, commentUrl } = told;
  if (detail === 'off' || plan.leftAlone === 'off') return '';
  const title = `### Dejabug on [#${issue.number}](${issue.url})`;
  if (plan.leftAlone !== undefined)
    return `${[title, 'Nothing was done.', ...plan.reasons.map(plain)].join('\n\n')}\n\n`;
  const parts = [
    title,
    whatWasDone(plan, commentUrl),
    ...furtherReasons(told).map(plain),
    explanationOf(assessment, [], null, 'in the report'),
    ...(plan.draft === null || commentUrl !== null ? [] : draftOf(plan.draft.reply, detail)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n\n`;
}

function whatWasDone({ dryRun, labels, decision }: RunPlan, commentUrl: string | null): string {
  if (dryRun) return 'Nothing was done: the policy sets the mode `dry-run` here.';
  const names = labels.map((name) => `\`${plain(name).replaceAll('`', '')}\``).join(', ');
  const labelled = labels.length === 0 ? 'No label was set.' : `Labelled ${names}.`;
  const said = commentUrl === null ? 'Nothing was posted.' : `The reply [was posted](${commentUrl}).`;
  return decision === 'abstain' ? 'Nothing was done.' : `${labelled} ${said}`;
}

/** The explanation gives the reason of recognition; people and policy may have given others. */
function furtherReasons({ plan, assessment, unposted }: Told): readonly string[] {
  return [...plan.reasons.filter((reason) => reason !== assessment.classification.reason), ...unposted];
}

function draftOf(reply: string, detail: SummaryDetail): string[] {
  if (detail === 'evidence')
    return [
      'A reply was drafted. It is left out, because whoever may read this repository may read this page; `summary: reply` in the workflow shows it.',
    ];
  const text = reply.slice(0, longestReply).trimEnd();
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return ['Drafted reply, for you to change and send:', `${fence}markdown\n${text}\n${fence}`];
}
