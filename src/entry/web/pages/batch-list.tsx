/** Releases whose news waits for one approval, above the list of drafts. */

import type { WaitingBatch } from '../../../app/ports.js';
import { deskPath } from '../return-path.js';
import type { Session } from '../session-content.js';

export function BatchList({ batches, session }: { batches: readonly WaitingBatch[]; session: Session }) {
  if (batches.length === 0) return null;
  return (
    <section class="box" aria-label="Releases with a fix">
      <ul class="rows">
        {batches.map((batch) => (
          <li class="row">
            <div class="row-text">
              <h2 class="row-title">
                <bdi>
                  {batch.component} {batch.version}
                </bdi>{' '}
                {batch.isTest && '(test version) '}
                has the fix for {batch.category}
              </h2>
              <p class="row-facts">
                <span>
                  {batch.owner}/{batch.repo}
                </span>
                {batch.distribution !== null && <span>{batch.distribution}</span>}
                <span>
                  {batch.pending} {batch.pending === 1 ? 'issue waits' : 'issues wait'}
                </span>
              </p>
            </div>
            <form class="row-verdict" method="post" action={`${deskPath}/batches/${batch.id}/approve`}>
              <input type="hidden" name="csrf" value={session.csrf} />
              <button class="button button-primary" type="submit">
                Approve {batch.pending === 1 ? 'it' : `all ${batch.pending}`}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}
