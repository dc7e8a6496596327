/** The hidden marker that every comment of ours carries, so that a retry sees what was already said. */

import { digest } from './digest.js';
import type { IssueComment, IssueSnapshot } from './issue-snapshot.js';
import { isOurs } from './precedence.js';

/** Key of the one comment that a draft becomes. */
export function commentKey(issueNumber: number, draftId: string): string {
  return `comment:${issueNumber}:${draftId}`;
}

/** An HTML comment; GitHub's Markdown ends or shows one at `--`, so that a key never brings any. */
export function markerOf(key: string): string {
  return `<!-- dejabug:${key.replace(/-(?=-)|[<>%]|-$/g, (character) => `%${character.charCodeAt(0).toString(16)}`)} -->`;
}

/** The body as it is posted: the reply, then the marker on its own line. */
export function withMarker(body: string, key: string): string {
  return `${body.trimEnd()}\n\n${markerOf(key)}\n`;
}

/** Our own comment with this marker, null when there is none. Somebody who quotes the marker does not count. */
export function findMarked(issue: IssueSnapshot, key: string, botLogin: string): IssueComment | null {
  const marker = markerOf(key);
  const found = issue.comments.find(
    (comment) => isOurs(comment.author, botLogin) && comment.body.includes(marker),
  );
  return found ?? null;
}

/**
 * Whether we replied on this issue by a draft that is not among these: before the repository was renamed or transferred, or in a
 * database that is gone.
 */
export function hasForgottenReply(
  issue: IssueSnapshot,
  draftIds: readonly string[],
  botLogin: string,
): boolean {
  return issue.comments.some(({ author, body }) => {
    if (!isOurs(author, botLogin)) return false;
    const draftId = /<!-- dejabug:comment:\d+:(\S+) -->/.exec(body)?.[1];
    return draftId !== undefined && !draftIds.includes(draftId);
  });
}

/** Says which report a comment of ours answers, so that a later edit of the report is noticed. */
export function seenMarker(issue: IssueSnapshot): string {
  return markerOf(`seen:${digest(issue.body)}`);
}

/** Whether the report has changed since our comment; false where the comment does not say what it answers. */
export function hasUnseenBody(issue: IssueSnapshot, ownBody: string): boolean {
  const seen = /<!-- dejabug:seen:([0-9a-f]{8}) -->/.exec(ownBody)?.[1];
  return seen !== undefined && seen !== digest(issue.body);
}
