/** A closed draft without the texts of its report. */

import { type RawBuilder, sql } from 'kysely';

/**
 * What tells that it was there (category, decision, state) stays, and so does what an open issue is followed up by: the rule's questions
 * and the status of the fix, which quote nothing.
 */
const emptyContent = JSON.stringify({
  reason: '',
  evidence: [],
  against: [],
  runnerUp: null,
  facts: [],
  reply: '',
});

/** Assignments for an `UPDATE` of drafts. */
export const emptied: RawBuilder<unknown> = sql`title = '', body = '', edited_reply = NULL, seen = NULL,
  content = content || ${emptyContent}::jsonb || CASE WHEN content->'weighed' IS NULL THEN '{}'::jsonb
    ELSE jsonb_build_object('weighed', content->'weighed' || '{"words":[]}'::jsonb) END`;

/** Whether a draft still holds a text of its report. */
export const holdsTexts: RawBuilder<boolean> = sql<boolean>`(title <> '' OR body <> '' OR edited_reply IS NOT NULL OR seen IS NOT NULL
  OR content->>'reply' <> '' OR content #> '{weighed,words,0}' IS NOT NULL)`;
