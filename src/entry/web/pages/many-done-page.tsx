/** After many drafts were approved at once: how many will be posted, with the way back, and those that were not, each with why. */

import type { ApprovedOne } from '../../../app/approve-many.js';
import type { Desk } from '../desk-context.js';
import { withQuery } from '../list-query.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { issueName, stateWords } from './words.js';

interface ManyDoneProps {
  readonly desk: Desk;
  readonly session: Session;
  readonly done: {
    readonly results: readonly ApprovedOne[];
    readonly undoMs: number;
    /** Filters of the list, to go back to. */
    readonly query: string;
  };
}

export function ManyDonePage({ desk, session, done: { results, undoMs, query } }: ManyDoneProps) {
  const approved = results.filter(({ outcome }) => outcome.kind === 'approved');
  const others = results.filter(({ outcome }) => outcome.kind !== 'approved');
  const isLate = approved.some(({ outcome }) => outcome.kind === 'approved' && !outcome.queued);
  const title = approved.length === 1 ? 'Approved one reply' : `Approved ${approved.length} replies`;
  return (
    <Layout desk={desk} session={session} title={title}>
      <div class="page">
        <h1 class="page-title">{title}</h1>
        {approved.length > 0 && (
          <div class="flash flash-success" role="status">
            <Icon name="check-circle" />
            <p>
              {isLate
                ? 'The queue did not answer for some; they are posted as soon as it does.'
                : 'They are posted one after the other, at the pace that GitHub allows.'}
            </p>
            {undoMs > 0 && (
              <form
                class="undo"
                method="post"
                action={withQuery(`${deskPath}/undo-many`, query)}
                data-undo-seconds={String(undoMs / 1000)}
              >
                <input type="hidden" name="csrf" value={session.csrf} />
                {approved.map(({ id }) => (
                  <input type="hidden" name="ids" value={id} />
                ))}
                <button class="button" type="submit" data-key="z">
                  Undo all{' '}
                  <span class="seconds" aria-hidden="true">
                    {Math.ceil(undoMs / 1000)} s
                  </span>
                </button>
              </form>
            )}
          </div>
        )}
        {others.length > 0 && (
          <section class="box" aria-labelledby="not-approved">
            <div class="box-header">
              <h2 id="not-approved">Not approved</h2>
              <span class="box-aside">{others.length}</span>
            </div>
            <ul class="rows">
              {others.map((one) => (
                <NotApproved one={one} query={query} />
              ))}
            </ul>
          </section>
        )}
        <p class="button-row many-buttons">
          <a class="button" href={withQuery(deskPath, query)} data-key="u">
            Back to the drafts
          </a>
        </p>
      </div>
    </Layout>
  );
}

function NotApproved({ one: { id, outcome }, query }: { one: ApprovedOne; query: string }) {
  const draft = 'draft' in outcome ? outcome.draft : null;
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">
          {draft === null ? (
            'A draft that is not there for you'
          ) : (
            <a href={withQuery(`${deskPath}/drafts/${id}`, query)}>
              <bdi>{draft.title}</bdi>
            </a>
          )}
        </p>
        <p class="row-facts">
          {draft !== null && <span>{issueName(draft)}</span>}
          <span>
            <bdi>{whyNot(outcome)}</bdi>
          </span>
        </p>
      </div>
    </li>
  );
}

function whyNot(outcome: ApprovedOne['outcome']): string {
  switch (outcome.kind) {
    case 'approved':
      return 'approved';
    case 'changed':
      return outcome.changes.join(' ');
    case 'refused':
      return outcome.problem;
    case 'decided':
      return `${stateWords[outcome.draft.state].name.toLowerCase()} by ${outcome.draft.decidedBy ?? 'Dejabug'} before you`;
    case 'forbidden':
      return `you may not review drafts of ${outcome.repository}`;
    case 'not-found':
      return 'it may have been removed, or it belongs to a repository that you cannot see';
  }
}
