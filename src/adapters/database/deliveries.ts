/** Which webhook deliveries were accepted, and whose job was enqueued. */

import type { Kysely } from 'kysely';
import type { Store } from '../../app/ports.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

export function deliveries(db: Kysely<Tables>): Pick<Store, 'acceptDelivery' | 'finishDelivery'> {
  return {
    async acceptDelivery(id, event, now) {
      const accepted = await db
        .insertInto('deliveries')
        .values({
          id: storable(id),
          event: storable(event),
          accepted_at: new Date(now),
          finished_at: null,
        })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet({ accepted_at: new Date(now) })
            .where('deliveries.finished_at', 'is', null),
        )
        .returning('id')
        .executeTakeFirst();
      return accepted !== undefined;
    },

    async finishDelivery(id, now) {
      await db
        .updateTable('deliveries')
        .set({ finished_at: new Date(now) })
        .where('id', '=', storable(id))
        .where('finished_at', 'is', null)
        .execute();
    },
  };
}
