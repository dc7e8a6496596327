/** One draft: the report with its evidence on the left, the reply and the decision on the right. */

import type { ListedDraft } from '../../../app/draft-ports.js';
import type { Likelihood } from '../../../app/ports.js';
import type { ProblemStanding } from '../../../app/view-scorecard.js';
import type { Freeze } from '../../../core/plan/judgement.js';
import type { Desk } from '../desk-context.js';
import type { DraftView } from '../draft-view.js';
import { draftAddress, type Filters, filterWords, listAddress } from '../list-query.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { DecidedPanel } from './decided-panel.js';
import { DecisionNotice, type LastDecision } from './decision-notice.js';
import { DemotionNotice } from './demotion-notice.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { ReplyPanel, type Typed } from './reply-panel.js';
import { Marked, ReportView } from './report-view.js';
import { SimilarPanel } from './similar-panel.js';
import { FactsPanel, FixPanel, WhyPanel } from './why-panel.js';
import { fixTitle, isWebAddress, Moment, percent, repositoryName, StateLabel } from './words.js';

interface DraftPageProps {
  readonly desk: Desk;
  readonly session: Session;
  readonly view: DraftView;
  readonly typed: Typed;
  readonly beside: Beside;
}

/** What the page shows beside the draft itself. */
export interface Beside {
  /** Of the list that the person works through. */
  readonly filters: Filters;
  readonly neighbours: { readonly newer: string | null; readonly older: string | null };
  readonly similar: readonly ListedDraft[];
  readonly frozen: Freeze | null;
  /** Known problems to choose from, likeliest first. */
  readonly problems: readonly Likelihood[];
  /** What this person did on the page before. */
  readonly decided: LastDecision | null;
  /** How long this draft's decision can be taken back, in milliseconds; 0 when it cannot. */
  readonly undoMs: number;
  /** Where the known problem only suggests in this repository. */
  readonly demotion: ProblemStanding | null;
}

export function DraftPage({ desk, session, view, typed, beside }: DraftPageProps) {
  const { draft } = view;
  const { filters, similar, decided } = beside;
  const now = desk.world.clock.now();
  const address = (action: string) => draftAddress(draft.id, filters, `/${action}`);
  return (
    <Layout
      desk={desk}
      session={session}
      title={`${draft.title} · ${repositoryName(draft)}#${draft.number}`}
      skipTo={{ id: 'reply-panel', words: 'Skip to the reply' }}
    >
      <div class="page">
        {decided && <DecisionNotice decided={decided} session={session} />}
        <DraftHeader view={view} beside={beside} now={now} />
        {beside.demotion && <DemotionNotice demotions={[beside.demotion]} />}
        <div class="columns">
          <div class="column">
            <section class="box" aria-labelledby="report">
              <div class="box-header">
                <h2 id="report">Report</h2>
                <span class="box-aside">as it was when the draft was made</span>
              </div>
              <ReportView view={view} wholeAddress={wholeAddress(draft.id, filters)} />
            </section>
            <WhyPanel view={view} />
            <FactsPanel view={view} />
          </div>
          <div class="column">
            {draft.state === 'pending' ? (
              <ReplyPanel
                draft={draft}
                session={session}
                typed={typed}
                problems={beside.problems}
                frozen={beside.frozen}
                address={address}
                now={now}
              />
            ) : (
              <DecidedPanel
                draft={draft}
                session={session}
                undoMs={beside.undoMs}
                address={address}
                kept={typed.kept}
                problem={typed.problem}
                now={now}
              />
            )}
            <FixPanel view={view} />
            <SimilarPanel similar={similar} draft={draft} filters={filters} now={now} />
          </div>
        </div>
      </div>
    </Layout>
  );
}

function wholeAddress(id: string, filters: Filters): string {
  const query = filterWords(filters);
  return `${deskPath}/drafts/${id}?${query === '' ? '' : `${query}&`}report=whole#report`;
}

function DraftHeader({ view, beside, now }: { view: DraftView; beside: Beside; now: number }) {
  const { filters, neighbours } = beside;
  const { draft } = view;
  const inTitle = view.evidence.filter(({ evidence: { line } }) => line === 0);
  const name = `${repositoryName(draft)}#${draft.number}`;
  return (
    <div class="draft-header">
      <nav class="neighbours" aria-label="Drafts of the list">
        {neighbours.newer !== null && (
          <a class="button" rel="prev" data-key="k" href={draftAddress(neighbours.newer, filters)}>
            Newer
          </a>
        )}
        {neighbours.older !== null && (
          <a class="button" rel="next" data-key="j" href={draftAddress(neighbours.older, filters)}>
            Older
          </a>
        )}
      </nav>
      <p class="crumbs">
        <a href={listAddress(filters)} data-key="u">
          Drafts
        </a>
        <span aria-hidden="true"> / </span>
        {isWebAddress(draft.issueUrl) ? (
          <a href={draft.issueUrl}>
            {name} <Icon name="link-external" />
            <span class="visually-hidden"> on GitHub</span>
          </a>
        ) : (
          name
        )}
      </p>
      <h1 class="draft-title">
        <bdi>
          <Marked text={draft.title} evidence={inTitle} start={0} end={draft.title.length} />
        </bdi>
      </h1>
      <div class="summary">
        <StateLabel state={draft.state} />
        {draft.state === 'pending' && draft.snoozedUntil !== null && draft.snoozedUntil > now && (
          <span class="label label-plain">
            snoozed until {new Date(draft.snoozedUntil).toISOString().slice(0, 10)}
          </span>
        )}
        <span class="label">{draft.category}</span>
        {draft.chosenBy === undefined ? (
          <span class="quiet">{percent(draft.confidence)} sure</span>
        ) : (
          <span class="quiet">
            chosen by <bdi>{draft.chosenBy}</bdi>
          </span>
        )}
        {draft.fix && (
          <span class={draft.fix.status === 'regression?' ? 'label label-danger' : 'label label-plain'}>
            {fixTitle(draft.fix)}
          </span>
        )}
        <span class="quiet">
          drafted <Moment at={draft.createdAt} now={now} />
        </span>
      </div>
      <a class="button jump" href="#reply-panel">
        Go to the reply
      </a>
    </div>
  );
}
