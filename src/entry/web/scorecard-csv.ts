/** The scorecard as tables for a spreadsheet, and as the desk's JSON. */

import type { ProblemStanding, ViewedScorecard } from '../../app/view-scorecard.js';
import { csvOf } from '../../core/scorecard/csv.js';
import type { ProblemScore } from '../../core/scorecard/scorecard.js';

const head = [
  'repository',
  'problem',
  'labelled',
  'suggested',
  'judged',
  'right',
  'wrong',
  'precision',
  'precision_low',
  'precision_high',
  'approved',
  'edited',
  'edited_share',
  'rejected',
  'rejected_wrong_advice',
  'median_seconds_to_approval',
  'reactions_positive',
  'reactions_negative',
  'works',
  'still_broken',
  'standing',
  'last_judged',
  'last_right',
  'floor',
];

/** One row for each known problem in each repository. */
export function problemsCsv({ scorecard, standings }: ViewedScorecard, problem?: string): string {
  const rows = scorecard.repositories
    .filter(({ category }) => problem === undefined || category === problem)
    .map((score) => {
      const own = standings.find(
        ({ repository, category }) =>
          repository.toLowerCase() === score.repository && category === score.category,
      );
      return [
        own?.repository ?? score.repository,
        score.category,
        score.labelled,
        score.suggested,
        score.right + score.wrong,
        score.right,
        score.wrong,
        rounded(score.precision),
        rounded(score.interval?.low ?? null),
        rounded(score.interval?.high ?? null),
        score.approved,
        score.edited,
        rounded(score.editedShare),
        score.rejected,
        score.wrongAdvice,
        score.medianApprovalMs === null ? null : Math.round(score.medianApprovalMs / 1000),
        score.reactions.positive,
        score.reactions.negative,
        score.works,
        score.stillBroken,
        own?.standing.state ?? null,
        own?.standing.judged ?? null,
        own?.standing.right ?? null,
        own?.standing.floor ?? null,
      ];
    });
  return csvOf(head, rows);
}

/** One row for each known problem, repository and week in which something was judged. */
export function weeksCsv({ scorecard }: ViewedScorecard, problem?: string): string {
  const rows = scorecard.repositories
    .filter(({ category }) => problem === undefined || category === problem)
    .flatMap(({ repository, category, weeks }) =>
      weeks
        .filter(({ right, wrong }) => right + wrong > 0)
        .map(({ week, right, wrong }) => [
          repository,
          category,
          dayOf(week),
          right,
          wrong,
          rounded(right / (right + wrong)),
        ]),
    );
  return csvOf(['repository', 'problem', 'week_from', 'right', 'wrong', 'precision'], rows);
}

/** The contract for scripts: what the page shows, in the same words as the CSV. */
export function scorecardDocument({ scorecard, standings, since }: ViewedScorecard, problem?: string) {
  const isShown = ({ category }: { readonly category: string }) =>
    problem === undefined || category === problem;
  return {
    since: dayOf(since),
    coverage: scorecard.coverage,
    problems: scorecard.problems.filter(isShown).map(scoreDocument),
    repositories: scorecard.repositories
      .filter(isShown)
      .map(({ repository, ...score }) => ({ repository, ...scoreDocument(score) })),
    standings: standings.filter(isShown).map(standingDocument),
  };
}

function scoreDocument({ weeks, ...score }: ProblemScore) {
  const judged = weeks.filter(({ right, wrong }) => right + wrong > 0);
  return { ...score, weeks: judged.map(({ week, right, wrong }) => ({ from: dayOf(week), right, wrong })) };
}

function standingDocument({ repository, category, standing }: ProblemStanding) {
  return { repository, category, ...standing };
}

/** `2026-11-16` */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function rounded(share: number | null): number | null {
  return share === null ? null : Math.round(share * 10_000) / 10_000;
}
