/** The assessment of an issue, with people's judgement before ours. */

import type { Assessment } from '../core/assessment.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { chosenProblem, type Judgement } from '../core/plan/judgement.js';
import type { Deps } from './deps.js';

/** What is recognised in the issue, or what follows from what a person says that it is. */
export function judgedAssessment(
  { title, body, author }: IssueSnapshot,
  judgements: readonly Judgement[],
  { pack }: Pick<Deps, 'pack'>,
): Assessment {
  const report = { title, body, author: author.login };
  const judged = chosenProblem(judgements);
  // A problem that a person named and that the rules do not have any more is recognised like any other.
  return (judged === null ? null : pack.assessAs(judged.category, report)) ?? pack.assess(report);
}
