/** One repository: the policy that is followed, with its files, and what is wrong with the one that is not. */

import type { BackfillsView } from '../../../app/view-backfill.js';
import type { FirstReport, SeenRepository } from '../../../app/watch-repositories.js';
import type { Desk } from '../desk-context.js';
import type { Session } from '../session-content.js';
import { BackfillBox } from './backfill-box.js';
import { FirstReportBox } from './first-report-box.js';
import { Layout } from './layout.js';
import { Moment } from './moment.js';
import { policyInWords } from './repository-list-page.js';

interface Props {
  readonly desk: Desk;
  readonly session: Session;
  readonly seen: SeenRepository;
  readonly first: FirstReport;
  readonly backfills: BackfillsView;
}

export function RepositoryPage({ desk, session, seen, first, backfills }: Props) {
  const { ref, policy } = seen;
  const name = `${ref.owner}/${ref.repo}`;
  return (
    <Layout desk={desk} session={session} title={name} refresh={backfills.current?.isBusy ? 10 : undefined}>
      <div class="page">
        <h1 class="page-title">
          <bdi>{name}</bdi>
        </h1>
        <section class="box" aria-labelledby="policy">
          <div class="box-header">
            <h2 id="policy">Policy</h2>
          </div>
          <div class="box-body prose">
            <p>{policyInWords(policy)}</p>
            {policy?.refused && <Refused {...policy.refused} />}
            {policy?.followed && <Followed {...policy.followed} />}
          </div>
        </section>
        <BackfillBox session={session} name={name} backfills={backfills} />
        {first && <FirstReportBox {...first} />}
      </div>
    </Layout>
  );
}

type State = NonNullable<SeenRepository['policy']>;

function Refused({ reasons, since }: NonNullable<State['refused']>) {
  return (
    <>
      <h3>
        What stands there now, read first on <Moment at={since} />
      </h3>
      <ul>
        {reasons.map((reason) => (
          <li>
            <bdi>{reason}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

function Followed({ fingerprint, since }: NonNullable<State['followed']>) {
  return (
    <>
      <h3>
        Followed since <Moment at={since} />, from these files and blobs
      </h3>
      <ul>
        {fingerprint.split('\n').map((file) => (
          <li>
            <code>{file}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
