/** What all webhooks but those about new issues have in common: read, remembered, queued once, answered in time. */

import { z } from 'zod';
import { answerInTime } from '../adapters/database/answer-in-time.js';
import { type AskedJob, keepJob } from '../app/keep-job.js';
import type { RepositoryRef } from '../app/ports.js';
import { answerMs, type WebhookDeps, WebhookRefused } from './webhook.js';

const Repository = z.object({
  id: z.int().positive().optional(),
  name: z.string().min(1),
  owner: z.object({ login: z.string().min(1) }),
  default_branch: z.string().optional(),
});

/** Fields of every payload. */
export const common = {
  repository: Repository,
  sender: z.object({ type: z.string().optional(), login: z.string().optional() }).optional(),
  installation: z.object({ id: z.int().positive() }).optional(),
};

export interface Arrival extends AskedJob {
  /** GitHub's delivery id. */
  readonly id: string;
  /** False where `receiveIssues` counts the same delivery. */
  readonly isCounted: boolean;
}

/** Throws `WebhookRefused` with the field that is wrong. */
export function parsed<T>(schema: z.ZodType<T>, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.') ?? '';
  throw new WebhookRefused(
    422,
    `The payload is not what GitHub sends: its field "${place}" is missing or has another form.`,
  );
}

/** Throws `WebhookRefused` for a payload without an installation. */
export function placeOf(read: {
  readonly repository: z.infer<typeof Repository>;
  readonly installation?: { readonly id: number } | undefined;
}): RepositoryRef {
  const { repository, installation } = read;
  if (installation !== undefined)
    return { installationId: installation.id, owner: repository.owner.login, repo: repository.name };
  throw new WebhookRefused(
    422,
    "The payload names no installation. Set the webhook in the App's settings, not in those of a repository.",
  );
}

/** Counts and logs a delivery that asks for nothing. */
export function ignore(reason: string, delivery: string, isCounted: boolean, deps: WebhookDeps): void {
  if (isCounted) deps.metrics.delivery('ignored');
  deps.log.debug({ delivery, reason }, 'delivery ignored');
}

/** Remembers the delivery and queues its job once. Answers 503 when store or queue is away: GitHub lists the delivery as failed, and it can be sent again. */
export async function accept(arrival: Arrival, deps: WebhookDeps): Promise<void> {
  try {
    const outcome = await answerInTime(keepJob(arrival, deps), answerMs, 'Store and queue');
    if (arrival.isCounted) deps.metrics.delivery(outcome);
    deps.log.info({ delivery: arrival.id, event: arrival.event, outcome }, 'delivery received');
  } catch (cause) {
    if (arrival.isCounted) deps.metrics.delivery('failed');
    deps.log.error({ err: cause, delivery: arrival.id, event: arrival.event }, 'delivery not accepted');
    throw new WebhookRefused(
      503,
      'The database or the queue does not answer; /readyz says which. Redeliver this webhook later.',
      cause,
    );
  }
}
