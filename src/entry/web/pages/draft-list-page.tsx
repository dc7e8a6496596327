/** The desk's first page: drafts that wait for this person, filters that live in the address, one page at a time. */

import type { WaitingBatch } from '../../../app/ports.js';
import type { DraftList, ListCounts } from '../../../app/review-list.js';
import type { ProblemStanding } from '../../../app/view-scorecard.js';
import type { Desk } from '../desk-context.js';
import { type Filters, filterWords, isFiltered, listAddress, unfiltered, withQuery } from '../list-query.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { BatchList } from './batch-list.js';
import { DecisionNotice, type LastDecision } from './decision-notice.js';
import { DemotionNotice } from './demotion-notice.js';
import { DraftRow } from './draft-row.js';
import { Icon, IconSymbols } from './icons.js';
import { Layout } from './layout.js';
import { FilterForm, Pages, Tabs } from './list-filters.js';
import { Blankslate } from './message-page.js';
import { stateWords } from './words.js';

interface ListPageProps {
  readonly desk: Desk;
  readonly session: Session;
  readonly list: DraftList;
  readonly counts: ListCounts;
  readonly filters: Filters;
  /** What this person just decided, said once on top. */
  readonly decided: LastDecision | null;
  /** Releases whose news waits for one approval. */
  readonly batches: readonly WaitingBatch[];
  /** Known problems that only suggest in these repositories. */
  readonly demotions: readonly ProblemStanding[];
}

export function DraftListPage(props: ListPageProps) {
  const { desk, session, list, counts, filters, decided, batches, demotions } = props;
  const now = desk.world.clock.now();
  const isNewcomer = list.repositories.length === 0 && list.unasked === 0;
  return (
    <Layout
      desk={desk}
      session={session}
      title="Drafts to review"
      skipTo={{ id: 'drafts', words: 'Skip to the drafts' }}
    >
      <div class="page">
        <h1 class="page-title">Drafts to review</h1>
        {decided && <DecisionNotice decided={decided} session={session} />}
        <DemotionNotice demotions={demotions} />
        <Gaps list={list} />
        <BatchList batches={batches} session={session} />
        {!isNewcomer && <Tabs filters={filters} counts={counts} />}
        {!isNewcomer && <FilterForm list={list} counts={counts} filters={filters} />}
        <ManyLink counts={counts} filters={filters} />
        <section class="box" id="drafts" tabindex={-1} aria-label="Drafts">
          {list.drafts.length === 0 ? (
            <NothingHere isNewcomer={isNewcomer} filters={filters} login={session.login} />
          ) : (
            <>
              <IconSymbols names={[...new Set(list.drafts.map(({ state }) => stateWords[state].icon))]} />
              <ul class="rows">
                {list.drafts.map((draft) => (
                  <DraftRow draft={draft} filters={filters} now={now} />
                ))}
              </ul>
            </>
          )}
        </section>
        <Pages filters={filters} next={list.next} />
      </div>
    </Layout>
  );
}

/** The way to approve all pending drafts of the chosen problem at once. */
function ManyLink({ counts, filters }: { counts: ListCounts; filters: Filters }) {
  const { pending } = counts.states;
  if (filters.category === undefined || filters.state !== 'pending' || pending < 2) return null;
  const query = filterWords({ ...filters, limit: 25 });
  return (
    <p class="button-row many-buttons">
      <a class="button" href={withQuery(`${deskPath}/approve-many`, query)}>
        Approve all {pending.toLocaleString('en-US')} of {filters.category}…
      </a>
    </p>
  );
}

/** What the list cannot show, and why. Repositories are counted, not named: this person may not be allowed to know of them. */
function Gaps({ list: { unanswered, unasked } }: { list: DraftList }) {
  if (unanswered === 0 && unasked === 0) return null;
  return (
    <div class="flash flash-attention">
      <Icon name="alert" />
      <div>
        {unanswered > 0 && (
          <p>
            GitHub did not say what you may do in {counted(unanswered)}: drafts of these are left out. Load
            the page again in a minute.
          </p>
        )}
        {unasked > 0 && (
          <p>
            GitHub was not yet asked what you may do in {counted(unasked)} with older drafts. Load the page
            again to go on, or name one under Repository.
          </p>
        )}
      </div>
    </div>
  );
}

function counted(repositories: number): string {
  return repositories === 1 ? '1 repository' : `${repositories} repositories`;
}

function NothingHere(props: { isNewcomer: boolean; filters: Filters; login: string }) {
  const { isNewcomer, filters, login } = props;
  if (isNewcomer) {
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
        advice="Try fewer words, another repository or known problem, or look at all states."
        action={{ href: listAddress(filters, unfiltered), words: 'Clear the filters' }}
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
