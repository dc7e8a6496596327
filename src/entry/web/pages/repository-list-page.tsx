/** The repositories that a person reviews, each with the state of its policy. */

import type { SeenRepository } from '../../../app/watch-repositories.js';
import type { Desk } from '../desk-context.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';
import { Layout } from './layout.js';
import { Blankslate } from './message-page.js';

interface Props {
  readonly desk: Desk;
  readonly session: Session;
  readonly repositories: readonly SeenRepository[];
}

export function RepositoryListPage({ desk, session, repositories }: Props) {
  return (
    <Layout desk={desk} session={session} title="Repositories">
      <h1>Repositories</h1>
      <div class="box">
        {repositories.length === 0 ? (
          <Blankslate
            icon="info"
            title="No repository of yours yet"
            advice="A repository is listed here once Dejabug is installed on it and you may write to it."
          />
        ) : (
          <ul class="rows">
            {repositories.map((seen) => (
              <RepositoryRow {...seen} />
            ))}
          </ul>
        )}
      </div>
    </Layout>
  );
}

function RepositoryRow({ ref, policy }: SeenRepository) {
  return (
    <li class="row">
      <div class="row-text">
        <h2 class="row-title">
          <a href={`${deskPath}/repositories/${ref.owner}/${ref.repo}`}>
            <bdi>
              {ref.owner}/{ref.repo}
            </bdi>
          </a>
        </h2>
        <p class="row-facts">
          <span>{policyInWords(policy)}</span>
        </p>
      </div>
    </li>
  );
}

/** One sentence on which policy holds. */
export function policyInWords(policy: SeenRepository['policy']): string {
  if (policy?.refused)
    return policy.followed
      ? 'The policy cannot be followed; an earlier one still holds.'
      : 'The policy cannot be followed; nothing is done here.';
  return policy?.followed ? 'The policy is followed.' : 'No policy of its own: the default holds.';
}
