/** What a webhook tells of, GitHub's other servers may not know yet: asked again for a while, and then believed not to be there. */

import type { Clock, Job } from './ports.js';
import { RetryLater } from './retry-later.js';

/** In milliseconds. */
const patienceMs = 5 * 60_000;
const shortestPauseMs = 5_000;
const longestPauseMs = 60_000;

/** Rejects with `RetryLater` while what the job is about may still come; each time it is asked for later. */
export function stillToCome(
  { at }: Extract<Job, { kind: 'check-policy' }>,
  says: string,
  clock: Clock,
): void {
  const age = Math.max(clock.now() - at, 0);
  if (age >= patienceMs) return;
  throw new RetryLater(says, Math.min(Math.max(2 * age, shortestPauseMs), longestPauseMs));
}
