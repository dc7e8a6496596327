/** What this person just decided, said on top of the list they return to. */

import type { Draft } from '../../../app/ports.js';
import { deskPath } from '../return-path.js';
import { Icon } from './icons.js';
import { issueName } from './words.js';

export interface LastDecision {
  readonly draft: Draft;
  /** False when the queue did not answer: posting waits for the next sweep. */
  readonly queued: boolean;
}

export function DecisionNotice({ decided: { draft, queued } }: { decided: LastDecision }) {
  const link = <a href={`${deskPath}/drafts/${draft.id}`}>{issueName(draft)}</a>;
  if (draft.state === 'rejected') {
    return (
      <div class="flash" role="status">
        <Icon name="x-circle" />
        <p>Rejected the draft for {link}. Nothing is said on the issue.</p>
      </div>
    );
  }
  if (!queued) {
    return (
      <div class="flash flash-attention" role="status">
        <Icon name="alert" />
        <p>
          Approved the reply to {link}, but the queue did not answer. The draft stays approved and is posted
          as soon as the next sweep reaches the queue; you need not do anything.
        </p>
      </div>
    );
  }
  return (
    <div class="flash flash-success" role="status">
      <Icon name="check-circle" />
      <p>
        {draft.commentUrl === null ? 'Approved the reply to ' : 'Posted the reply to '}
        {link}
        {draft.commentUrl === null ? '. It is being posted.' : '.'}
      </p>
    </div>
  );
}
