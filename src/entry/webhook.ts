/** Webhooks about issues: filtered, remembered, put on the queue, answered. GitHub is not called before the answer. */

import { z } from 'zod';
import { answerInTime } from '../adapters/database/answer-in-time.js';
import type { Metrics } from '../adapters/metrics/metrics.js';
import type { Deps } from '../app/deps.js';
import { type Delivery, triageJob, wishOf } from '../app/jobs.js';
import type { RepositoryRef } from '../app/ports.js';
import type { WebhookEvents } from './webhook-guard.js';

/** Told of a repository that a webhook names, before anything is stored under that name. Rejects with a 503 while the store is away. */
export type NameWatch = (
  deliveryId: string,
  repositoryId: number | undefined,
  seen: RepositoryRef,
) => Promise<void>;

export interface WebhookDeps extends Pick<Deps, 'store' | 'queue' | 'clock' | 'log'> {
  readonly metrics: Pick<Metrics, 'delivery'>;
  /** How long a new issue is left alone, in seconds. */
  readonly graceSeconds: number;
  /** Told of each repository that a webhook names; without it renamings need a webhook of their own. */
  readonly nameSeen?: NameWatch | undefined;
}

/** The endpoint answers 202 by itself after nine seconds, which GitHub takes for success: ours must come first. */
export const answerMs = 7_000;

/** What is read of a payload. */
const Payload = z.object({
  action: z.string(),
  issue: z.object({ number: z.int().positive(), pull_request: z.unknown().optional() }),
  repository: z.object({
    id: z.int().positive().optional(),
    name: z.string().min(1),
    owner: z.object({ login: z.string().min(1) }),
  }),
  sender: z.object({ type: z.string().optional() }).optional(),
  installation: z.object({ id: z.int().positive() }).optional(),
});
type Payload = z.infer<typeof Payload>;

/** Ends a webhook with this status; octokit's middleware answers `{"error": "WebhookRefused: ..."}`. ASCII only. */
export class WebhookRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WebhookRefused';
    this.status = status;
  }
}

/** Registers the handlers. Actions that are not listed here are answered 200 and forgotten. */
export function receiveIssues(events: Pick<WebhookEvents, 'on'>, deps: WebhookDeps): void {
  events.on(
    ['issues.opened', 'issues.edited', 'issues.reopened', 'issues.transferred'],
    async ({ id, name, payload }) => {
      const parsed = Payload.safeParse(payload);
      if (!parsed.success) {
        const place = parsed.error.issues[0]?.path.join('.') ?? '';
        throw new WebhookRefused(
          422,
          `The payload is not what GitHub sends about issues: its field "${place}" is missing or has another form.`,
        );
      }
      const log = deps.log.child({ delivery: id });
      const ignored = whyIgnored(parsed.data);
      if (ignored !== null) {
        deps.metrics.delivery('ignored');
        log.debug({ reason: ignored }, 'delivery ignored');
        return;
      }
      const delivery = deliveryOf(id, name, parsed.data);
      await deps.nameSeen?.(id, parsed.data.repository.id, delivery.issue);
      await accept(delivery, { ...deps, log });
    },
  );
}

function whyIgnored(payload: Payload): string | null {
  if (payload.issue.pull_request !== undefined) return 'It is about a pull request.';
  if (payload.sender?.type === 'Bot') return 'A bot did it.';
  return null;
}

function deliveryOf(id: string, event: string, payload: Payload): Delivery {
  const { action, issue, repository, installation } = payload;
  if (installation === undefined) {
    throw new WebhookRefused(
      422,
      "The payload names no installation. Set the webhook in the App's settings, not in those of a repository.",
    );
  }
  return {
    id,
    event,
    action,
    issue: {
      installationId: installation.id,
      owner: repository.owner.login,
      repo: repository.name,
      number: issue.number,
    },
  };
}

/** Answers 503 when store or queue is away: GitHub lists the delivery as failed, and it can be sent again. */
async function accept(delivery: Delivery, deps: WebhookDeps): Promise<void> {
  try {
    const outcome = await answerInTime(remember(delivery, deps), answerMs, 'Store and queue');
    deps.metrics.delivery(outcome);
    deps.log.info({ issue: delivery.issue, action: delivery.action, outcome }, 'delivery received');
  } catch (cause) {
    deps.metrics.delivery('failed');
    deps.log.error({ err: cause, issue: delivery.issue }, 'delivery not accepted');
    throw new WebhookRefused(
      503,
      'The database or the queue does not answer; /readyz says which. Redeliver this webhook later.',
      cause,
    );
  }
}

async function remember(delivery: Delivery, deps: WebhookDeps): Promise<'accepted' | 'duplicate'> {
  const { store, queue, clock } = deps;
  const wish = wishOf(delivery);
  const wakeup = await store.receive(wish, deps.graceSeconds * 1000, clock.now());
  if (wakeup === null) return 'duplicate';
  const { job, options } = triageJob(wish, wakeup, clock.now());
  await queue.add(job, options);
  return wakeup.isRepeat ? 'duplicate' : 'accepted';
}
