/** How well each known problem is recognised, in the eyes of the maintainers: the figures behind the desk's scorecard. */

import type { ApprovalTime, DecidedCount, JudgedWeek, SaidCount, ScoreCounts } from './counts.js';
import { type Interval, wilson } from './wilson.js';

export interface WeekScore {
  /** Monday 00:00 UTC, milliseconds since the epoch. */
  readonly week: number;
  readonly right: number;
  readonly wrong: number;
}

export interface Reactions {
  readonly positive: number;
  readonly negative: number;
  /** Laughing, looking. */
  readonly neutral: number;
}

/** One known problem, in one repository or in several together. */
export interface ProblemScore {
  readonly category: string;
  /** Issues whose newest decision is this problem. */
  readonly labelled: number;
  readonly suggested: number;
  /** Judgements, one for each issue: the newest that stands. See `verdictOf`. */
  readonly right: number;
  readonly wrong: number;
  /** `right / (right + wrong)`, null where nothing was judged. */
  readonly precision: number | null;
  /** Wilson's interval of the precision at 95 %. */
  readonly interval: Interval | null;
  /** Decisions about first replies: approved as drafted, approved with another text, rejected. */
  readonly approved: number;
  readonly edited: number;
  readonly rejected: number;
  /** Of those rejected, the ones whose problem was right and whose advice was not. */
  readonly wrongAdvice: number;
  /** `edited / (approved + edited)`, null where nothing was approved. */
  readonly editedShare: number | null;
  /** Milliseconds from draft to approval, null where nothing was approved. */
  readonly medianApprovalMs: number | null;
  readonly reactions: Reactions;
  readonly works: number;
  readonly stillBroken: number;
  /** Every week of the period, oldest first. */
  readonly weeks: readonly WeekScore[];
}

export interface RepositoryScore extends ProblemScore {
  /** `owner/repo` in lower case. */
  readonly repository: string;
}

/** Of the issues that were looked at, how many were recognised. */
export interface Coverage {
  readonly labelled: number;
  readonly suggested: number;
  readonly abstained: number;
  /** `(labelled + suggested) / all`, null where there was no issue. */
  readonly recognisedShare: number | null;
}

export interface Scorecard {
  readonly coverage: Coverage;
  /** Judged most often first, equals by name. */
  readonly problems: readonly ProblemScore[];
  /** The same problems in each repository, by repository and name. */
  readonly repositories: readonly RepositoryScore[];
  /** All problems together, every week of the period, oldest first. */
  readonly weeks: readonly WeekScore[];
}

