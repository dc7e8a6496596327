/** The reply: rendered as the issue will show it, an editor behind it, and the two decisions. Works without JavaScript. */

import { raw } from 'hono/html';
import type { Draft } from '../../../app/ports.js';
import { replyLimit } from '../../../app/review-reply.js';
import { versionOf } from '../../../core/plan/issue-sight.js';
import { mentionsIn, renderReply } from '../render-reply.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { Icon } from './icons.js';
import { RejectForm, type TypedRejection } from './reject-form.js';

/** What the person typed so far, and what was wrong with it. */
export interface Typed {
  readonly reply: string;
  readonly tab: 'write' | 'preview';
  readonly replyProblem?: string;
  readonly rejection?: TypedRejection;
  /** Version of the issue that the page tells of; without it the one that the draft was made from. */
  readonly version?: string;
}

export function ReplyPanel({ draft, session, typed }: { draft: Draft; session: Session; typed: Typed }) {
  return (
    <section class="box reply" id="reply-panel" aria-labelledby="reply-heading">
      <div class="box-header">
        <h2 id="reply-heading">Reply</h2>
        <span class="box-aside">private until approved</span>
      </div>
      {draft.decisionReason !== null && (
        <div class="flash flash-attention" role="note">
          <Icon name="alert" />
          <p>It was approved and came back: {draft.decisionReason}</p>
        </div>
      )}
      <div class="decisions">
        <button class="button button-primary" type="submit" form="approve">
          {draft.purpose === 'expiry' ? 'Approve, post and close the issue' : 'Approve and post'}
        </button>
        <RejectForm draft={draft} session={session} rejection={typed.rejection} />
      </div>
      <Editor draft={draft} session={session} typed={typed} />
    </section>
  );
}

function Editor({ draft, session, typed }: { draft: Draft; session: Session; typed: Typed }) {
  const address = `${deskPath}/drafts/${draft.id}`;
  const { replyProblem } = typed;
  const version = typed.version ?? (draft.seen === null ? undefined : versionOf(draft.seen));
  return (
    <form id="approve" class="editor" method="post" action={`${address}/approve`}>
      <input type="hidden" name="csrf" value={session.csrf} />
      {version !== undefined && <input type="hidden" name="seen" value={version} />}
      <input
        class="visually-hidden"
        type="radio"
        name="view"
        value="preview"
        id="view-preview"
        checked={typed.tab === 'preview'}
      />
      <label class="editor-tab" for="view-preview">
        Preview
      </label>
      <input
        class="visually-hidden"
        type="radio"
        name="view"
        value="write"
        id="view-write"
        checked={typed.tab === 'write'}
      />
      <label class="editor-tab" for="view-write">
        Edit
      </label>
      {replyProblem !== undefined && (
        <div class="flash flash-danger" role="alert" id="reply-problem" tabindex={-1} autofocus>
          <Icon name="alert" />
          <p>{replyProblem}</p>
        </div>
      )}
      <div class="editor-preview" id="preview" data-address={`${address}/preview`} aria-live="polite">
        <Preview reply={typed.reply} />
      </div>
      <div class="editor-write">
        <label class="field-name" for="reply">
          Reply in Markdown
        </label>
        <textarea
          class="control"
          id="reply"
          name="reply"
          rows={18}
          spellcheck={true}
          aria-invalid={replyProblem === undefined ? undefined : 'true'}
          aria-describedby={replyProblem === undefined ? 'reply-hint' : 'reply-problem reply-hint'}
        >
          {/* A line end right after the tag is not part of the text. */ `\n${typed.reply}`}
        </textarea>
        <p class="quiet" id="reply-hint">
          {`Up to ${replyLimit.toLocaleString('en-US')} characters. A mention that you type notifies that person.`}
        </p>
        <noscript>
          <button class="button" type="submit" formaction={`${address}/preview`}>
            Preview
          </button>
        </noscript>
      </div>
    </form>
  );
}

/** Rendered reply, with whom it would notify. */
export function Preview({ reply }: { reply: string }) {
  const mentions = mentionsIn(reply);
  return (
    <>
      <div class="markdown-body">{raw(renderReply(reply))}</div>
      {mentions.length > 0 && (
        <p class="notifies">
          <Icon name="info" /> Posting notifies {mentions.map((login) => `@${login}`).join(', ')}.
        </p>
      )}
    </>
  );
}
