/** The delivery that a backfill puts in the place of a webhook: whoever triages the issue for it writes down which labels it sets. */

import type { Backfill } from './backfill-ports.js';
import type { Deps } from './deps.js';
import type { IssueClaim } from './inbox-ports.js';
import type { Delivery } from './jobs.js';

const prefix = 'backfill-';

export function backfillDelivery(backfill: Backfill, number: number): Delivery {
  const { id, installationId, owner, repo } = backfill;
  const issue = { installationId, owner, repo, number };
  return { id: `${prefix}${id}`, event: 'backfill', action: 'triage', issue };
}

/** Whether a triage was asked for by a backfill. */
export function isBackfill({ deliveryId }: { readonly deliveryId: string }): boolean {
  return deliveryId.startsWith(prefix);
}

/**
 * Writes the labels of a plan down before they are set, so that they can be taken back whatever becomes of the worker. Undefined for a
 * claim that no backfill asked for.
 */
export function noteLabels(
  claim: Pick<IssueClaim, 'deliveryId' | 'issue'>,
  { store }: Pick<Deps, 'store'>,
): Deps['onPerform'] {
  if (!isBackfill(claim)) return undefined;
  const { deliveryId, issue } = claim;
  const id = deliveryId.slice(prefix.length);
  return async ({ actions }) => {
    const labels = actions.flatMap((action) => (action.kind === 'add-labels' ? action.labels : []));
    if (labels.length === 0) return;
    await store.noteBackfillLabels(
      id,
      issue.number,
      labels.map(({ name }) => name),
    );
  };
}
