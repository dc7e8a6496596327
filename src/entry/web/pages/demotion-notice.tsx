/** Says that a known problem only suggests in a repository, why, and where to let it act again. */

import type { ProblemStanding } from '../../../app/view-scorecard.js';
import { inWordsOfStanding } from '../../../core/scorecard/standing.js';
import { scoreAddress, scorecardPath } from '../scorecard-query.js';
import type { Session } from '../session-content.js';
import { Icon } from './icons.js';

interface NoticeProps {
  readonly demotions: readonly ProblemStanding[];
  /** Who may reset them here; without it the notice leads to the scorecard. */
  readonly session?: Session;
}

/** Nothing where nothing is demoted. */
export function DemotionNotice({ demotions, session }: NoticeProps) {
  return (
    <>
      {demotions.map((demotion) => (
        <div class="flash flash-attention demotion">
          <Icon name="alert" />
          <div>
            <p>
              <strong>{demotion.category}</strong> is demoted to suggestions in{' '}
              <bdi>{demotion.repository}</bdi>: {inWordsOfStanding(demotion.standing)}. It sets no label and
              posts nothing unasked until its precision recovers or a maintainer resets it.
            </p>
            {session === undefined ? (
              <p>
                <a href={addressOf(demotion)}>See the scorecard</a>
              </p>
            ) : (
              <ResetForm demotion={demotion} session={session} />
            )}
          </div>
        </div>
      ))}
    </>
  );
}

function ResetForm({
  demotion: { repository, category },
  session,
}: {
  demotion: ProblemStanding;
  session: Session;
}) {
  return (
    <form method="post" action={`${scorecardPath}/reset`}>
      <input type="hidden" name="csrf" value={session.csrf} />
      <input type="hidden" name="repository" value={repository} />
      <input type="hidden" name="category" value={category} />
      <button class="button" type="submit">
        Let {category} act again
        <span class="visually-hidden"> in {repository}</span>
      </button>
    </form>
  );
}

function addressOf({ repository, category }: ProblemStanding): string {
  return scoreAddress({ repository, problem: category, weeks: 26, table: 'problems' });
}
