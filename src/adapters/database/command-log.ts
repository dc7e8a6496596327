/** Comments with commands: whoever carries them out does so alone, and what was carried out is remembered. */

import { type Kysely, sql } from 'kysely';
import type { CommandLog, CommentClaim } from '../../app/command-ports.js';
import { issueColumns, repositoryKey } from './issue-columns.js';
import { newRowId } from './row-id.js';
import { storable } from './stored-text.js';
import type { Tables } from './tables.js';

export function commandLog(db: Kysely<Tables>): CommandLog {
  function held({ issue, commentId, holder }: CommentClaim) {
    return db
      .updateTable('command_comments')
      .where('repository', '=', repositoryKey(issue))
      .where('comment_id', '=', String(commentId))
      .where('holder', '=', holder);
  }

  return {
    async claimComment(issue, commentId, holdMs, now) {
      const holder = newRowId();
      const columns = { holder, held_until: new Date(now + holdMs), updated_at: new Date(now) };
      const claimed = await db
        .insertInto('command_comments')
        .values({ ...issueColumns(issue), comment_id: commentId, ...columns })
        .onConflict((conflict) =>
          conflict
            .columns(['repository', 'comment_id'])
            .doUpdateSet(columns)
            .where((row) =>
              row.or([
                row('command_comments.held_until', 'is', null),
                row('command_comments.held_until', '<=', new Date(now)),
              ]),
            ),
        )
        .returning('done')
        .executeTakeFirst();
      if (claimed !== undefined) return { issue, commentId, holder, done: claimed.done };
      const row = await db
        .selectFrom('command_comments')
        .select('held_until')
        .where('repository', '=', repositoryKey(issue))
        .where('comment_id', '=', String(commentId))
        .executeTakeFirst();
      return { until: row?.held_until?.getTime() ?? now };
    },

    async settleCommand(claim, command, now) {
      const settled = await held(claim)
        .set({ done: sql<string[]>`array_append(done, ${storable(command)})`, updated_at: new Date(now) })
        .executeTakeFirst();
      return settled.numUpdatedRows === 1n;
    },

    async releaseComment(claim, now) {
      await held(claim)
        .set({ holder: null, held_until: null, updated_at: new Date(now) })
        .execute();
    },
  };
}
