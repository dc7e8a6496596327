/** The reply: rendered as the issue will show it, an editor behind it, and what can be decided. Works without JavaScript. */

import { raw } from 'hono/html';
import type { Draft, Likelihood } from '../../../app/ports.js';
import { replyLimit } from '../../../app/review-reply.js';
import type { KeptText } from '../../../app/session-ports.js';
import { versionOf } from '../../../core/plan/issue-sight.js';
import type { Freeze } from '../../../core/plan/judgement.js';
import { cleanReply } from '../../../core/reply/clean-reply.js';
import { mentionsIn, renderReply } from '../render-reply.js';
import type { Session } from '../session-content.js';
import { type ChangedIssue, ChangedNotice, FrozenNotice, KeptNotice } from './draft-notices.js';
import { LaterForm, ProblemForm } from './draft-verbs.js';
import { Icon } from './icons.js';
import { RejectForm, type TypedRejection } from './reject-form.js';

/** What the person typed so far, and what was wrong with it. */
export interface Typed {
  readonly reply: string;
  readonly tab: 'write' | 'preview';
  readonly replyProblem?: string;
  readonly rejection?: TypedRejection;
  /** What else could not be done. */
  readonly problem?: string;
  /** What happened on the issue since the person looked: approving again says that they have seen it. */
  readonly changed?: ChangedIssue;
  /** The text that an earlier session left. */
  readonly kept?: KeptText;
}

export interface ReplyPanelProps {
  readonly draft: Draft;
  readonly session: Session;
  readonly typed: Typed;
  readonly problems: readonly Likelihood[];
  readonly frozen: Freeze | null;
  /** Address of one of the draft's actions, e.g. `reject`. */
  readonly address: (action: string) => string;
  readonly now: number;
}

export function ReplyPanel(props: ReplyPanelProps) {
  const { draft, session, typed, problems, frozen, address, now } = props;
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
      {frozen !== null && <FrozenNotice frozen={frozen} session={session} address={address} now={now} />}
      {typed.changed && <ChangedNotice changed={typed.changed} />}
      {typed.kept && <KeptNotice kept={typed.kept} session={session} address={address} now={now} />}
      {typed.problem !== undefined && (
        <div class="flash flash-danger" role="alert" tabindex={-1} autofocus>
          <Icon name="alert" />
          <p>{typed.problem}</p>
        </div>
      )}
      <div class="decisions">
        {frozen === null && (
          <button class="button button-primary" type="submit" form="approve" data-key="a">
            {approveWords(draft, typed)}
          </button>
        )}
        <RejectForm session={session} address={address('reject')} rejection={typed.rejection} />
        <ProblemForm draft={draft} session={session} problems={problems} address={address} />
        <LaterForm session={session} address={address} isFrozen={frozen !== null} />
      </div>
      <Editor {...props} />
    </section>
  );
}

function approveWords(draft: Draft, { changed }: Typed): string {
  if (changed) return 'Approve all the same';
  return draft.purpose === 'expiry' ? 'Approve, post and close the issue' : 'Approve and post';
}

function Editor({ draft, session, typed, address }: ReplyPanelProps) {
  const { replyProblem } = typed;
  const version = typed.changed?.version ?? (draft.seen === null ? undefined : versionOf(draft.seen));
  return (
    <form id="approve" class="editor" method="post" action={address('approve')}>
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
      <div class="editor-preview" id="preview" data-address={address('preview')} aria-live="polite">
        <Preview reply={typed.reply} draft={draft} />
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
          <button class="button" type="submit" formaction={address('preview')}>
            Preview
          </button>
        </noscript>
      </div>
    </form>
  );
}

/** The reply as it would be posted, with whom it would notify and what is taken out. */
export function Preview({ reply, draft }: { reply: string; draft: Draft }) {
  const { text, removed } = cleanReply(reply, draft.reply, [draft.title, draft.body]);
  const mentions = mentionsIn(text);
  return (
    <>
      <div class="markdown-body">{raw(renderReply(text))}</div>
      {removed.length > 0 && (
        <p class="notifies">
          <Icon name="alert" /> Taken out before posting: {removed.join(', ')}.
        </p>
      )}
      {mentions.length > 0 && (
        <p class="notifies">
          <Icon name="info" /> Posting notifies {mentions.map((login) => `@${login}`).join(', ')}.
        </p>
      )}
    </>
  );
}
