/** The scorecard's tables: each known problem, each week, and how each problem stands in each repository. */

import type { Child } from 'hono/jsx';
import type { ProblemStanding } from '../../../app/view-scorecard.js';
import type { ProblemScore, WeekScore } from '../../../core/scorecard/scorecard.js';
import { dayOf } from '../scorecard-csv.js';
import { type ScoreFilters, scoreAddress } from '../scorecard-query.js';
import { percent } from './words.js';

/** What is wider than a phone scrolls by itself, with the keyboard too. */
export function Scrolling({ name, children }: { name: string; children: Child }) {
  return (
    <section class="table-scroll" aria-label={name} tabindex={0}>
      {children}
    </section>
  );
}

export function ProblemTable({
  problems,
  filters,
}: {
  problems: readonly ProblemScore[];
  filters: ScoreFilters;
}) {
  return (
    <Scrolling name="Figures of each known problem">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Known problem</th>
            <th scope="col">Precision</th>
            <th scope="col">95% interval</th>
            <th scope="col">Right</th>
            <th scope="col">Wrong</th>
            <th scope="col">Labelled</th>
            <th scope="col">Suggested</th>
            <th scope="col">Replies approved</th>
            <th scope="col">of them edited</th>
            <th scope="col">Rejected</th>
            <th scope="col">Median time to approval</th>
            <th scope="col">Reactions + / −</th>
            <th scope="col">Works / still broken</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((score) => (
            <tr>
              <th scope="row">
                <a href={scoreAddress(filters, { problem: score.category })}>{score.category}</a>
              </th>
              <td>{orDash(score.precision, percent)}</td>
              <td>{orDash(score.interval, ({ low, high }) => `${percent(low)} to ${percent(high)}`)}</td>
              <td>{score.right}</td>
              <td>{score.wrong}</td>
              <td>{score.labelled}</td>
              <td>{score.suggested}</td>
              <td>{score.approved + score.edited}</td>
              <td>{orDash(score.editedShare, percent)}</td>
              <td>{score.rejected}</td>
              <td>{orDash(score.medianApprovalMs, durationWords)}</td>
              <td>
                {score.reactions.positive} / {score.reactions.negative}
              </td>
              <td>
                {score.works} / {score.stillBroken}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

export function WeekTable({ weeks }: { weeks: readonly WeekScore[] }) {
  return (
    <Scrolling name="Figures of each week">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Week from</th>
            <th scope="col">Right</th>
            <th scope="col">Wrong</th>
            <th scope="col">Precision</th>
          </tr>
        </thead>
        <tbody>
          {[...weeks].reverse().map(({ week, right, wrong }) => (
            <tr>
              <th scope="row">
                <time datetime={dayOf(week)}>{dayOf(week)}</time>
              </th>
              <td>{right}</td>
              <td>{wrong}</td>
              <td>{right + wrong === 0 ? <NoFigure /> : percent(right / (right + wrong))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

const stateNames = {
  demoted: 'demoted to suggestions',
  holds: 'may act',
  'too-few': 'too few to say',
} as const;

export function StandingTable({ standings }: { standings: readonly ProblemStanding[] }) {
  return (
    <Scrolling name="Standing of each known problem in each repository">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Known problem</th>
            <th scope="col" class="figures-words">
              Repository
            </th>
            <th scope="col" class="figures-words">
              Standing
            </th>
            <th scope="col">Last judged</th>
            <th scope="col">Right</th>
            <th scope="col">Precision</th>
            <th scope="col">Floor</th>
          </tr>
        </thead>
        <tbody>
          {standings.map(({ repository, category, standing }) => (
            <tr>
              <th scope="row">{category}</th>
              <td class="figures-words">
                <bdi>{repository}</bdi>
              </td>
              <td class="figures-words">
                <span class={standing.state === 'demoted' ? 'label label-danger' : 'label label-plain'}>
                  {stateNames[standing.state]}
                </span>
              </td>
              <td>{standing.judged}</td>
              <td>{standing.right}</td>
              <td>{percent(standing.right / standing.judged)}</td>
              <td>{percent(standing.floor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function orDash<T>(value: T | null, words: (value: T) => string): Child {
  return value === null ? <NoFigure /> : words(value);
}

function NoFigure() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">none</span>
    </>
  );
}

/** `45 s`, `12 min`, `3.5 h`, `2 d`; from milliseconds. */
export function durationWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 8_640) / 10} d`;
}
