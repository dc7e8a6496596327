/** How well known problems are recognised, as maintainers judged it: figures, plots with their tables, and what is demoted. */

import type { ViewedScorecard } from '../../../app/view-scorecard.js';
import type { Desk } from '../desk-context.js';
import { dayOf } from '../scorecard-csv.js';
import { type ScoreFilters, scoreAddress, scorecardPath, weekChoices } from '../scorecard-query.js';
import type { Session } from '../session-content.js';
import { DemotionNotice } from './demotion-notice.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { Blankslate } from './message-page.js';
import { PrecisionPlot, TrendPlot } from './scorecard-plots.js';
import { ProblemTable, Scrolling, StandingTable, WeekTable } from './scorecard-tables.js';
import { percent } from './words.js';

interface ScorecardPageProps {
  readonly desk: Desk;
  readonly session: Session;
  readonly view: ViewedScorecard;
  readonly filters: ScoreFilters;
  /** What this person just let act again, `owner/repo` and problem. */
  readonly reset: { readonly repository: string; readonly category: string } | null;
}

export function ScorecardPage({ desk, session, view, filters, reset }: ScorecardPageProps) {
  const standings = view.standings.filter(
    ({ category }) => filters.problem === undefined || category === filters.problem,
  );
  const demotions = standings.filter(({ standing }) => standing.state === 'demoted');
  return (
    <Layout desk={desk} session={session} title="Scorecard">
      <div class="page">
        <h1 class="page-title">Scorecard</h1>
        {reset && (
          <div class="flash flash-success" role="status">
            <Icon name="check-circle" />
            <p>
              <strong>{reset.category}</strong> may act again in <bdi>{reset.repository}</bdi>. Only what is
              judged from now on counts for its standing.
            </p>
          </div>
        )}
        {view.isPartial && (
          <div class="flash flash-attention">
            <Icon name="alert" />
            <p>
              GitHub did not say for every repository whether you may write to it: the figures of some are
              left out. Load the page again in a minute.
            </p>
          </div>
        )}
        <DemotionNotice demotions={demotions} session={session} />
        {view.repositories.length === 0 ? (
          <section class="box" aria-label="Figures">
            <Blankslate
              icon="lock"
              title="No repository for you here yet"
              advice={`You are signed in as ${session.login}. Figures appear here once Dejabug has drafted a reply in a repository where you have write permission.`}
            />
          </section>
        ) : (
          <>
            <ScoreFilterForm view={view} filters={filters} />
            <Figures view={view} filters={filters} standings={standings} />
          </>
        )}
      </div>
    </Layout>
  );
}

function Figures({
  view,
  filters,
  standings,
}: Pick<ScorecardPageProps, 'view' | 'filters'> & Pick<ViewedScorecard, 'standings'>) {
  const { scorecard } = view;
  const problems = scorecard.problems.filter(
    ({ category }) => filters.problem === undefined || category === filters.problem,
  );
  const weeks = filters.problem === undefined ? scorecard.weeks : (problems[0]?.weeks ?? []);
  const judged = problems.reduce((sum, { right, wrong }) => sum + right + wrong, 0);
  if (problems.length === 0 && standings.length === 0) {
    return (
      <section class="box" aria-label="Figures">
        <Blankslate
          icon="inbox"
          title="Nothing recognised in this period"
          advice="Look at a longer period, or at all repositories and known problems."
          action={{ href: scorecardPath, words: 'Show everything' }}
        />
      </section>
    );
  }
  return (
    <>
      <Coverage view={view} />
      <section class="box score-box" aria-labelledby="precision">
        <div class="box-header">
          <h2 id="precision">Precision as judged</h2>
          <span class="box-aside">the mark is the floor, the line the 95% interval</span>
        </div>
        {judged === 0 ? (
          <p class="box-body quiet">
            Nothing was judged in this period. Approving, rejecting and relabelling judges what was
            recognised.
          </p>
        ) : (
          <div class="box-body">
            <Scrolling name="Plot of the precision">
              <PrecisionPlot problems={problems} floorOf={(category) => floorIn(standings, category)} />
            </Scrolling>
          </div>
        )}
        <ProblemTable problems={problems} filters={filters} />
      </section>
      <section class="box score-box" aria-labelledby="trend">
        <div class="box-header">
          <h2 id="trend">By week{filters.problem === undefined ? '' : `: ${filters.problem}`}</h2>
          <span class="box-aside">
            <span class="key key-right" aria-hidden="true"></span> right{' '}
            <span class="key key-wrong" aria-hidden="true"></span> wrong
          </span>
        </div>
        <div class="box-body">
          <Scrolling name="Plot of the weeks">
            <TrendPlot weeks={weeks} />
          </Scrolling>
          <details>
            <summary>Table of the weeks</summary>
            <WeekTable weeks={weeks} />
          </details>
        </div>
      </section>
      {standings.length > 0 && (
        <section class="box score-box" aria-labelledby="standing">
          <div class="box-header">
            <h2 id="standing">Standing</h2>
            <span class="box-aside">by the last judgements, whatever the period</span>
          </div>
          <StandingTable standings={standings} />
        </section>
      )}
    </>
  );
}

