/** A changed policy against the newest issues: what it would judge otherwise, and what of that maintainers had decided. */

import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import type { PlannedProblem } from '../core/plan/planned-problem.js';
import { type Impact, ImpactBuilder } from '../core/preview/impact.js';
import { type MaintainersWord, maintainersWord } from '../core/preview/maintainers-word.js';
import { outcomeOf } from '../core/preview/outcome.js';
import { readReport } from '../core/preview/read-report.js';
import type { Deps } from './deps.js';
import type { FollowedSide } from './examine-side.js';
import type { RepositoryRef } from './ports.js';

/** Issues that are compared. */
export const mostIssues = 500;
/** Pages of a hundred that are listed to find them: most of what is listed may be pull requests. */
const mostPages = 30;
/** Milliseconds that computing may take; own rules may be as costly as their limits allow. */
const mostComputing = 60_000;

export interface PreviewedChange {
  /** Null where nothing was followed: then nothing was recognised. */
  readonly before: FollowedSide | null;
  readonly after: FollowedSide;
  /** Asked after each page; false ends the preview. */
  readonly onPage: (looked: number) => Promise<boolean>;
}

/** Null where `onPage` ended it. Rejects when GitHub or the store fails. */
export async function previewImpact(
  ref: RepositoryRef,
  { before, after, onPage }: PreviewedChange,
  deps: Pick<Deps, 'github' | 'store' | 'clock' | 'giveWay'>,
): Promise<Impact | null> {
  const { clock, giveWay } = deps;
  const impact = new ImpactBuilder();
  const problems = [...after.pack.problems, ...(before?.pack.problems ?? [])];
  let computed = 0;
  let pages = 0;
  for await (const page of deps.github.allIssues(ref)) {
    const started = clock.now();
    for (const issue of page.slice(0, mostIssues - impact.count)) {
      const report = readReport(issue);
      const now = after.pack.classify(report);
      const was = before?.pack === after.pack ? now : before?.pack.classify(report);
      const earlier = before === null || was === undefined ? null : outcomeOf(issue, was, before.policy);
      const later = outcomeOf(issue, now, after.policy);
      const kind = impact.add(earlier, later);
      if (kind !== null) {
        const word = await wordOn(issue, ref, problems, deps);
        impact.list(issue, { kind, before: earlier, after: later, word });
      }
      await giveWay?.();
      if (computed + clock.now() - started > mostComputing)
        return impact.build(`It ended there because the rules took ${mostComputing / 1000} s by then.`);
    }
    computed += clock.now() - started;
    pages += 1;
    if (impact.count === mostIssues) break;
    if (pages === mostPages)
      return impact.build('Among the newest 3,000 issues and pull requests there are no more.');
    if (!(await onPage(impact.count))) return null;
  }
  return impact.build(null);
}

/** What people said about an issue whose judgement changes; the others are not looked up. */
async function wordOn(
  issue: IssueSnapshot,
  ref: RepositoryRef,
  problems: readonly PlannedProblem[],
  { store }: Pick<Deps, 'store'>,
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
