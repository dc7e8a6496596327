/** What a maintainer must know before deciding: the issue is frozen, it changed meanwhile, a text of theirs was kept. */

import type { KeptText } from '../../../app/session-ports.js';
import type { Freeze } from '../../../core/plan/judgement.js';
import type { Session } from '../session-content.js';
import { Icon } from './icons.js';
import { Moment } from './words.js';

export interface ChangedIssue {
  /** One sentence each. */
  readonly changes: readonly string[];
  readonly version: string;
  /** As it is now. */
  readonly issue: { readonly title: string; readonly body: string; readonly state: 'open' | 'closed' };
}

interface NoticeProps {
  readonly session: Session;
  readonly address: (action: string) => string;
  readonly now: number;
}

/** Long reports are read on GitHub. */
const longestNow = 20_000;

export function ChangedNotice({ changed: { changes, issue } }: { changed: ChangedIssue }) {
  const isCut = issue.body.length > longestNow;
  return (
    <div class="flash flash-attention" role="alert" tabindex={-1} autofocus id="changed">
      <Icon name="alert" />
      <div>
        <p>
          <strong>The issue changed since this reply was drafted.</strong> Nothing was posted.
        </p>
        <ul class="changes">
          {changes.map((change) => (
            <li>
              <bdi>{change}</bdi>
            </li>
          ))}
        </ul>
        <details>
          <summary>The report as it is now</summary>
          <p class="field-name">
            <bdi>{issue.title}</bdi>
          </p>
          <pre class="report-code" tabindex={0}>
            {issue.body.slice(0, longestNow)}
            {isCut && '…'}
          </pre>
        </details>
      </div>
    </div>
  );
}

export function FrozenNotice({ frozen, session, address, now }: NoticeProps & { frozen: Freeze }) {
  return (
    <div class="flash">
      <Icon name="lock" />
      <p>
        <bdi>{frozen.by}</bdi> froze the issue <Moment at={frozen.at} now={now} />: nothing is said there.
      </p>
      <form method="post" action={address('unfreeze')}>
        <input type="hidden" name="csrf" value={session.csrf} />
        <button class="button" type="submit">
          Unfreeze
        </button>
      </form>
    </div>
  );
}

export function KeptNotice({ kept, session, address, now }: NoticeProps & { kept: KeptText }) {
  return (
    <div class="flash" role="status">
      <Icon name="info" />
      <p>
        This is what you had typed <Moment at={kept.keptAt} now={now} />, when your session ended.
      </p>
      <form method="post" action={address('drop-text')}>
        <input type="hidden" name="csrf" value={session.csrf} />
        <button class="button" type="submit">
          Discard it
        </button>
      </form>
    </div>
  );
}
