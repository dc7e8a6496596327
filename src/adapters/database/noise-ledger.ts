/** What was spent of each repository's noise budget. */

import { type Kysely, sql } from 'kysely';
import type { NoiseLedger } from '../../app/limit-ports.js';
import { repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

export function noiseLedger(db: Kysely<Tables>): NoiseLedger {
  return {
    spendNoise(ref, kind, key, limit, now) {
      const repository = repositoryKey(ref);
      const day = new Date(now).toISOString().slice(0, 10);
      return db.transaction().execute(async (tx) => {
        // Two workers that count at the same moment would both find room for the last one.
        await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind} ${repository}`}, 0))`.execute(tx);
        const spent = await tx
          .selectFrom('noise_spent')
          .select((row) => [
            row.fn.count<string>('day').filterWhere('day', '=', day).as('today'),
            row.fn.count<string>('day').filterWhere('action_key', '=', storable(key)).as('mine'),
          ])
          .where('repository', '=', repository)
          .where('kind', '=', kind)
          .where((row) => row.or([row('day', '=', day), row('action_key', '=', storable(key))]))
          .executeTakeFirstOrThrow();
        if (Number(spent.mine) > 0) return true;
        if (Number(spent.today) >= limit) return false;
        await tx
          .insertInto('noise_spent')
          .values({ repository, installation_id: ref.installationId, kind, action_key: storable(key), day })
          .execute();
        return true;
      });
    },
  };
}
