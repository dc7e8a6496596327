/** A draft that was decided: what happened to it, and the reply as it was or will be posted. */

import { raw } from 'hono/html';
import type { Draft } from '../../../app/ports.js';
import { replyOf } from '../../../core/plan/held-draft.js';
import { renderReply } from '../render-reply.js';
import { Icon } from './icons.js';
import { issueName, isWebAddress, Moment, stateWords } from './words.js';

export function DecidedPanel({ draft, now }: { draft: Draft; now: number }) {
  // A worker that holds the draft has moved it to `posted`; the comment's address follows when GitHub has it.
  const beingPosted = ['approved', 'posted'].includes(draft.state) && draft.commentUrl === null;
  return (
    <section class="box reply" id="reply-panel" aria-labelledby="reply-heading">
      <div class="box-header">
        <h2 id="reply-heading">Reply</h2>
        <span class="box-aside">{draft.editedReply === null ? 'as drafted' : 'edited before approval'}</span>
      </div>
      <div class="box-body decided">
        <p>
          <strong>{beingPosted ? stateWords.approved.name : stateWords[draft.state].name}</strong>
          {draft.decidedBy !== null && (
            <>
              {' '}
              by <bdi>{draft.decidedBy}</bdi>
            </>
          )}{' '}
          <Moment at={draft.updatedAt} now={now} />
          {beingPosted && '. The comment is being posted; if the queue is away, by the next sweep.'}
        </p>
        {draft.decisionReason !== null && <p>Reason: {draft.decisionReason}</p>}
        {draft.commentUrl !== null && isWebAddress(draft.commentUrl) && (
          <p>
            <a href={draft.commentUrl}>
              The comment on {issueName(draft)} <Icon name="link-external" />
            </a>
          </p>
        )}
      </div>
      <div class="editor-preview">
        <div class="markdown-body">{raw(renderReply(replyOf(draft)))}</div>
      </div>
    </section>
  );
}
