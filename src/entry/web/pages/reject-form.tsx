/** Rejecting a draft: folded away until wanted, one reason, a note. */

import { noteLimit, rejectionReasons } from '../../../app/review-rejection.js';
import type { Session } from '../session-content.js';
import { Icon } from './icons.js';

/** A rejection that could not be used, as it was typed. */
export interface TypedRejection {
  readonly problem: string;
  readonly reason: string;
  readonly note: string;
}

interface RejectProps {
  readonly session: Session;
  /** Where it is sent. */
  readonly address: string;
  readonly rejection: TypedRejection | undefined;
}

export function RejectForm({ session, address, rejection }: RejectProps) {
  return (
    <details class="decision" name="decision" data-key="r" open={rejection !== undefined}>
      <summary class="button button-danger">Reject…</summary>
      <form class="decision-form" method="post" action={address}>
        <input type="hidden" name="csrf" value={session.csrf} />
        {rejection && (
          <div class="flash flash-danger" role="alert" tabindex={-1} autofocus>
            <Icon name="alert" />
            <p>{rejection.problem}</p>
          </div>
        )}
        <fieldset>
          <legend class="field-name">Why?</legend>
          {rejectionReasons.map(({ id, words, hint }) => (
            <label class="choice">
              <input type="radio" name="reason" value={id} required checked={rejection?.reason === id} />
              <span>
                <strong>{words.charAt(0).toUpperCase() + words.slice(1)}</strong>
                <span class="quiet">{hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <label class="field-name" for="note">
          Note (optional)
        </label>
        <textarea class="control" id="note" name="note" rows={2} maxlength={noteLimit}>
          {`\n${rejection?.note ?? ''}`}
        </textarea>
        <button class="button button-danger-solid" type="submit">
          Reject the draft
        </button>
        <p class="quiet">Nothing is said on the issue.</p>
      </form>
    </details>
  );
}
