/** Webhooks about the App's own installations: what was uninstalled or taken away is forgotten, a suspension is noted. */

import { z } from 'zod';
import { forgetJob } from '../app/forget.js';
import type { WebhookDeps } from './webhook.js';
import type { WebhookEvents } from './webhook-guard.js';

const Repositories = z.array(z.object({ full_name: z.string() }));
const Payload = z.object({
  installation: z.object({ id: z.int().positive() }),
  repositories_removed: Repositories.optional(),
});

/**
 * Registers the handlers. Suspension needs no work of ours: GitHub refuses the installation's tokens, so that its jobs end with
 * that reason, and the sweep picks up what was missed once it is lifted.
 */
export function receiveInstallations(
  events: Pick<WebhookEvents, 'on'>,
  deps: Pick<WebhookDeps, 'queue' | 'log' | 'metrics'>,
): void {
  events.on(['installation.deleted', 'installation_repositories.removed'], async ({ id, name, payload }) => {
    const read = Payload.safeParse(payload);
    if (!read.success) return;
    const { installation, repositories_removed: removed = [] } = read.data;
    const repositories = name === 'installation' ? null : removed.map(({ full_name }) => full_name);
    if (repositories?.length === 0) return;
    const { job, options } = forgetJob(id, installation.id, repositories);
    // Rejects while the queue is away: GitHub lists the delivery as failed, and it can be sent again.
    await deps.queue.add(job, options);
    deps.metrics.delivery('accepted');
    deps.log.info(
      { delivery: id, installation: installation.id, repositories },
      'what is stored about it will be deleted',
    );
  });
  events.on(['installation.suspend', 'installation.unsuspend'], async ({ id, payload }) => {
    const { action, installation } = payload;
    deps.log.warn(
      { delivery: id, installation: installation.id, action },
      action === 'suspend'
        ? 'the installation was suspended: its jobs end with that reason until it is not any more'
        : 'the installation works again',
    );
  });
}
