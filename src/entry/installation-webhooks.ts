/** Webhooks about the App's own installations: what is new gets a first report, what was taken away is forgotten, a suspension is noted. */

import { z } from 'zod';
import { firstReportJob } from '../app/first-report.js';
import { forgetJob } from '../app/forget.js';
import { keepJob } from '../app/keep-job.js';
import type { WebhookDeps } from './webhook.js';
import type { WebhookEvents } from './webhook-guard.js';

const Repositories = z.array(z.object({ full_name: z.string() }));
const Payload = z.object({
  installation: z.object({ id: z.int().positive() }),
  repositories_removed: Repositories.optional(),
  repositories_added: Repositories.optional(),
  repositories: Repositories.optional(),
});

/** Repositories of one webhook that get a report at once; an account may give hundreds. */
const mostReports = 100;

/**
 * Registers the handlers. Suspension needs no work of ours: GitHub refuses the installation's tokens, so that its jobs end with
 * that reason, and the sweep picks up what was missed once it is lifted.
 */
export function receiveInstallations(
  events: Pick<WebhookEvents, 'on'>,
  deps: Pick<WebhookDeps, 'store' | 'queue' | 'clock' | 'log' | 'metrics'>,
): void {
  events.on(['installation.deleted', 'installation_repositories.removed'], async ({ id, name, payload }) => {
    const read = Payload.safeParse(payload);
    if (!read.success) return;
    const { installation, repositories_removed: removed = [] } = read.data;
    const repositories = name === 'installation' ? null : removed.map(({ full_name }) => full_name);
    if (repositories?.length === 0) return;
    // Rejects while database or queue is away: GitHub lists the delivery as failed, and it can be sent again.
    await keepJob(
      {
        key: `${id} ${name}.removed`,
        event: `${name}.removed`,
        queued: forgetJob(id, installation.id, repositories),
      },
      deps,
    );
    deps.metrics.delivery('accepted');
    deps.log.info(
      { delivery: id, installation: installation.id, repositories },
      'what is stored about it will be deleted',
    );
  });
  events.on(['installation.created', 'installation_repositories.added'], async ({ id, payload }) => {
    const read = Payload.safeParse(payload);
    if (!read.success) return;
    const { installation, repositories = [], repositories_added: added = [] } = read.data;
    const names = [...repositories, ...added].map(({ full_name }) => full_name);
    for (const name of names.slice(0, mostReports)) {
      const [owner = '', repo = ''] = name.split('/');
      const queued = firstReportJob(id, { installationId: installation.id, owner, repo });
      // Rejects like above; those that were queued already are queued once.
      await keepJob({ key: `${id} first-report ${name}`.toLowerCase(), event: 'installation', queued }, deps);
    }
    deps.metrics.delivery('accepted');
    deps.log.info(
      { delivery: id, installation: installation.id, repositories: names.length },
      'installed on repositories; a first report is made about them',
    );
  });
  events.on('installation.new_permissions_accepted', async ({ id, payload }) => {
    // Whatever was refused for want of them is tried again by the queue and the sweep; nothing is kept about permissions.
    deps.log.info({ delivery: id, installation: payload.installation.id }, 'new permissions were accepted');
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
