/** Which webhook deliveries were accepted, and whose job was enqueued. */

import type { Kysely } from 'kysely';
import type { Store } from '../../app/ports.js';
import { gather } from './gather.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

interface Accepted {
  readonly id: string;
  readonly event: string;
  readonly now: number;
}

/** Rows in one statement, when so many come at once. */
const mostRows = 100;

export function deliveries(db: Kysely<Tables>): Pick<Store, 'acceptDelivery' | 'finishDelivery'> {
  /** The same id twice in one batch: the second comes after the first, as it would have. */
  const accept = gather(mostRows, async (all: readonly Accepted[]) => {
    const rows = [...new Map(all.map((one) => [one.id, one])).values()];
    const accepted = await db
      .insertInto('deliveries')
      .values(
        rows.map(({ id, event, now }) => ({ id, event, accepted_at: new Date(now), finished_at: null })),
      )
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((row) => ({ accepted_at: row.ref('excluded.accepted_at') }))
          .where('deliveries.finished_at', 'is', null),
      )
      .returning('id')
      .execute();
    const isAccepted = new Set(accepted.map(({ id }) => id));
    return all.map(({ id }) => isAccepted.has(id));
  });

  const finish = gather(mostRows, async (all: readonly { readonly id: string; readonly now: number }[]) => {
    const now = Math.max(...all.map((one) => one.now));
    await db
      .updateTable('deliveries')
      .set({ finished_at: new Date(now) })
      .where(
        'id',
        'in',
        all.map(({ id }) => id),
      )
      .where('finished_at', 'is', null)
      .execute();
    return all;
  });

  return {
    acceptDelivery: (id, event, now) => accept({ id: storable(id), event: storable(event), now }),
    finishDelivery: async (id, now) => {
      await finish({ id: storable(id), now });
    },
  };
}