/** The floor where all repositories agree about it. */
function floorIn(standings: ViewedScorecard['standings'], category: string): number | null {
  const floors = new Set(
    standings.filter((one) => one.category === category).map(({ standing }) => standing.floor),
  );
  const [floor] = floors;
  return floors.size === 1 && floor !== undefined ? floor : null;
}

function Coverage({ view: { scorecard, since } }: Pick<ScorecardPageProps, 'view'>) {
  const { labelled, suggested, abstained, recognisedShare } = scorecard.coverage;
  const all = labelled + suggested + abstained;
  const share = (count: number) => (all === 0 ? '' : ` (${percent(count / all)})`);
  return (
    <dl class="coverage" aria-label={`Issues decided since ${dayOf(since)}`}>
      <div>
        <dt>Issues decided</dt>
        <dd>{all}</dd>
      </div>
      <div>
        <dt>Recognised</dt>
        <dd>{recognisedShare === null ? '–' : percent(recognisedShare)}</dd>
      </div>
      <div>
        <dt>Labelled</dt>
        <dd>
          {labelled}
          {share(labelled)}
        </dd>
      </div>
      <div>
        <dt>Suggested</dt>
        <dd>
          {suggested}
          {share(suggested)}
        </dd>
      </div>
      <div>
        <dt>Left alone</dt>
        <dd>
          {abstained}
          {share(abstained)}
        </dd>
      </div>
    </dl>
  );
}

function ScoreFilterForm({ view, filters }: Pick<ScorecardPageProps, 'view' | 'filters'>) {
  const names = [
    ...view.scorecard.problems.map(({ category }) => category),
    ...view.standings.map(({ category }) => category),
    ...(filters.problem === undefined ? [] : [filters.problem]),
  ];
  const problems = [...new Set(names)].sort();
  const weeks = [...new Set([...weekChoices, filters.weeks])].sort((one, other) => one - other);
  return (
    <form class="filters" method="get" action={scorecardPath} aria-label="Filter">
      <label class="field">
        <span class="field-name">Repository</span>
        <select class="control" name="repository">
          <option value="">All</option>
          {view.repositories.map((name) => (
            <option value={name} selected={name.toLowerCase() === filters.repository?.toLowerCase()}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-name">Known problem</span>
        <select class="control" name="problem">
          <option value="">All</option>
          {problems.map((name) => (
            <option value={name} selected={name === filters.problem}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-name">Period</span>
        <select class="control" name="weeks">
          {weeks.map((count) => (
            <option value={String(count)} selected={count === filters.weeks}>
              {count === 1 ? 'This week' : `Last ${count} weeks`}
            </option>
          ))}
        </select>
      </label>
      <button class="button" type="submit">
        Show
      </button>
      <a class="button" href={scoreAddress(filters, { table: 'problems' }, `${scorecardPath}.csv`)}>
        CSV
      </a>
      <a class="button" href={scoreAddress(filters, { table: 'weeks' }, `${scorecardPath}.csv`)}>
        CSV by week
      </a>
    </form>
  );
}
