/** Where everything of the scorecard's two plots stands, in the units of their view box; the page only draws it. */

import type { ProblemScore, WeekScore } from './scorecard.js';

export interface PrecisionRow {
  readonly category: string;
  /** Middle of the row. */
  readonly y: number;
  /** The precision, and the ends of its interval. */
  readonly x: number;
  readonly low: number;
  readonly high: number;
  /** The floor; null where repositories differ. */
  readonly floor: number | null;
  readonly isUnder: boolean;
}

export interface Tick {
  readonly at: number;
  readonly words: string;
}

export interface PrecisionPlot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly rows: readonly PrecisionRow[];
  readonly ticks: readonly Tick[];
}

export interface Bar {
  readonly x: number;
  readonly width: number;
  /** Top and height of each part; the wrong ones stand on the right ones. */
  readonly right: { readonly y: number; readonly height: number };
  readonly wrong: { readonly y: number; readonly height: number };
  readonly score: WeekScore;
}

export interface TrendPlot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  /** Where the bars stand. */
  readonly base: number;
  readonly bars: readonly Bar[];
  /** Counts, from 0 to the first round number that no week exceeds. */
  readonly ticks: readonly Tick[];
  /** A few dates under the bars. */
  readonly dates: readonly { readonly x: number; readonly week: number }[];
}

const width = 520;
const left = 168;
const edge = 24;
const rowHeight = 28;
const axisHeight = 28;
/** More rows than this are left to the table. */
const mostRows = 20;

/** Precision with its interval, a row for each problem that was judged, 0 to 100 % from left to right. */
export function precisionPlot(
  problems: readonly ProblemScore[],
  floorOf: (category: string) => number | null,
): PrecisionPlot {
  const x = (share: number) => round(left + share * (width - left - edge));
  const rows = problems
    .flatMap(({ category, precision, interval }) =>
      precision === null || interval === null ? [] : [{ category, precision, interval }],
    )
    .slice(0, mostRows)
    .map(({ category, precision, interval }, at) => {
      const floor = floorOf(category);
      return {
        category,
        y: at * rowHeight + rowHeight / 2,
        x: x(precision),
        low: x(interval.low),
        high: x(interval.high),
        floor: floor === null ? null : x(floor),
        isUnder: floor !== null && precision < floor,
      };
    });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => ({ at: x(share), words: `${share * 100}%` }));
  return { width, height: rows.length * rowHeight + axisHeight, left, rows, ticks };
}

const trendHeight = 180;
const trendLeft = 40;
const trendTop = 12;
const datesShown = 5;

/** Judgements by week, right and wrong on top of each other. */
export function trendPlot(weeks: readonly WeekScore[]): TrendPlot {
  const base = trendHeight - axisHeight;
  const most = roundUp(Math.max(1, ...weeks.map(({ right, wrong }) => right + wrong)));
  const unit = (base - trendTop) / most;
  const step = (width - trendLeft - edge) / Math.max(1, weeks.length);
  const bars = weeks.map((score, at) => {
    const rightTop = base - score.right * unit;
    return {
      x: round(trendLeft + at * step + step * 0.15),
      width: round(step * 0.7),
      right: { y: round(rightTop), height: round(score.right * unit) },
      wrong: { y: round(rightTop - score.wrong * unit), height: round(score.wrong * unit) },
      score,
    };
  });
  const ticks = [...new Set([0, most / 2, most].filter(Number.isInteger))].map((count) => ({
    at: round(base - count * unit),
    words: String(count),
  }));
  const every = Math.max(1, Math.ceil(weeks.length / datesShown));
  const dates = weeks.flatMap(({ week }, at) =>
    at % every === 0 ? [{ x: round(trendLeft + (at + 0.5) * step), week }] : [],
  );
  return { width, height: trendHeight, left: trendLeft, base, bars, ticks, dates };
}

/** 1, 2, 5, 10, 20, 50, … */
function roundUp(count: number): number {
  for (let power = 1; ; power *= 10)
    for (const digit of [1, 2, 5]) if (digit * power >= count) return digit * power;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
