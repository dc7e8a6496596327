/** The desk's first page: drafts that wait for this person, filters that live in the address, one page at a time. */

import type { Draft, WaitingBatch } from '../../../app/ports.js';
import type { DraftList } from '../../../app/review-list.js';
import type { ProblemStanding } from '../../../app/view-scorecard.js';
import type { Desk } from '../desk-context.js';
import { type Filters, isFiltered, listAddress } from '../list-query.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { BatchList } from './batch-list.js';
import { DecisionNotice, type LastDecision } from './decision-notice.js';
import { DemotionNotice } from './demotion-notice.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { FilterForm, Pages, Tabs } from './list-filters.js';
import { Blankslate } from './message-page.js';
import { issueName, Moment, percent, purposeWords, stateWords } from './words.js';

interface ListPageProps {
  readonly desk: Desk;
  readonly session: Session;
  readonly list: DraftList;
  readonly filters: Filters;
  /** What this person just decided, said once on top. */
  readonly decided: LastDecision | null;
  /** Releases whose news waits for one approval. */
  readonly batches: readonly WaitingBatch[];
  /** Known problems that only suggest in these repositories. */
  readonly demotions: readonly ProblemStanding[];
}

export function DraftListPage({ desk, session, list, filters, decided, batches, demotions }: ListPageProps) {
  const now = desk.world.clock.now();
  return (
    <Layout
      desk={desk}
      session={session}
      title="Drafts to review"
      skipTo={{ id: 'drafts', words: 'Skip to the drafts' }}
    >
      <div class="page">
        <h1 class="page-title">Drafts to review</h1>
        {decided && <DecisionNotice decided={decided} />}
        <DemotionNotice demotions={demotions} />
        {list.unanswered.length > 0 && (
          <div class="flash flash-attention">
            <Icon name="alert" />
            <p>
              GitHub did not say whether you may write to {list.unanswered.join(', ')}: drafts of these are
              left out. Load the page again in a minute.
            </p>
          </div>
        )}
        <BatchList batches={batches} session={session} />
        {list.repositories.length > 0 && <Tabs filters={filters} />}
        {list.repositories.length > 0 && <FilterForm list={list} filters={filters} />}
        <section class="box" id="drafts" tabindex={-1} aria-label="Drafts">
          {list.drafts.length === 0 ? (
            <NothingHere list={list} filters={filters} login={session.login} />
          ) : (
            <ul class="rows">
              {list.drafts.map((draft) => (
                <Row draft={draft} filters={filters} now={now} />
              ))}
            </ul>
          )}
        </section>
        <Pages filters={filters} next={list.next} />
      </div>
    </Layout>
  );
}

function Row({ draft, filters, now }: { draft: Draft; filters: Filters; now: number }) {
  const { tone, icon, name } = stateWords[draft.state];
  const strongest = draft.evidence.find(({ quote }) => quote !== '');
  return (
    <li class="row">
      <span class={`row-icon tone-${tone}`}>
        <Icon name={icon} />
        <span class="visually-hidden">{name}</span>
      </span>
      <div class="row-text">
        <h2 class="row-title">
          <a href={`${deskPath}/drafts/${draft.id}`}>
            <bdi>{draft.title}</bdi>
          </a>
        </h2>
        {strongest && (
          <p class="row-quote">
            <span class="visually-hidden">Evidence: </span>
            <q>
              <bdi>{strongest.quote.slice(0, 200)}</bdi>
            </q>
          </p>
        )}
        <p class="row-facts">
          <span>{issueName(draft)}</span>
          {draft.purpose !== undefined && draft.purpose !== 'reply' && (
            <span>{purposeWords[draft.purpose]}</span>
          )}
          <span>
            drafted <Moment at={draft.createdAt} now={now} />
          </span>
          {draft.decidedBy !== null && (
            <span>
              {name.toLowerCase()} by <bdi>{draft.decidedBy}</bdi>
            </span>
          )}
        </p>
      </div>
      <div class="row-verdict">
        <a class="label" href={listAddress(filters, { category: draft.category })}>
          <span class="visually-hidden">Known problem: </span>
          {draft.category}
        </a>
        <span class="confidence">
          {percent(draft.confidence)} <span class="visually-hidden">sure</span>
        </span>
      </div>
    </li>
  );
}

function NothingHere({ list, filters, login }: { list: DraftList; filters: Filters; login: string }) {
  if (list.repositories.length === 0) {
    return (
      <Blankslate
        icon="lock"
        title="No repository for you here yet"
        advice={`You are signed in as ${login}. Drafts appear here once Dejabug has drafted a reply in a repository where you have write permission.`}
      />
    );
  }
  if (isFiltered(filters)) {
    return (
      <Blankslate
        icon="inbox"
        title="Nothing matches these filters"
        advice="Try another repository or known problem, or look at all states."
        action={{ href: deskPath, words: 'Show all pending drafts' }}
      />
    );
  }
  if (filters.state === 'pending') {
    return (
      <Blankslate
        icon="check-circle"
        title="All clear"
        advice="Every draft has been decided. New ones appear as issues arrive that Dejabug recognises."
      />
    );
  }
  return (
    <Blankslate icon="inbox" title="Nothing in this state" advice="Drafts move here as they are decided." />
  );
}
