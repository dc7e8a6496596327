/** What was about to be done and what became of it, so that a retry can tell what is left. */

import { type Kysely, sql } from 'kysely';
import type { EffectLedger, EffectState } from '../../app/effect-ports.js';
import { issueColumns, issueRef, repositoryKey } from './issue-columns.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

type IssueRow = Parameters<typeof issueRef>[0];

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

export function effects(db: Kysely<Tables>): EffectLedger {
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
          conflict.column('effect_key').doUpdateSet({
            attempts: sql<number>`effects.attempts + CASE effects.state WHEN 'settled' THEN 0 ELSE 1 END`,
            updated_at: sql<Date>`CASE effects.state WHEN 'refused' THEN excluded.updated_at ELSE effects.updated_at END`,
            state: sql<EffectState>`CASE effects.state WHEN 'refused' THEN 'intended' ELSE effects.state END`,
          }),
        )
        .returning(['state', 'repository'])
        .executeTakeFirstOrThrow();
      if (row.repository !== columns.repository) {
        throw new EffectKeyClash(key, [row.repository, columns.repository]);
      }
      return row.state;
    },

    async settledOutcome(key) {
      const row = await db
        .selectFrom('effects')
        .select('outcome')
        .where('effect_key', '=', storable(key))
        .where('state', '=', 'settled')
        .executeTakeFirst();
      return row?.outcome ?? null;
    },

    async settleEffect(key, state, outcome, now) {
      await db
        .updateTable('effects')
        .set({ state, outcome: storable(outcome), updated_at: new Date(now) })
        .where('effect_key', '=', storable(key))
        // What happened once stays: a late second outcome of a retried job does not overwrite it.
        .where('state', 'in', state === 'settled' ? ['intended', 'refused'] : ['intended'])
        .execute();
    },

    async openEffects(ref) {
      const rows = await db
        .selectFrom('effects')
        .select(['effect_key', 'kind', 'updated_at'])
        .where('repository', '=', repositoryKey(ref))
        .where('issue_number', '=', ref.number)
        .where('state', '=', 'intended')
        .orderBy('updated_at')
        .execute();
      return rows.map((row) => ({ key: row.effect_key, kind: row.kind, at: row.updated_at.getTime() }));
    },

    async issuesWithOpenEffects(before, limit) {
      // What a triage or a posting will perform or refuse is theirs.
      const { rows } = await sql<IssueRow>`
        SELECT min(owner) AS owner, min(repo) AS repo, max(installation_id) AS installation_id, issue_number
        FROM dejabug.effects AS open
        WHERE state = 'intended' AND updated_at < ${new Date(before)}
          AND NOT EXISTS (SELECT FROM dejabug.inbox AS row WHERE row.repository = open.repository
            AND row.issue_number = open.issue_number AND row.wanted > row.handled)
          AND NOT EXISTS (SELECT FROM dejabug.drafts AS draft WHERE draft.repository = open.repository
            AND draft.issue_number = open.issue_number AND draft.comment_url IS NULL
            AND draft.state IN ('approved', 'posted'))
        GROUP BY repository, issue_number ORDER BY min(updated_at) LIMIT ${limit}`.execute(db);
      return rows.map(issueRef);
    },
  };
}
