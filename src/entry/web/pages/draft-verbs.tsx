/** What can be done with a draft besides approving and rejecting it: another known problem, later, never. Folded away until wanted. */

import type { Draft, Likelihood } from '../../../app/ports.js';
import type { Session } from '../session-content.js';
import { percent } from './words.js';

interface VerbProps {
  readonly session: Session;
  /** Address of one of the draft's actions, e.g. `reject`. */
  readonly address: (action: string) => string;
}

export function ProblemForm(props: VerbProps & { draft: Draft; problems: readonly Likelihood[] }) {
  const { draft, session, problems, address } = props;
  const others = problems.filter(({ category }) => category !== draft.category);
  if (others.length === 0) return null;
  return (
    <details class="decision" name="decision" data-key="c">
      <summary class="button">Problem…</summary>
      <form class="decision-form" method="post" action={address('problem')}>
        <input type="hidden" name="csrf" value={session.csrf} />
        <label class="field">
          <span class="field-name">It is another known problem</span>
          <select class="control" name="category" required>
            <option value="">Choose one</option>
            {others.map(({ category, name, confidence }) => (
              <option value={category}>{`${name} (${percent(confidence)})`}</option>
            ))}
          </select>
        </label>
        <button class="button" type="submit">
          Redraw the reply
        </button>
        <p class="quiet">
          The label follows, and Dejabug does not go back to {draft.category} on this issue.
        </p>
      </form>
    </details>
  );
}

const snoozes = [
  { days: 1, words: 'A day' },
  { days: 3, words: '3 days' },
  { days: 7, words: 'A week' },
  { days: 30, words: '30 days' },
] as const;

export function LaterForm({ session, address, isFrozen }: VerbProps & { isFrozen: boolean }) {
  return (
    <details class="decision" name="decision" data-key="s">
      <summary class="button">Later…</summary>
      <div class="decision-form">
        <form method="post" action={address('snooze')}>
          <input type="hidden" name="csrf" value={session.csrf} />
          <fieldset>
            <legend class="field-name">Out of the list for</legend>
            <div class="button-row">
              {snoozes.map(({ days, words }) => (
                <button class="button" type="submit" name="days" value={String(days)}>
                  {words}
                </button>
              ))}
            </div>
          </fieldset>
        </form>
        {!isFrozen && (
          <form method="post" action={address('freeze')}>
            <input type="hidden" name="csrf" value={session.csrf} />
            <p class="field-name">Leave the issue alone</p>
            <button class="button" type="submit">
              Freeze the issue
            </button>
            <p class="quiet">Nothing is said or reminded there until somebody unfreezes it.</p>
          </form>
        )}
      </div>
    </details>
  );
}
