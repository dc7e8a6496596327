/** One draft in the list: title, strongest evidence, where it stands and since when, whose turn it is, which problem and how sure. */

import type { DeskDraft } from '../../../app/review-list.js';
import type { Turn } from '../../../core/plan/turn.js';
import { draftAddress, type Filters, listAddress } from '../list-query.js';
import { SharedIcon } from './icons.js';
import { issueName, Moment, percent, purposeWords, stateWords } from './words.js';

const turnWords: Readonly<Record<Turn, string>> = {
  maintainer: 'your turn',
  author: "the author's turn",
  release: 'waits for a release',
  nobody: 'frozen',
};

export function DraftRow({ draft, filters, now }: { draft: DeskDraft; filters: Filters; now: number }) {
  const { tone, icon, name } = stateWords[draft.state];
  const strongest = draft.evidence.find(({ quote }) => quote !== '');
  return (
    <li class="row">
      <span class={`row-icon tone-${tone}`}>
        <SharedIcon name={icon} />
        <span class="visually-hidden">{name}</span>
      </span>
      <div class="row-text">
        <h2 class="row-title">
          <a href={draftAddress(draft.id, filters)}>
            <bdi>{draft.title === '' ? issueName(draft) : draft.title}</bdi>
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
          {draft.turn !== null && <span>{turnWords[draft.turn]}</span>}
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
