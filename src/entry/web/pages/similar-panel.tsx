/** Earlier drafts about the same known problem in the repository: what became of them, and what was posted. */

import { raw } from 'hono/html';
import type { ListedDraft } from '../../../app/draft-ports.js';
import { replyOf } from '../../../core/plan/held-draft.js';
import { type Filters, listAddress } from '../list-query.js';
import { renderReply } from '../render-reply.js';
import { deskPath } from '../return-path.js';
import { Icon } from './icons.js';
import { isWebAddress, Moment, stateWords } from './words.js';

interface SimilarProps {
  readonly similar: readonly ListedDraft[];
  readonly draft: { readonly owner: string; readonly repo: string; readonly category: string };
  readonly filters: Filters;
  readonly now: number;
}

export function SimilarPanel({ similar, draft, filters, now }: SimilarProps) {
  const { category } = draft;
  const repository = `${draft.owner}/${draft.repo}`;
  const all = listAddress(filters, { state: 'all', category, repository, q: undefined, age: undefined });
  return (
    <section class="box" aria-labelledby="similar">
      <div class="box-header">
        <h2 id="similar">Similar reports</h2>
        {similar.length > 0 && (
          <a class="box-aside" href={all}>
            All of {category}
          </a>
        )}
      </div>
      {similar.length === 0 ? (
        <p class="box-body quiet">No other report of this known problem here yet.</p>
      ) : (
        <ul class="rows">
          {similar.map((one) => (
            <Similar one={one} now={now} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Similar({ one, now }: { one: ListedDraft; now: number }) {
  const { tone, icon, name } = stateWords[one.state];
  const posted = one.state === 'posted' && one.commentUrl !== null && isWebAddress(one.commentUrl);
  return (
    <li class="row">
      <span class={`row-icon tone-${tone}`}>
        <Icon name={icon} />
      </span>
      <div class="row-text">
        <p class="similar-title">
          <a href={`${deskPath}/drafts/${one.id}`}>
            #{one.number} <bdi>{one.title}</bdi>
          </a>
        </p>
        <p class="row-facts">
          <span>
            {name.toLowerCase()}
            {one.decidedBy !== null && (
              <>
                {' '}
                by <bdi>{one.decidedBy}</bdi>
              </>
            )}{' '}
            <Moment at={one.updatedAt} now={now} />
          </span>
          {one.decisionReason !== null && (
            <span>
              <bdi>{one.decisionReason.slice(0, 200)}</bdi>
            </span>
          )}
          {posted && (
            <span>
              <a href={one.commentUrl ?? ''}>the comment</a>
            </span>
          )}
        </p>
        {posted && replyOf(one) !== '' && (
          <details class="similar-reply">
            <summary>
              The reply{one.editedReply === null ? '' : ', edited'}
              <span class="visually-hidden"> to #{one.number}</span>
            </summary>
            <div class="markdown-body">{raw(renderReply(replyOf(one)))}</div>
          </details>
        )}
      </div>
    </li>
  );
}
