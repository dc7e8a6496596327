/** The issues that were open before Dejabug came: the dry report on them, how far doing it is, and what can be asked for now. */

import type { BackfillVerb } from '../../../app/direct-backfill.js';
import type { BackfillsView, BackfillView } from '../../../app/view-backfill.js';
import { counted, durationInWords } from '../../counted.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { costInWords, stateInWords } from './backfill-words.js';
import { Problems } from './first-report-box.js';
import { Moment } from './moment.js';

interface Props {
  readonly session: Session;
  /** `owner/repo`. */
  readonly name: string;
  readonly backfills: BackfillsView;
}

export function BackfillBox({ session, name, backfills }: Props) {
  const { current } = backfills;
  const state = current?.backfill.state;
  return (
    <section
      class="box"
      id="backfill"
      aria-labelledby="backfill-title"
      data-refresh={current?.isBusy ? 3 : undefined}
      data-state={state}
    >
      <div class="box-header">
        <h2 id="backfill-title">Issues that are open already</h2>
        {state !== undefined && <span class="box-aside">{stateInWords[state]}</span>}
      </div>
      <div class="box-body prose">
        <div id="backfill-progress">
          {current === null ? (
            <p>
              They are not looked at by themselves. A dry report says what would be done to all of them;
              nothing is changed by it.
            </p>
          ) : (
            <Standing view={current} />
          )}
        </div>
        <Verbs session={session} name={name} backfills={backfills} />
      </div>
    </section>
  );
}

function Standing({ view }: { view: BackfillView }) {
  const { backfill, counts, isLeft } = view;
  const { state, note, looked, askedBy, updatedAt } = backfill;
  const asker = askedBy === null ? 'On the command line' : askedBy;
  switch (state) {
    case 'surveying':
      return (
        <p>
          {counted(looked, 'issue')} looked at. Nothing is changed.{' '}
          {view.waits && <Waits waits={view.waits} />} <a href="?">Look again</a>
        </p>
      );
    case 'surveyed':
      return <Report view={view} />;
    case 'failed':
      return <p>{note}</p>;
    case 'done':
    case 'undone':
      return (
        <p>
          {state === 'done'
            ? `${counted(counts.done + counts.failed, 'issue')} looked at${failures(counts.failed)}, labels set on ${counts.labelled}.`
            : `${counted(counts.taken, 'label')} taken back; ${counted(counts.left, 'issue')} left as somebody made them.`}{' '}
          Ended on <Moment at={updatedAt} />.
        </p>
      );
    default:
      return (
        <>
          <Bar view={view} />
          {state === 'paused' && <p>{note}</p>}
          {isLeft && <p>The command line that did it has stopped; it can be gone on with here.</p>}
          <p class="tone-neutral">
            {asker} said so on <Moment at={updatedAt} />. <a href="?">Look again</a>
          </p>
        </>
      );
  }
}

function Bar({ view: { backfill, counts, minutesLeft, waits } }: { view: BackfillView }) {
  const { state, pausedIn, looked } = backfill;
  if ((pausedIn ?? state) === 'collecting') return <p>{counted(looked, 'issue')} looked at.</p>;
  const isUndo = (pausedIn ?? state) === 'undoing';
  const settled = isUndo ? counts.undone : counts.done + counts.failed;
  const all = settled + (isUndo ? counts.labelled : counts.waiting);
  const words = isUndo
    ? `${counted(counts.taken, 'label')} taken back`
    : `${settled.toLocaleString('en-US')} of ${counted(all, 'issue')}${failures(counts.failed)}`;
  return (
    <>
      <progress class="backfill-bar" value={settled} max={Math.max(1, all)} aria-label={words} />
      <p>
        {words}
        {minutesLeft !== null && `, about ${durationInWords(minutesLeft)} left`}.{' '}
        {waits && <Waits waits={waits} />}
      </p>
    </>
  );
}

function Waits({ waits }: { waits: NonNullable<BackfillView['waits']> }) {
  return (
    <>
      {waits.why} It goes on by itself at <Moment at={waits.until} />.
    </>
  );
}

function Report({ view: { backfill } }: { view: BackfillView }) {
  const { report, updatedAt, askedBy } = backfill;
  if (report === null) return null;
  const { issues, leftAlone, dryRun, problems } = report;
  return (
    <>
      <p>
        Made on <Moment at={updatedAt} /> for <bdi>{askedBy}</bdi>: {counted(issues, 'open issue')} looked at,{' '}
        {leftAlone} of them would be left alone
        {dryRun > 0 && `, and ${dryRun} only recorded, because the policy says dry-run`}. Nothing was changed.
      </p>
      <Problems problems={problems} />
      {report.cost.writes > 0 || report.drafts > 0 ? (
        <p>
          To do it, {counted(report.cost.writes, 'issue')} would be labelled. {costInWords(report)}
        </p>
      ) : (
        <p>There is nothing to do.</p>
      )}
    </>
  );
}

function failures(failed: number): string {
  return failed === 0 ? '' : ` (${failed} could not be done)`;
}

const buttons: readonly { readonly verb: BackfillVerb; readonly words: string; readonly asks?: true }[] = [
  { verb: 'apply', words: 'Apply…', asks: true },
  { verb: 'resume', words: 'Resume' },
  { verb: 'pause', words: 'Pause' },
  { verb: 'report', words: 'Make a dry report' },
  { verb: 'undo', words: 'Take labels back…', asks: true },
];

function Verbs({ session, name, backfills: { verbs, current } }: Props) {
  const address = `${deskPath}/repositories/${name.split('/').map(encodeURIComponent).join('/')}/backfill`;
  const offered = buttons.filter(({ verb }) => verbs.includes(verb));
  const primary = offered.at(0)?.verb;
  return (
    <>
      {current?.backfill.state === 'surveyed' && !verbs.includes('apply') && (
        <p>Applying it takes permission to maintain the repository, and a dry report of the last day.</p>
      )}
      <div class="button-row">
        {offered.map(({ verb, words, asks }) =>
          asks ? (
            <a class={verb === primary ? 'button button-primary' : 'button'} href={`${address}/${verb}`}>
              {words}
            </a>
          ) : (
            <form method="post" action={`${address}/${verb}`}>
              <input type="hidden" name="csrf" value={session.csrf} />
              {current && verb !== 'report' && (
                <input type="hidden" name="backfill" value={current.backfill.id} />
              )}
              <button class={verb === primary ? 'button button-primary' : 'button'} type="submit">
                {words}
              </button>
            </form>
          ),
        )}
      </div>
    </>
  );
}
