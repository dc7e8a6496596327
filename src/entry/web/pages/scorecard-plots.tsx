/** The scorecard's two plots, drawn in place: their colours follow the page, and the tables beside them say the same. */

import { precisionPlot, trendPlot } from '../../../core/scorecard/plots.js';
import type { ProblemScore, WeekScore } from '../../../core/scorecard/scorecard.js';
import { percent } from './words.js';

const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

export function PrecisionPlot({
  problems,
  floorOf,
}: {
  problems: readonly ProblemScore[];
  floorOf: (category: string) => number | null;
}) {
  const plot = precisionPlot(problems, floorOf);
  if (plot.rows.length === 0) return null;
  const bottom = plot.height - 28;
  return (
    <svg
      class="plot"
      viewBox={`0 0 ${plot.width} ${plot.height}`}
      role="img"
      aria-labelledby="precision-title precision-words"
    >
      <title id="precision-title">Precision of each known problem, with its 95% interval</title>
      <desc id="precision-words">
        {plot.rows.length} known problems, one row each, from 0% on the left to 100% on the right. The figures
        stand in the table below.
      </desc>
      {plot.ticks.map(({ at, words }) => (
        <>
          <line class="plot-grid" x1={at} y1="0" x2={at} y2={bottom} />
          <text class="plot-words plot-quiet" x={at} y={bottom + 18} text-anchor="middle">
            {words}
          </text>
        </>
      ))}
      {plot.rows.map(({ category, y, x, low, high, floor, isUnder }) => (
        <g class={isUnder ? 'plot-under' : 'plot-over'}>
          <text class="plot-words" x={plot.left - 12} y={y + 4} text-anchor="end">
            {shortened(category)}
          </text>
          {floor !== null && <line class="plot-floor" x1={floor} y1={y - 10} x2={floor} y2={y + 10} />}
          <line class="plot-interval" x1={low} y1={y} x2={high} y2={y} />
          <circle class="plot-dot" cx={x} cy={y} r="5" />
        </g>
      ))}
    </svg>
  );
}

export function TrendPlot({ weeks }: { weeks: readonly WeekScore[] }) {
  const plot = trendPlot(weeks);
  const right = weeks.reduce((sum, score) => sum + score.right, 0);
  const judged = weeks.reduce((sum, score) => sum + score.right + score.wrong, 0);
  return (
    <svg
      class="plot"
      viewBox={`0 0 ${plot.width} ${plot.height}`}
      role="img"
      aria-labelledby="trend-title trend-words"
    >
      <title id="trend-title">Judgements by week, right and wrong</title>
      <desc id="trend-words">
        {`${weeks.length} weeks; ${judged} judged, ${right} of them right${judged === 0 ? '' : ` (${percent(right / judged)})`}. The figures of each week stand in the table below.`}
      </desc>
      {plot.ticks.map(({ at, words }) => (
        <>
          <line class="plot-grid" x1={plot.left} y1={at} x2={plot.width - 24} y2={at} />
          <text class="plot-words plot-quiet" x={plot.left - 8} y={at + 4} text-anchor="end">
            {words}
          </text>
        </>
      ))}
      {plot.bars.map(({ x, width, right: own, wrong }) => (
        <>
          {own.height > 0 && <rect class="plot-right" x={x} y={own.y} width={width} height={own.height} />}
          {wrong.height > 0 && (
            <rect class="plot-wrong" x={x} y={wrong.y} width={width} height={wrong.height} />
          )}
        </>
      ))}
      {plot.dates.map(({ x, week }) => (
        <text class="plot-words plot-quiet" x={x} y={plot.base + 18} text-anchor="middle">
          {day.format(week)}
        </text>
      ))}
    </svg>
  );
}

/** As much as fits beside the plot; the whole name stands in the table. */
function shortened(name: string): string {
  return name.length > 23 ? `${name.slice(0, 22)}…` : name;
}
