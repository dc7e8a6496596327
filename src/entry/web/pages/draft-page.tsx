/** One draft: the report with its evidence on the left, the reply and the decision on the right. */

import type { ProblemStanding } from '../../../app/view-scorecard.js';
import type { Desk } from '../desk-context.js';
import type { DraftView } from '../draft-view.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { DecidedPanel } from './decided-panel.js';
import { DemotionNotice } from './demotion-notice.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { ReplyPanel, type Typed } from './reply-panel.js';
import { Marked, ReportView } from './report-view.js';
import { FactsPanel, FixPanel, WhyPanel } from './why-panel.js';
import { fixTitle, isWebAddress, Moment, percent, repositoryName, StateLabel } from './words.js';

interface DraftPageProps {
  readonly desk: Desk;
  readonly session: Session;
  readonly view: DraftView;
  readonly typed: Typed;
  /** Where the known problem only suggests in this repository. */
  readonly demotion: ProblemStanding | null;
}

export function DraftPage({ desk, session, view, typed, demotion }: DraftPageProps) {
  const { draft } = view;
  const now = desk.world.clock.now();
  return (
    <Layout
      desk={desk}
      session={session}
      title={`${draft.title} · ${repositoryName(draft)}#${draft.number}`}
      skipTo={{ id: 'reply-panel', words: 'Skip to the reply' }}
    >
      <div class="page">
        <DraftHeader view={view} now={now} />
        {demotion && <DemotionNotice demotions={[demotion]} />}
        <div class="columns">
          <div class="column">
            <section class="box" aria-labelledby="report">
              <div class="box-header">
                <h2 id="report">Report</h2>
                <span class="box-aside">as it was when the draft was made</span>
              </div>
              <ReportView view={view} wholeAddress={`${deskPath}/drafts/${draft.id}?report=whole#report`} />
            </section>
            <WhyPanel view={view} />
            <FactsPanel view={view} />
          </div>
          <div class="column">
            {draft.state === 'pending' ? (
              <ReplyPanel draft={draft} session={session} typed={typed} />
            ) : (
              <DecidedPanel draft={draft} now={now} />
            )}
            <FixPanel view={view} />
          </div>
        </div>
      </div>
    </Layout>
  );
}

function DraftHeader({ view, now }: { view: DraftView; now: number }) {
  const { draft } = view;
  const inTitle = view.evidence.filter(({ evidence: { line } }) => line === 0);
  const name = `${repositoryName(draft)}#${draft.number}`;
  return (
    <div class="draft-header">
      <p class="crumbs">
        <a href={deskPath}>Drafts</a>
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
        <span class="label">{draft.category}</span>
        <span class="quiet">{percent(draft.confidence)} sure</span>
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
