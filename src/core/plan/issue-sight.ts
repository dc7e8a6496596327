/** What a person could know of an issue when they looked at it, kept small, so that what changed since can be told in words. */

import { isOnlyCommands } from './command-lines.js';
import { digest } from './digest.js';
import type { IssueComment, IssueSnapshot } from './issue-snapshot.js';
import { isOurs, isSetByPerson, sameName, vetoOf } from './precedence.js';

/** What bots did, we among them, is no part of it. */
export interface IssueSight {
  readonly title: string;
  /** Digest of the report's body. */
  readonly body: string;
  readonly state: IssueSnapshot['state'];
  readonly locked: boolean;
  /** Labels that people set, sorted. */
  readonly labels: readonly string[];
  /** Labels of ours that people took off, sorted. */
  readonly refused: readonly string[];
  /** People's comments, the newest last, the newest hundred. */
  readonly comments: readonly SeenComment[];
}

interface SeenComment {
  readonly id: number;
  readonly by: string;
  /** Digest of its text. */
  readonly text: string;
}

const mostComments = 100;

export function sightOf(issue: IssueSnapshot, botLogin: string): IssueSight {
  const isPersons = ({ author, body }: IssueComment) =>
    !author.isBot && !isOurs(author, botLogin) && !isOnlyCommands(body);
  const taken = issue.labelEvents
    .filter(({ change }) => change === 'unlabeled')
    .map(({ label }) => label)
    .filter((label) => vetoOf(issue, label, botLogin) !== null)
    .filter((label) => !issue.labels.some((name) => sameName(name, label)));
  return {
    title: issue.title,
    body: digest(issue.body),
    state: issue.state,
    locked: issue.locked,
    labels: issue.labels.filter((label) => isSetByPerson(issue, label, botLogin)).sort(),
    refused: [...new Set(taken)].sort(),
    comments: issue.comments
      .filter(isPersons)
      .slice(-mostComments)
      .map(({ id, author, body }) => ({ id, by: author.login, text: digest(body) })),
  };
}

/** Names what was seen: two sights with the same version are the same. */
export function versionOf(sight: IssueSight): string {
  const { title, body, state, locked, labels, refused, comments } = sight;
  return digest(
    JSON.stringify([title, body, state, locked, labels, refused, comments.map(({ id, text }) => [id, text])]),
  );
}

/** What is different, one sentence each, for the person who is about to approve; empty where nothing is. */
export function changesBetween(before: IssueSight, now: IssueSight): readonly string[] {
  const changes: string[] = [];
  if (before.title !== now.title) changes.push(`The title is now “${now.title.slice(0, 200)}”.`);
  if (before.body !== now.body) changes.push('The report was edited.');
  if (before.state !== now.state)
    changes.push(now.state === 'closed' ? 'The issue was closed.' : 'The issue was reopened.');
  if (before.locked !== now.locked)
    changes.push(now.locked ? 'The conversation was locked.' : 'The conversation was unlocked.');
  for (const label of added(before.labels, now.labels)) changes.push(`Somebody set the label “${label}”.`);
  for (const label of added(now.labels, before.labels))
    changes.push(`The label “${label}” is not a person's any more.`);
  for (const label of added(before.refused, now.refused))
    changes.push(`Somebody took off the label “${label}”.`);
  for (const label of added(now.refused, before.refused)) changes.push(`The label “${label}” is back.`);
  return [...changes, ...commentChanges(before.comments, now.comments)];
}

function added(before: readonly string[], now: readonly string[]): readonly string[] {
  return now.filter((name) => !before.includes(name));
}

function commentChanges(before: readonly SeenComment[], now: readonly SeenComment[]): readonly string[] {
  const changes: string[] = [];
  const known = new Map(before.map((comment) => [comment.id, comment]));
  const newest = before.at(-1)?.id ?? 0;
  const fresh = now.filter(({ id }) => !known.has(id) && id > newest);
  for (const by of new Set(fresh.map((comment) => comment.by))) {
    const count = fresh.filter((comment) => comment.by === by).length;
    changes.push(count === 1 ? `${by} commented.` : `${by} wrote ${count} comments.`);
  }
  const edited = now.filter(({ id, text }) => known.has(id) && known.get(id)?.text !== text);
  for (const by of new Set(edited.map((comment) => comment.by))) changes.push(`${by} edited a comment.`);
  // Of a hundred comments only those count that both sights reach back to.
  const oldest = now.length < mostComments ? 0 : (now[0]?.id ?? 0);
  const left = before.filter(({ id }) => id >= oldest && !now.some((comment) => comment.id === id));
  for (const by of new Set(left.map((comment) => comment.by)))
    changes.push(`A comment by ${by} was deleted.`);
  return changes;
}
