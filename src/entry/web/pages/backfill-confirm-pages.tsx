/** Before a backfill labels many issues, and before its labels are taken back: what it does and costs, and one button. */

import type { Child } from 'hono/jsx';
import type { BackfillView } from '../../../app/view-backfill.js';
import { minutesFor } from '../../../core/backfill/report.js';
import { counted, durationInWords } from '../../counted.js';
import type { Desk } from '../desk-context.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { costInWords } from './backfill-words.js';
import { Layout } from './layout.js';
import { Moment } from './moment.js';

interface Props {
  readonly desk: Desk;
  readonly session: Session;
  /** `owner/repo`. */
  readonly name: string;
  readonly view: BackfillView;
}

export function ApplyPage(props: Props) {
  const { report, updatedAt } = props.view.backfill;
  if (report === null) return null;
  const title = `Label ${counted(report.cost.writes, 'issue')} of ${props.name}?`;
  return (
    <Confirmation
      {...props}
      title={title}
      verb="apply"
      words={`Label ${counted(report.cost.writes, 'issue')}`}
    >
      <p>{costInWords(report)}</p>
      <p>
        The dry report is of <Moment at={updatedAt} />. Each issue is read again first, and the policy as it
        is then decides; one that was closed, or from which somebody took the label, is left alone. It can be
        paused at any time, and what it set and nobody touched can be taken back.
      </p>
      <ul>
        {report.problems.map(({ category, label, suggest }) => (
          <li>
            <bdi>{category}</bdi>: {label} labelled, {suggest} only suggested
          </li>
        ))}
      </ul>
    </Confirmation>
  );
}

export function UndoPage({
  labels,
  ...props
}: Props & { labels: readonly { readonly label: string; readonly issues: number }[] }) {
  const { labelled } = props.view.counts;
  const title = `Take labels back from ${counted(labelled, 'issue')} of ${props.name}?`;
  return (
    <Confirmation {...props} title={title} verb="undo" words="Take the labels back">
      <p>
        These labels were set by the backfill. Each issue is read again first: a label that somebody put on or
        took off since stays as it is. It takes about {durationInWords(minutesFor(labelled, labelled))}.
        Drafts stay on the desk, and an edit of an issue does not set its label again.
      </p>
      <ul>
        {labels.map(({ label, issues }) => (
          <li>
            <bdi>{label}</bdi>: {counted(issues, 'issue')}
          </li>
        ))}
      </ul>
    </Confirmation>
  );
}

function Confirmation({
  desk,
  session,
  name,
  view,
  title,
  verb,
  words,
  children,
}: Props & { title: string; verb: 'apply' | 'undo'; words: string; children?: Child }) {
  const page = `${deskPath}/repositories/${name.split('/').map(encodeURIComponent).join('/')}`;
  return (
    <Layout desk={desk} session={session} title={title}>
      <div class="narrow">
        <section class="box">
          <div class="box-body prose">
            <h1 class="page-title">{title}</h1>
            {children}
            <form method="post" action={`${page}/backfill/${verb}`}>
              <input type="hidden" name="csrf" value={session.csrf} />
              <input type="hidden" name="backfill" value={view.backfill.id} />
              <div class="button-row">
                <button class="button button-primary" type="submit">
                  {words}
                </button>
                <a class="button" href={page}>
                  Cancel
                </a>
              </div>
            </form>
          </div>
        </section>
      </div>
    </Layout>
  );
}
