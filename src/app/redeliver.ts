/** Recovery of webhooks: deliveries that failed are asked for again. GitHub does not do it by itself. */

import type { Deps } from './deps.js';
import type { FailedDelivery } from './recovery-ports.js';

const minuteMs = 60_000;
/** As long as GitHub keeps deliveries. */
const keptMs = 3 * 24 * 60 * minuteMs;
/** What is younger may not be listed yet. */
const overlapMs = 10 * minuteMs;
const windowMs = 60 * minuteMs;
/** Times that one delivery is asked for; five hours are longer than most outages, and the issue sweep sees the rest. */
const mostAsked = 5;
const mostAtOnce = 100;
/** Answers of our own that no repetition changes: not JSON, too large, not what GitHub sends. */
const ourRefusals = [400, 413, 422];

/** Asks for failed deliveries once in an hour each; returns how many were asked for. Only one process in each period does it. */
export async function redeliverFailed(
  deps: Pick<Deps, 'github' | 'store' | 'clock' | 'log'>,
  options: { readonly periodMs: number },
): Promise<number> {
  const { github, store, clock, log } = deps;
  const now = clock.now();
  if (!(await store.takePeriod('redeliver', options.periodMs, now))) return 0;
  const since = Math.max((await store.bookmark('redeliver')) ?? 0, now - keptMs);
  const { failed, isComplete } = await github.failedDeliveries(since);

  const open: FailedDelivery[] = [];
  let asked = 0;
  for (const delivery of failed.filter(({ status }) => !ourRefusals.includes(status))) {
    if (asked >= mostAtOnce) {
      open.push(delivery);
      continue;
    }
    const answer = await store.claimRedelivery(delivery.guid, windowMs, mostAsked, now);
    if (answer === 'exhausted') {
      log.error(
        { delivery: delivery.guid, event: delivery.event, status: delivery.status },
        'a delivery failed again and again',
      );
      continue;
    }
    open.push(delivery);
    if (answer === 'wait') continue;
    asked += 1;
    const { guid, event, status } = delivery;
    try {
      await github.redeliver(delivery.id);
      log.info({ delivery: guid, event, status }, 'redelivery asked for');
    } catch (err) {
      // One that GitHub does not send again must not keep those behind it waiting; its hour counts all the same.
      log.warn({ err, delivery: guid, event }, 'GitHub did not take the wish for a redelivery');
    }
  }
  if (!isComplete)
    log.warn({ since }, 'more deliveries than can be looked through; the issue sweep finds the rest');
  // Not past one that is still open: it would not be seen again.
  await store.setBookmark('redeliver', Math.min(now - overlapMs, ...open.map(({ at }) => at)));
  return asked;
}