export interface Period {
  /** Weeks that are shown, the one of `now` included. */
  readonly weeks: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const weekMs = 7 * 24 * 60 * 60_000;
/** The first Monday of the epoch: it began on a Thursday. */
const firstMonday = 4 * 24 * 60 * 60_000;

/** Monday 00:00 UTC with which the period begins, in milliseconds since the epoch. */
export function startOf({ weeks, now }: Period): number {
  const thisWeek = Math.floor((now - firstMonday) / weekMs) * weekMs + firstMonday;
  return thisWeek - (weeks - 1) * weekMs;
}

/** The scorecard of what was counted since `startOf(period)`. */
export function scorecardOf(counts: ScoreCounts, period: Period): Scorecard {
  const byProblem = grouped(counts, ({ category }) => category);
  const byPair = grouped(counts, ({ repository, category }) =>
    repository === null ? null : `${repository} ${category}`,
  );
  const problems = [...byProblem.values()]
    .map((own) => scoreOf(own, null, period))
    .sort(
      (one, other) =>
        other.right + other.wrong - (one.right + one.wrong) || compare(one.category, other.category),
    );
  const repositories = [...byPair.values()]
    .map((own) => ({ repository: own.repository, ...scoreOf(own, own.repository, period) }))
    .sort((one, other) => compare(one.repository, other.repository) || compare(one.category, other.category));
  return {
    coverage: coverageOf(counts.decided),
    problems,
    repositories,
    weeks: weeksOf(counts.judged, period),
  };
}

/** What was counted about one known problem. */
interface Group {
  readonly category: string;
  /** Of the first row. */
  readonly repository: string;
  readonly judged: JudgedWeek[];
  readonly said: SaidCount[];
  readonly approvalTimes: ApprovalTime[];
  readonly decided: DecidedCount[];
}

type Counted = { readonly repository: string | null; readonly category: string | null };

/** Groups what names a known problem, each row looked at once; rows without a key belong to none. */
function grouped(counts: ScoreCounts, keyOf: (row: Counted) => string | null): Map<string, Group> {
  const groups = new Map<string, Group>();
  function groupOf(row: Counted): Group | null {
    const key = row.category === null ? null : keyOf(row);
    if (row.category === null || key === null) return null;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const { category, repository } = row;
    const made = {
      category,
      repository: repository ?? '',
      judged: [],
      said: [],
      approvalTimes: [],
      decided: [],
    };
    groups.set(key, made);
    return made;
  }
  for (const row of counts.judged) groupOf(row)?.judged.push(row);
  for (const row of counts.said) groupOf(row)?.said.push(row);
  for (const row of counts.decided) groupOf(row)?.decided.push(row);
  for (const row of counts.approvalTimes) groupOf(row)?.approvalTimes.push(row);
  return groups;
}

function scoreOf(own: Group, repository: string | null, period: Period): ProblemScore {
  const { category, judged, said, approvalTimes, decided } = own;
  const weeks = weeksOf(judged, period);
  const right = sum(weeks, (week) => week.right);
  const wrong = sum(weeks, (week) => week.wrong);
  const [approved, edited] = [countOf(said, 'approved'), countOf(said, 'edited')];
  const advice = said.filter(({ kind, reason }) => kind === 'rejected' && reason === 'wrong-advice');
  return {
    category,
    ...decisionsOf(decided),
    right,
    wrong,
    precision: share(right, right + wrong),
    interval: wilson(right, right + wrong),
    approved,
    edited,
    rejected: countOf(said, 'rejected'),
    wrongAdvice: sum(advice, ({ count }) => count),
    editedShare: share(edited, approved + edited),
    medianApprovalMs: approvalTimes.find((row) => row.repository === repository)?.medianMs ?? null,
    reactions: reactionsIn(said),
    works: countOf(said, 'works'),
    stillBroken: countOf(said, 'still-broken'),
    weeks,
  };
}

function decisionsOf(decided: readonly DecidedCount[]): { labelled: number; suggested: number } {
  const of = (wanted: string) =>
    sum(
      decided.filter(({ decision }) => decision === wanted),
      ({ count }) => count,
    );
  return { labelled: of('label'), suggested: of('suggest') };
}

function coverageOf(decided: readonly DecidedCount[]): Coverage {
  const { labelled, suggested } = decisionsOf(decided);
  const all = sum(decided, ({ count }) => count);
  const abstained = all - labelled - suggested;
  return { labelled, suggested, abstained, recognisedShare: share(labelled + suggested, all) };
}

function weeksOf(judged: readonly JudgedWeek[], period: Period): readonly WeekScore[] {
  const start = startOf(period);
  const weeks = Array.from({ length: period.weeks }, (_, at) => ({
    week: start + at * weekMs,
    right: 0,
    wrong: 0,
  }));
  for (const { week, right, wrong } of judged) {
    const own = weeks[Math.round((week - start) / weekMs)];
    if (own === undefined) continue;
    own.right += right;
    own.wrong += wrong;
  }
  return weeks;
}

const reactionTones: Readonly<Record<string, keyof Reactions>> = {
  '+1': 'positive',
  heart: 'positive',
  hooray: 'positive',
  rocket: 'positive',
  '-1': 'negative',
  confused: 'negative',
};

function reactionsIn(said: readonly SaidCount[]): Reactions {
  const counted = { positive: 0, negative: 0, neutral: 0 };
  for (const { kind, note, count } of said)
    if (kind === 'reaction') counted[reactionTones[note ?? ''] ?? 'neutral'] += count;
  return counted;
}

function countOf(said: readonly SaidCount[], wanted: SaidCount['kind']): number {
  return sum(
    said.filter(({ kind }) => kind === wanted),
    ({ count }) => count,
  );
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  let total = 0;
  for (const row of rows) total += of(row);
  return total;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** By code units: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
