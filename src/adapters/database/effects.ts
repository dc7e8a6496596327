/** What was about to be done and what became of it, so that a retry can tell what is left. */

import type { Kysely } from 'kysely';
import type { Store } from '../../app/ports.js';
import { issueColumns } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

/** Two issues share an effect's key: one of them would be taken for done because of the other. */
export class EffectKeyClash extends Error {
  readonly key: string;
  readonly repositories: readonly [string, string];

  constructor(key: string, repositories: readonly [string, string]) {
    super(`Effect key ${key} belongs to ${repositories[0]} and is used for ${repositories[1]}.`);
    this.name = 'EffectKeyClash';
    this.key = key;
    this.repositories = repositories;
  }
}

export function effects(db: Kysely<Tables>): Pick<Store, 'intendEffect' | 'settleEffect'> {
  return {
    async intendEffect(key, kind, ref, now) {
      const columns = issueColumns(ref);
      const row = await db
        .insertInto('effects')
        .values({
          effect_key: storable(key),
          kind: storable(kind),
          ...columns,
          state: 'intended',
          created_at: new Date(now),
          updated_at: new Date(now),
        })
        // An update that changes nothing that matters is what makes the existing row come back, in the same statement.
        .onConflict((conflict) =>
          conflict.column('effect_key').doUpdateSet((row) => ({
            attempts: row
              .case()
              .when('effects.state', '=', 'intended')
              .then(row('effects.attempts', '+', 1))
              .else(row.ref('effects.attempts'))
              .end(),
          })),
        )
        .returning(['state', 'repository'])
        .executeTakeFirstOrThrow();
      if (row.repository !== columns.repository) {
        throw new EffectKeyClash(key, [row.repository, columns.repository]);
      }
      return row.state;
    },

    async settleEffect(key, state, outcome, now) {
      await db
        .updateTable('effects')
        .set({ state, outcome: storable(outcome), updated_at: new Date(now) })
        .where('effect_key', '=', storable(key))
        // What happened once stays: a late second outcome of a retried job does not overwrite it.
        .where('state', '=', 'intended')
        .execute();
    },
  };
}
