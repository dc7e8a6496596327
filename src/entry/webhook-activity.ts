/** Webhooks about what happens around an issue: people's words, closing, releases, a changed policy. Remembered and queued like the rest. */

import { z } from 'zod';
import { commandJob, conversationJob, deliveryKey, policyChangedJob, releaseJob } from '../app/jobs.js';
import { mayHoldCommands } from '../core/plan/command-lines.js';
import { ownRulesPath, policyPath } from '../core/rules/policy.js';
import type { WebhookDeps } from './webhook.js';
import { accept, common, ignore, parsed, placeOf } from './webhook-arrival.js';
import type { WebhookEvents } from './webhook-guard.js';

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
