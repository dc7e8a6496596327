/** Webhooks about what happens around an issue: people's words, closing, releases, a changed policy. Remembered and queued like the rest. */

import { z } from 'zod';
import { answerInTime } from '../adapters/database/answer-in-time.js';
import {
  commandJob,
  conversationJob,
  deliveryKey,
  policyChangedJob,
  type QueuedJob,
  releaseJob,
} from '../app/jobs.js';
import type { RepositoryRef } from '../app/ports.js';
import { mayHoldCommands } from '../core/plan/command-lines.js';
import { ownRulesPath, policyPath } from '../core/rules/policy.js';
import { answerMs, type WebhookDeps, WebhookRefused } from './webhook.js';
import type { WebhookEvents } from './webhook-guard.js';

const Repository = z.object({
  id: z.int().positive().optional(),
  name: z.string().min(1),
  owner: z.object({ login: z.string().min(1) }),
  default_branch: z.string().optional(),
});
const common = {
  repository: Repository,
  sender: z.object({ type: z.string().optional(), login: z.string().optional() }).optional(),
  installation: z.object({ id: z.int().positive() }).optional(),
};
const Word = z.object({
  ...common,
  action: z.string(),
  issue: z.object({ number: z.int().positive(), pull_request: z.unknown().optional() }),
  comment: z
    .object({
      id: z.int().positive().optional(),
      body: z.string().nullish(),
      user: z.object({ login: z.string() }).nullish(),
    })
    .optional(),
});
const Published = z.object({
  ...common,
  action: z.string(),
  release: z.object({
    tag_name: z.string().min(1),
    prerelease: z.boolean(),
    draft: z.boolean().optional(),
    published_at: z.iso.datetime({ offset: true }).nullish(),
  }),
});
const paths = z.array(z.string()).default([]);
const Push = z.object({
  ...common,
  ref: z.string(),
  commits: z.array(z.object({ added: paths, modified: paths, removed: paths })).default([]),
});

interface Arrival {
  /** GitHub's delivery id. */
  readonly id: string;
  readonly key: string;
  readonly event: string;
  readonly queued: QueuedJob;
  /** False where `receiveIssues` counts the same delivery. */
  readonly isCounted: boolean;
}

/** Registers the handlers, beside those of `receiveIssues`. */
export function receiveActivity(events: Pick<WebhookEvents, 'on'>, deps: WebhookDeps): void {
  events.on(
    [
      'issue_comment.created',
      'issue_comment.edited',
      'issues.edited',
      'issues.closed',
      'issues.reopened',
      // What a person does with labels judges ours.
      'issues.labeled',
      'issues.unlabeled',
    ],
    async ({ id, name, payload }) => {
      const read = parsed(Word, payload);
      const isCounted = name !== 'issues' || !['edited', 'reopened'].includes(read.action);
      if (read.issue.pull_request !== undefined)
        return ignore('It is about a pull request.', id, isCounted, deps);
      // Ours above all: what bots do moves nothing.
      if (read.sender?.type === 'Bot') return ignore('A bot did it.', id, isCounted, deps);
      const issue = { ...placeOf(read), number: read.issue.number };
      await deps.nameSeen?.(id, read.repository.id, issue);
      const delivery = { id, event: name, action: read.action, issue };
      await accept(
        {
          id,
          key: `${deliveryKey(delivery)} conversation`,
          event: `${name}.${read.action}`,
          queued: conversationJob(delivery),
          isCounted,
        },
        deps,
      );
      const { id: commentId, body } = read.comment ?? {};
      if (commentId === undefined || !mayHoldCommands(body ?? '')) return;
      // Whoever may write can edit other people's comments; what they add there is not their author's command.
      if (read.sender?.login !== read.comment?.user?.login) return;
      await accept(
        {
          id,
          key: `${deliveryKey(delivery)} command ${commentId}`,
          event: `${name}.${read.action}`,
          queued: commandJob(delivery, commentId),
          isCounted: false,
        },
        deps,
      );
    },
  );

  // `released` alone comes when a test version is declared a release afterwards; a common release sends both.
  events.on(['release.published', 'release.released'], async ({ id, payload }) => {
    const read = parsed(Published, payload);
    const { tag_name: tag, prerelease: isPrerelease, draft, published_at: published } = read.release;
    if (draft === true) return ignore('It is a draft of a release.', id, true, deps);
    const repository = placeOf(read);
    const release = { repository, component: null, tag, isPrerelease, distribution: null, problem: null };
    const event = `release.${read.action}`;
    const key = `${id} ${event} ${repository.owner}/${repository.repo}`.toLowerCase();
    // The same moment for both events, so that they are one job.
    const at = published ? Date.parse(published) : deps.clock.now();
    await accept({ id, key, event, queued: releaseJob({ ...release, at }), isCounted: true }, deps);
  });

  events.on('push', async ({ id, payload }) => {
    const read = parsed(Push, payload);
    if (!changesPolicy(read)) return ignore('It does not change the policy.', id, true, deps);
    const repository = placeOf(read);
    const key = `${id} push ${repository.owner}/${repository.repo}`.toLowerCase();
    await accept({ id, key, event: 'push', queued: policyChangedJob(id, repository), isCounted: true }, deps);
  });
}

function changesPolicy({ ref, repository, commits }: z.infer<typeof Push>): boolean {
  if (repository.default_branch !== undefined && ref !== `refs/heads/${repository.default_branch}`)
    return false;
  return commits.some(({ added, modified, removed }) =>
    [added, modified, removed].some((list) => list.some(isPolicyFile)),
  );
}

function isPolicyFile(path: string): boolean {
  return path === policyPath || path.startsWith(`${ownRulesPath}/`);
}

function parsed<T>(schema: z.ZodType<T>, payload: unknown): T {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.') ?? '';
  throw new WebhookRefused(
    422,
    `The payload is not what GitHub sends: its field "${place}" is missing or has another form.`,
  );
}

function placeOf(read: {
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

function ignore(reason: string, delivery: string, isCounted: boolean, deps: WebhookDeps): void {
  if (isCounted) deps.metrics.delivery('ignored');
  deps.log.debug({ delivery, reason }, 'delivery ignored');
}

/** Answers 503 when store or queue is away: GitHub lists the delivery as failed, and it can be sent again. */
async function accept(arrival: Arrival, deps: WebhookDeps): Promise<void> {
  try {
    const outcome = await answerInTime(remember(arrival, deps), answerMs, 'Store and queue');
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

async function remember(
  { key, event, queued }: Arrival,
  deps: WebhookDeps,
): Promise<'accepted' | 'duplicate'> {
  const { store, queue, clock } = deps;
  if (!(await store.acceptDelivery(key, event, clock.now()))) return 'duplicate';
  await queue.add(queued.job, queued.options);
  await store.finishDelivery(key, clock.now());
  return 'accepted';
}
