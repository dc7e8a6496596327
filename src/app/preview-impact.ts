/** A changed policy against the newest issues: what it would judge otherwise, and what of that maintainers had decided. */

import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { PlannedProblem } from '../core/plan/planned-problem.js';
import { type Impact, ImpactBuilder } from '../core/preview/impact.js';
import { type MaintainersWord, maintainersWord } from '../core/preview/maintainers-word.js';
import type { PolicySide } from '../core/preview/problem-changes.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';
import { type JudgedIssue, type RuleTrial, TrialEnded } from './trial-port.js';

/** Issues that are compared. */
export const mostIssues = 500;
/** Pages of a hundred that are listed to find them: most of what is listed may be pull requests. */
const mostPages = 30;

export interface PreviewedChange {
  /** Null where nothing was followed: then nothing was recognised. */
  readonly before: PolicySide | null;
  readonly after: PolicySide;
  /** Has both sides. */
  readonly trial: Pick<RuleTrial, 'judge'>;
  /** Asked after each page; false ends the preview. */
  readonly onPage: (looked: number) => Promise<boolean>;
}

interface PreviewDeps {
  readonly github: Pick<Deps['github'], 'allIssues'>;
  readonly store: Pick<Deps['store'], 'lastDecision' | 'judgements' | 'feedbackOfIssue'>;
}

/** Null where `onPage` ended it. Rejects when GitHub or the store fails. */
export async function previewImpact(
  ref: RepositoryRef,
  { before, after, trial, onPage }: PreviewedChange,
  deps: PreviewDeps,
): Promise<Impact | null> {
  const impact = new ImpactBuilder();
  const problems = [...after.problems, ...(before?.problems ?? [])];
  let pages = 0;
  for await (const page of deps.github.allIssues(ref)) {
    for (const issue of page.slice(0, mostIssues - impact.count)) {
      const judged = await judgedBy(trial, issue);
      if (judged instanceof TrialEnded)
        return impact.build(`It ended there because the rules ${judged.says}.`);
      const kind = impact.add(judged.before, judged.after);
      if (kind === null) continue;
      const word = await wordOn(issue, ref, problems, deps);
      impact.list(issue, { kind, ...judged, word });
    }
    pages += 1;
    if (impact.count === mostIssues) break;
    if (pages === mostPages)
      return impact.build('Among the newest 3,000 issues and pull requests there are no more.');
    if (!(await onPage(impact.count))) return null;
  }
  return impact.build(null);
}

async function judgedBy(
  trial: PreviewedChange['trial'],
  issue: IssueSnapshot,
): Promise<JudgedIssue | TrialEnded> {
  try {
    return await trial.judge(issue);
  } catch (error) {
    if (error instanceof TrialEnded) return error;
    throw error;
  }
}

/** What people said about an issue whose judgement changes; the others are not looked up. */
async function wordOn(
  issue: IssueSnapshot,
  ref: RepositoryRef,
  problems: readonly PlannedProblem[],
  { store }: Pick<PreviewDeps, 'store'>,
): Promise<MaintainersWord | null> {
  const place = { ...ref, number: issue.number };
  const decision = await store.lastDecision(place);
  const said = {
    judgements: await store.judgements(place),
    feedback: await store.feedbackOfIssue(place),
    ourLabels: decision?.labels ?? [],
  };
  return maintainersWord(issue, said, problems);
}
