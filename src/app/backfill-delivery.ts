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

/** The backfill that asked for this was taken back: nothing more is done for it. */
export class BackfillUndone extends Error {
  readonly retry = false;

  constructor() {
    super('The backfill that asked for this was taken back.');
    this.name = 'BackfillUndone';
  }
}

export interface BackfillWork {
  /** Rejects with `BackfillUndone` where nothing more is to be done. */
  check(): Promise<void>;
  /** For `Deps`: writes labels down before they are set, so that they can be taken back whatever becomes of the worker. Rejects like `check`. */
  readonly beforeLabels: NonNullable<Deps['beforeLabels']>;
}

/** What must be asked while a claim is worked on; null for one that no backfill asked for. What a webhook asked for too is done for that. */
export function backfillWork(
  claim: Pick<IssueClaim, 'deliveryId' | 'issue' | 'deliveries'>,
  { store }: Pick<Deps, 'store'>,
): BackfillWork | null {
  if (!isBackfill(claim)) return null;
  const { deliveryId, deliveries, issue } = claim;
  const id = deliveryId.slice(prefix.length);
  const isAlone = deliveries === 1;
  return {
    async check() {
      if (isAlone && !(await store.mayBackfill(id))) throw new BackfillUndone();
    },
    async beforeLabels(names) {
      const isNoted = await store.noteBackfillLabels(id, issue.number, names);
      if (isAlone && !isNoted) throw new BackfillUndone();
    },
  };
}
