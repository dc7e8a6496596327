/** Reactions on a comment, from the REST API; an unchanged answer costs nothing of the rate limit. */

import { type Octokit, RequestError } from 'octokit';
import type { CommentReactions } from '../../app/feedback-ports.js';
import type { RepositoryRef } from '../../app/refs.js';
import { isGone } from './github-error.js';
import { personOf } from './read-issue.js';

/** The first hundred of a comment. Rejects with octokit's error, but for a comment that is gone. */
export async function reactionsFrom(
  octokit: Octokit,
  ref: RepositoryRef,
  commentId: number,
  etag: string | null,
): Promise<CommentReactions> {
  try {
    const { data, headers } = await octokit.rest.reactions.listForIssueComment({
      owner: ref.owner,
      repo: ref.repo,
      comment_id: commentId,
      per_page: 100,
      ...(etag !== null && { headers: { 'if-none-match': etag } }),
    });
    return {
      kind: 'read',
      etag: headers.etag ?? null,
      reactions: data.map(({ id, user, content, created_at }) => ({
        id,
        by: personOf(user),
        content,
        at: Date.parse(created_at),
      })),
    };
  } catch (error) {
    if (error instanceof RequestError && error.status === 304) return { kind: 'unchanged' };
    if (isGone(error)) return { kind: 'gone' };
    throw error;
  }
}
