/** Reactions on replies of ours: GitHub tells of them by no webhook, so they are looked at now and then. */

import type { Deps } from './deps.js';
import type { CommentReaction } from './feedback-ports.js';
import type { Draft, Feedback } from './ports.js';
import { feedbackOnDraft } from './record-feedback.js';

const dayMs = 24 * 60 * 60_000;
/** How long a posted reply is looked at, and how often. */
const watchMs = 14 * dayMs;
const everyMs = 6 * 60 * 60_000;
/** Replies in one sweep: conditional requests, which cost nothing of the rate limit where nothing changed. */
const mostAtOnce = 50;

/** Each reaction of a person, once for ever; a later removal is not noticed. */
export function reactionFeedback(
  draft: Draft,
  commentId: number,
  reactions: readonly CommentReaction[],
): readonly Feedback[] {
  return reactions
    .filter(({ by }) => !by.isBot)
    .map(({ id, by, content, at }) =>
      feedbackOnDraft(draft, {
        kind: 'reaction',
        by: by.login,
        at,
        key: `reaction:${commentId}:${id}`,
        note: content,
      }),
    );
}

/**
 * Looks at the replies of the last fourteen days, each four times a day, those first that were not looked at for longest. Once in
 * `periodMs`, whichever process asks. Returns how many reactions were new.
 */
export async function sweepReactions(
  deps: Pick<Deps, 'store' | 'github' | 'clock' | 'log'>,
  { periodMs, signal }: { readonly periodMs: number; readonly signal: AbortSignal },
): Promise<number> {
  const { store, github, clock, log } = deps;
  if (!(await store.takePeriod('reactions', periodMs, clock.now()))) return 0;
  const now = clock.now();
  let kept = 0;
  for (const { draftId, etag } of await store.repliesToWatch(now - watchMs, now - everyMs, mostAtOnce)) {
    if (signal.aborted) return kept;
    const draft = await store.draft(draftId);
    if (draft === null) continue;
    const commentId = commentIdIn(draft.commentUrl);
    let newEtag = etag;
    try {
      const answer = commentId === null ? null : await github.reactionsOn(draft, commentId, etag);
      if (answer?.kind === 'read' && commentId !== null) {
        newEtag = answer.etag;
        for (const feedback of reactionFeedback(draft, commentId, answer.reactions))
          if (await store.saveFeedback(feedback)) kept += 1;
      }
    } catch (err) {
      // The rate limit concerns all that would follow; anything else this reply only, which waits for its next turn.
      if (err instanceof Error && 'retryAfterMs' in err && err.retryAfterMs !== null) throw err;
      log.warn({ err, draft: draft.id }, 'reactions on a reply could not be read');
    }
    await store.watchedReply(draft, newEtag, now);
  }
  return kept;
}

/** Id of the comment that an address ends with, null where it names none. */
function commentIdIn(url: string | null): number | null {
  const id = /#issuecomment-(\d{1,15})$/.exec(url ?? '')?.[1];
  return id === undefined ? null : Number(id);
}
