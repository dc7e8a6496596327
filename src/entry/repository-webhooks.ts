/** Webhooks that tell where a repository is: renamed, transferred, or seen under a name that is not the one we know it by. */

import { z } from 'zod';
import { jobsFor, movedJobs } from '../app/follow-repository.js';
import { keepJob } from '../app/keep-job.js';
import { type NameWatch, type WebhookDeps, WebhookRefused } from './webhook.js';
import type { WebhookEvents } from './webhook-guard.js';

const Login = z.object({ login: z.string().min(1) });
const Moved = z.object({
  repository: z.object({ id: z.int().positive(), name: z.string().min(1), owner: Login }),
  installation: z.object({ id: z.int().positive() }),
  changes: z.object({
    repository: z.object({ name: z.object({ from: z.string().min(1) }) }).optional(),
    owner: z.object({ from: z.object({ user: Login.nullish(), organization: Login.nullish() }) }).optional(),
  }),
});

/** Names that one process remembers; another look at the store costs little. */
const mostRemembered = 10_000;

/** Registers the handlers. What is stored moves in a job, which asks GitHub first where the repository is now. */
export function receiveRepositories(
  events: Pick<WebhookEvents, 'on'>,
  deps: Pick<WebhookDeps, 'store' | 'queue' | 'clock' | 'log' | 'metrics'>,
): void {
  events.on(['repository.renamed', 'repository.transferred'], async ({ id, payload }) => {
    const read = Moved.safeParse(payload);
    if (!read.success) return;
    const { repository, installation, changes } = read.data;
    const to = { owner: repository.owner.login, repo: repository.name };
    const owner = changes.owner?.from.organization?.login ?? changes.owner?.from.user?.login ?? to.owner;
    const from = { owner, repo: changes.repository?.name.from ?? to.repo };
    const moved = { deliveryId: id, installationId: installation.id, repositoryId: repository.id, from, to };
    const [queued, again] = movedJobs(moved);
    // Rejects while database or queue is away: GitHub lists the delivery as failed, and it can be sent again.
    await keepJob({ key: `${id} repository.moved`, event: 'repository.moved', queued }, deps);
    await deps.queue.add(again.job, again.options);
    deps.metrics.delivery('accepted');
    deps.log.info({ delivery: id, from, to }, 'a repository has another name');
  });
}

/** Renamings of which no webhook told are noticed by the next one of the repository. */
export function watchNames({ store, queue, log }: Pick<WebhookDeps, 'store' | 'queue' | 'log'>): NameWatch {
  const known = new Map<number, string>();
  return async (deliveryId, repositoryId, seen) => {
    const name = `${seen.owner}/${seen.repo}`.toLowerCase();
    if (repositoryId === undefined || known.get(repositoryId) === name) return;
    try {
      const named = await store.nameRepository(repositoryId, seen);
      for (const { job, options } of jobsFor(named, deliveryId, repositoryId, seen))
        await queue.add(job, options);
      if (named.kind === 'elsewhere') return;
      if (known.size >= mostRemembered) known.clear();
      known.set(repositoryId, name);
    } catch (cause) {
      log.error(
        { err: cause, delivery: deliveryId, repository: name },
        'the name of a repository was not looked up',
      );
      throw new WebhookRefused(
        503,
        'The database or the queue does not answer; /readyz says which. Redeliver this webhook later.',
        cause,
      );
    }
  };
}
