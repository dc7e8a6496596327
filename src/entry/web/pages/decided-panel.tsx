/** A draft that was decided: what happened to it, and the reply as it was or will be posted. */

import { raw } from 'hono/html';
import type { Draft } from '../../../app/ports.js';
import type { KeptText } from '../../../app/session-ports.js';
import { replyOf } from '../../../core/plan/held-draft.js';
import { cleanReply } from '../../../core/reply/clean-reply.js';
import { renderReply } from '../render-reply.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { UndoForm } from './decision-notice.js';
import { Icon } from './icons.js';
import { KeptText as KeptTextBox } from './message-page.js';
import { issueName, isWebAddress, Moment, stateWords } from './words.js';

interface DecidedProps {
  readonly draft: Draft;
  readonly session: Session;
  /** How long the decision can be taken back, in milliseconds; 0 when it cannot. */
  readonly undoMs: number;
  readonly address: (action: string) => string;
  /** A text of this person that came too late. */
  readonly kept: KeptText | undefined;
  readonly problem: string | undefined;
  readonly now: number;
}

export function DecidedPanel(props: DecidedProps) {
  const { draft, session, undoMs, address, kept, problem, now } = props;
  // A worker that holds the draft has moved it to `posted`; the comment's address follows when GitHub has it.
  const beingPosted = ['approved', 'posted'].includes(draft.state) && draft.commentUrl === null;
  const { text: reply } = cleanReply(replyOf(draft), draft.reply, [draft.title, draft.body]);
  return (
    <section class="box reply" id="reply-panel" aria-labelledby="reply-heading">
      <div class="box-header">
        <h2 id="reply-heading">Reply</h2>
        <span class="box-aside">{draft.editedReply === null ? 'as drafted' : 'edited before approval'}</span>
      </div>
      {problem !== undefined && (
        <div class="flash flash-danger" role="alert" tabindex={-1} autofocus>
          <Icon name="alert" />
          <p>{problem}</p>
        </div>
      )}
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
        {draft.replacedBy !== null && (
          <p>
            <a href={`${deskPath}/drafts/${draft.replacedBy}`}>The draft that took its place</a>
          </p>
        )}
        {undoMs > 0 && <UndoForm address={address('undo')} session={session} undoMs={undoMs} />}
        {kept && <KeptTextBox text={kept.text} />}
      </div>
      <div class="editor-preview">
        <div class="markdown-body">{raw(renderReply(reply))}</div>
      </div>
    </section>
  );
}
