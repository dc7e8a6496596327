/** The App was uninstalled, or repositories were taken from it: what is stored about them is deleted. */

import type { Deps } from './deps.js';
import { keptId, type QueuedKept } from './kept-job.js';
import type { Job } from './ports.js';
import type { ForgetScope } from './retention-ports.js';

type ForgetJob = Extract<Job, { kind: 'forget' }>;

/** Milliseconds until it happens: jobs that run right now have written their last row by then. */
const settleMs = 60_000;

/** `repositories` are `owner/repo`; null means all of the installation. `deliveryId` is that of the webhook that said so. */
export function forgetJob(
  deliveryId: string,
  installationId: number,
  repositories: readonly string[] | null,
): QueuedKept {
  const job = { kind: 'forget', deliveryId, installationId, repositories } as const;
  return { job, options: { id: keptId(job), delay: settleMs } };
}

/** Deletes it. Safe to repeat; jobs about it that are still queued find nothing and end. */
export async function forget(job: ForgetJob, { store, log }: Pick<Deps, 'store' | 'log'>): Promise<void> {
  const { installationId, repositories } = job;
  const scopes: readonly ForgetScope[] =
    repositories === null ? [{ kind: 'installation', installationId }] : repositories.map(scopeOf);
  for (const scope of scopes) {
    const rows = await store.forgetRows(scope);
    log.info({ about: scope, rows }, 'forgot what was stored about it');
  }
}

function scopeOf(fullName: string): ForgetScope {
  const [owner = '', repo = ''] = fullName.split('/');
  return { kind: 'repository', owner, repo };
}
