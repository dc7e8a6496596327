/** Webhooks about pull requests: each new head gets a look at its policy, and a check is run again when somebody asks. */

import { z } from 'zod';
import { checkKey, checkPolicyJob } from '../app/jobs.js';
import { checkName, pullOf } from '../core/check/check-run.js';
import type { WebhookDeps } from './webhook.js';
import { accept, common, ignore, parsed, placeOf } from './webhook-arrival.js';
import type { WebhookEvents } from './webhook-guard.js';

const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const Pushed = z.object({
  ...common,
  action: z.string(),
  pull_request: z.object({ number: z.int().positive(), head: z.object({ sha: Sha }) }),
  changes: z.object({ base: z.unknown().optional() }).optional(),
});
const Rerun = z.object({
  ...common,
  check_run: z.object({
    id: z.int().positive(),
    head_sha: Sha,
    name: z.string(),
    external_id: z.string().nullish(),
  }),
});
const RerunAll = z.object({ ...common, check_suite: z.object({ head_sha: Sha }) });

/** Registers the handlers. Which files a pull request touches is not told in a webhook: the job looks. */
export function receivePullRequests(events: Pick<WebhookEvents, 'on'>, deps: WebhookDeps): void {
  events.on(
    ['pull_request.opened', 'pull_request.reopened', 'pull_request.synchronize', 'pull_request.edited'],
    async ({ id, payload }) => {
      const read = parsed(Pushed, payload);
      // An edit matters where another branch is the base now.
      const isRebased = read.action === 'edited' && read.changes?.base !== undefined;
      if (read.action === 'edited' && !isRebased) return ignore('Its branches are the same.', id, true, deps);
      const { number, head } = read.pull_request;
      const repository = placeOf(read);
      const change = { pull: number, headSha: head.sha, again: isRebased };
      const check = { deliveryId: id, repository, ...change, runId: null, at: deps.clock.now() };
      await queueCheck(`pull_request.${read.action}`, check, deps);
    },
  );

  events.on('check_run.rerequested', async ({ id, payload }) => {
    const read = parsed(Rerun, payload);
    const { id: runId, head_sha: headSha, name, external_id: externalId } = read.check_run;
    const pull = pullOf(externalId ?? '');
    if (name !== checkName || pull === null) return ignore('It is not our check.', id, true, deps);
    const asked = { deliveryId: id, repository: placeOf(read), pull, headSha, again: true, runId };
    const check = { ...asked, at: deps.clock.now() };
    await queueCheck('check_run.rerequested', check, deps);
  });

  // "Re-run all checks": GitHub asks each App for its own.
  events.on('check_suite.rerequested', async ({ id, payload }) => {
    const read = parsed(RerunAll, payload);
    const { head_sha: headSha } = read.check_suite;
    const repository = placeOf(read);
    const asked = { deliveryId: id, repository, pull: null, headSha, again: true, runId: null };
    const check = { ...asked, at: deps.clock.now() };
    await queueCheck('check_suite.rerequested', check, deps);
  });
}

async function queueCheck(
  event: string,
  check: Parameters<typeof checkPolicyJob>[0],
  deps: WebhookDeps,
): Promise<void> {
  const { deliveryId: id } = check;
  const key = checkKey(event, check);
  await accept({ id, key, event, queued: checkPolicyJob(check), isCounted: true }, deps);
}
