/** Whether there is room for work that can wait: a fifth of what GitHub allows an installation stays for new issues. */

import { unhurried } from '../core/pace.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';
import { RetryLater } from './retry-later.js';

/** Rejects with `RetryLater` where there is none now. */
export async function roomFor(
  { installationId }: RepositoryRef,
  { github, store, clock }: Pick<Deps, 'github' | 'store' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  const turn = await store.unhurriedTurn(installationId, now);
  if (turn > 0) throw new RetryLater('The rest of what GitHub lets us write is left for new issues.', turn);
  const left = github.requestsLeft(installationId);
  if (left === null || left.resetAt <= now || left.remaining >= left.limit - unhurried(left.limit)) return;
  throw new RetryLater(
    'The rest of the requests that GitHub allows is left for new issues.',
    left.resetAt - now,
  );
}
