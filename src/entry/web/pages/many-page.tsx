/** Before many drafts are approved at once: every reply in sight, each draft to be left out by a tick. Works without JavaScript. */

import { raw } from 'hono/html';
import type { DeskDraft, DraftList } from '../../../app/review-list.js';
import { replyOf } from '../../../core/plan/held-draft.js';
import type { Desk } from '../desk-context.js';
import { draftAddress, type Filters, filterWords, listAddress, withQuery } from '../list-query.js';
import { renderReply } from '../render-reply.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { Layout } from './layout.js';
import { Blankslate } from './message-page.js';
import { issueName, Moment, percent, purposeWords } from './words.js';

interface ManyPageProps {
  readonly desk: Desk;
  readonly session: Session;
  /** Pending drafts of one known problem. */
  readonly list: DraftList;
  readonly filters: Filters;
}

export function ManyPage({ desk, session, list, filters }: ManyPageProps) {
  const { drafts, next } = list;
  const now = desk.world.clock.now();
  const back = listAddress({ ...filters, limit: 25 });
  return (
    <Layout desk={desk} session={session} title={`Approve drafts of ${filters.category}`}>
      <div class="page">
        <h1 class="page-title">
          {drafts.length === 1 ? 'Approve one draft' : `Approve ${drafts.length} drafts`} of{' '}
          <bdi>{filters.category}</bdi>?
        </h1>
        {drafts.length === 0 ? (
          <section class="box">
            <Blankslate
              icon="check-circle"
              title="No draft of it waits"
              advice="They may have been decided meanwhile."
              action={{ href: back, words: 'Back to the drafts' }}
            />
          </section>
        ) : (
          <form
            method="post"
            action={withQuery(`${deskPath}/approve-many`, filterWords({ ...filters, limit: 25 }))}
          >
            <input type="hidden" name="csrf" value={session.csrf} />
            <p class="many-advice">
              Each issue is read again first; one that changed since its draft was made is left for you to
              look at.
              {next !== null && ` These are the newest ${drafts.length}; more remain for another time.`}
            </p>
            <div class="button-row many-buttons">
              <button class="button button-primary" type="submit">
                Approve and post what is ticked
              </button>
              <a class="button" href={back} data-key="u">
                Cancel
              </a>
            </div>
            <ul class="box rows">
              {drafts.map((draft) => (
                <Choice draft={draft} filters={filters} now={now} />
              ))}
            </ul>
          </form>
        )}
      </div>
    </Layout>
  );
}

function Choice({ draft, filters, now }: { draft: DeskDraft; filters: Filters; now: number }) {
  return (
    <li class="row">
      <input class="many-tick" type="checkbox" name="ids" value={draft.id} id={`tick-${draft.id}`} checked />
      <div class="row-text">
        <label class="row-title" for={`tick-${draft.id}`}>
          <bdi>{draft.title}</bdi>
        </label>
        <p class="row-facts">
          <span>
            <a href={draftAddress(draft.id, { ...filters, limit: 25 })}>{issueName(draft)}</a>
          </span>
          <span>{percent(draft.confidence)} sure</span>
          {draft.purpose !== undefined && draft.purpose !== 'reply' && (
            <span>{purposeWords[draft.purpose]}</span>
          )}
          <span>
            drafted <Moment at={draft.createdAt} now={now} />
          </span>
        </p>
        <details class="similar-reply">
          <summary>
            The reply<span class="visually-hidden"> to {issueName(draft)}</span>
          </summary>
          <div class="markdown-body">{raw(renderReply(replyOf(draft)))}</div>
        </details>
      </div>
    </li>
  );
}
