/** A saved delivery through the handlers of the webhook, as if GitHub had sent it just now. */

import { createEventHandler, type EmitterWebhookEvent } from '@octokit/webhooks';
import type { DeliveryOutcome } from '../adapters/metrics/metrics.js';
import type { QueuedJob } from '../app/jobs.js';
import type { Log } from '../app/ports.js';
import { receiveInstallations } from './installation-webhooks.js';
import { receiveRepositories } from './repository-webhooks.js';
import { receiveIssues, type WebhookDeps } from './webhook.js';
import { receiveActivity } from './webhook-activity.js';
import { receivePullRequests } from './webhook-pull-requests.js';

export interface Received {
  /** `nothing`: no handler listens to this event and action. */
  readonly outcome: DeliveryOutcome | 'nothing';
  /** Why it was ignored, null otherwise. */
  readonly reason: string | null;
  /** What the handlers put on the queue; nothing of it is on the real one. */
  readonly jobs: readonly QueuedJob[];
}

/** Rejects with `WebhookRefused` for a payload that is not GitHub's, and when the store does not answer. */
export async function receiveSaved(
  { id, event, payload }: { readonly id: string; readonly event: string; readonly payload: object },
  deps: Pick<WebhookDeps, 'store' | 'clock' | 'log'> & { readonly queue: WebhookDeps['queue'] },
): Promise<Received> {
  const jobs: QueuedJob[] = [];
  const outcomes: DeliveryOutcome[] = [];
  let reason: string | null = null;
  const noting: WebhookDeps = {
    ...deps,
    queue: {
      ...deps.queue,
      async add(job, options) {
        jobs.push({ job, options });
      },
    },
    metrics: { delivery: (outcome) => outcomes.push(outcome) },
    log: hearing(deps.log, (said) => {
      reason = said;
    }),
    // Whoever replays a delivery does not wait for further edits.
    graceSeconds: 0,
  };
  const events = createEventHandler({});
  receiveIssues(events, noting);
  receiveInstallations(events, noting);
  receiveRepositories(events, noting);
  receiveActivity(events, noting);
  receivePullRequests(events, noting);
  try {
    // The name is one of GitHub's (readDelivery); what the payload holds is for the handlers to check.
    await events.receive({ id, name: event, payload } as EmitterWebhookEvent);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
  const outcome = outcomes.find((one) => one === 'accepted') ?? outcomes[0] ?? 'nothing';
  return { outcome, reason: outcome === 'ignored' ? reason : null, jobs };
}

/** A log that tells the reason where a handler says that it ignores a delivery. */
function hearing(log: Log, onReason: (reason: string) => void): Log {
  return {
    debug(fields, message) {
      if ('reason' in fields && typeof fields.reason === 'string') onReason(fields.reason);
      log.debug(fields, message);
    },
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    child: (fields) => hearing(log.child(fields), onReason),
  };
}
