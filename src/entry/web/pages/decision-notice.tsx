/** What this person just did, said on top of the page that follows, with the way back. */

import type { Draft } from '../../../app/ports.js';
import { withQuery } from '../list-query.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { Icon, type IconName } from './icons.js';
import { issueName } from './words.js';

export interface LastDecision {
  readonly draft: Draft;
  /** False when the queue did not answer: posting waits for the next sweep. */
  readonly queued: boolean;
  /** How long the decision can be taken back, in milliseconds; 0 when it cannot. */
  readonly undoMs: number;
  /** Filters of the list, to come back to. */
  readonly query: string;
}

interface Said {
  readonly tone: '' | ' flash-success' | ' flash-attention';
  readonly icon: IconName;
  readonly before: string;
  readonly after: string;
}

export function DecisionNotice({ decided, session }: { decided: LastDecision; session: Session }) {
  const { draft, query } = decided;
  const said = inWords(decided);
  if (said === null) return null;
  const isSnoozed = draft.state === 'pending' && draft.snoozedUntil !== null;
  const address = (action: string) => withQuery(`${deskPath}/drafts/${draft.id}/${action}`, query);
  return (
    <div class={`flash${said.tone}`} role="status">
      <Icon name={said.icon} />
      <p>
        {said.before} <a href={withQuery(`${deskPath}/drafts/${draft.id}`, query)}>{issueName(draft)}</a>
        {said.after}
      </p>
      {isSnoozed && (
        <form method="post" action={address('wake')}>
          <input type="hidden" name="csrf" value={session.csrf} />
          <button class="button" type="submit" data-key="z">
            Back into the list
          </button>
        </form>
      )}
      {decided.undoMs > 0 && <UndoForm address={address('undo')} session={session} undoMs={decided.undoMs} />}
    </div>
  );
}

/** Without a script the button stays; who presses it too late is told so. */
export function UndoForm({
  address,
  session,
  undoMs,
}: {
  address: string;
  session: Session;
  undoMs: number;
}) {
  const seconds = Math.ceil(undoMs / 1000);
  return (
    <form class="undo" method="post" action={address} data-undo-seconds={String(undoMs / 1000)}>
      <input type="hidden" name="csrf" value={session.csrf} />
      <button class="button" type="submit" data-key="z">
        Undo{' '}
        <span class="seconds" aria-hidden="true">
          {seconds} s
        </span>
      </button>
    </form>
  );
}

function inWords({ draft, queued, undoMs }: LastDecision): Said | null {
  switch (draft.state) {
    case 'pending':
      if (draft.snoozedUntil === null)
        return { tone: '', icon: 'info', before: 'Taken back:', after: ' waits for a decision again.' };
      return {
        tone: '',
        icon: 'clock',
        before: 'Snoozed',
        after: ` until ${new Date(draft.snoozedUntil).toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
      };
    case 'approved':
      if (!queued)
        return {
          tone: ' flash-attention',
          icon: 'alert',
          before: 'Approved the reply to',
          after:
            ', but the queue did not answer. It is posted as soon as the next sweep reaches the queue; you need not do anything.',
        };
      return {
        tone: ' flash-success',
        icon: 'check-circle',
        before: 'Approved the reply to',
        after: undoMs > 0 ? '. It is about to be posted.' : '. It is being posted.',
      };
    case 'posted':
      return {
        tone: ' flash-success',
        icon: 'check-circle',
        before: draft.commentUrl === null ? 'Approved the reply to' : 'Posted the reply to',
        after: draft.commentUrl === null ? '. It is being posted.' : '.',
      };
    case 'rejected':
      return {
        tone: '',
        icon: 'x-circle',
        before: 'Rejected the draft for',
        after: '. Nothing is said on the issue.',
      };
    case 'superseded':
      return {
        tone: '',
        icon: 'info',
        before: 'Another known problem for',
        after: ': this is the reply as redrawn.',
      };
    case 'expired':
      return null;
  }
}
