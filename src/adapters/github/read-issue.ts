/** An issue as it is now, from the REST API: its text, its comments and who set which label. */

import type { Octokit } from 'octokit';
import type { IssueRef, RepositoryRef } from '../../app/ports.js';
import type {
  IssueComment,
  IssueSnapshot,
  LabelEvent,
  Person,
  StateEvent,
} from '../../core/plan/issue-snapshot.js';

type Rest = Octokit['rest']['issues'];
type RestIssue = Awaited<ReturnType<Rest['get']>>['data'];
type ListedIssue = RestIssue | Awaited<ReturnType<Rest['listForRepo']>>['data'][number];
type RestEvent = Awaited<ReturnType<Rest['listEvents']>>['data'][number];
type RestComment = Awaited<ReturnType<Rest['listComments']>>['data'][number];

/** Reads the issue; null when it moved to another repository. Rejects with octokit's error, 404 included. */
export async function readIssueFrom(octokit: Octokit, ref: IssueRef): Promise<IssueSnapshot | null> {
  const place = { owner: ref.owner, repo: ref.repo, issue_number: ref.number };
  const [{ data: issue }, comments, events] = await Promise.all([
    octokit.rest.issues.get(place),
    octokit.paginate(octokit.rest.issues.listComments, { ...place, per_page: 100 }),
    octokit.paginate(octokit.rest.issues.listEvents, { ...place, per_page: 100 }),
  ]);
  // A transferred issue answers by redirect from its new home, under another number.
  if (issue.number !== ref.number) return null;
  return snapshotOf(ref, issue, comments, events);
}

/** `issue` as GitHub lists it or gives it alone, with what else was read of it. */
export function snapshotOf(
  ref: RepositoryRef,
  issue: ListedIssue,
  comments: readonly RestComment[],
  events: readonly RestEvent[],
): IssueSnapshot {
  return {
    owner: ref.owner,
    repo: ref.repo,
    number: issue.number,
    title: wellFormed(issue.title),
    body: wellFormed(issue.body ?? ''),
    url: issue.html_url,
    state: issue.state === 'closed' ? 'closed' : 'open',
    locked: issue.locked,
    isPullRequest: issue.pull_request !== undefined,
    author: personOf(issue.user),
    labels: issue.labels.flatMap((label) => nameOf(label)),
    labelEvents: events.flatMap(labelEventOf).sort((one, other) => one.at - other.at),
    stateEvents: events.flatMap(stateEventOf).sort((one, other) => one.at - other.at),
    comments: comments.map(commentOf),
    createdAt: Date.parse(issue.created_at),
    updatedAt: Date.parse(issue.updated_at),
  };
}

function nameOf(label: RestIssue['labels'][number]): string[] {
  const name = typeof label === 'string' ? label : label.name;
  return name === undefined ? [] : [name];
}

function labelEventOf(event: RestEvent): LabelEvent[] {
  if (event.event !== 'labeled' && event.event !== 'unlabeled') return [];
  const label = 'label' in event ? event.label?.name : undefined;
  if (typeof label !== 'string') return [];
  return [{ label, change: event.event, actor: personOf(event.actor), at: Date.parse(event.created_at) }];
}

function stateEventOf(event: RestEvent): StateEvent[] {
  if (event.event !== 'closed' && event.event !== 'reopened') return [];
  return [{ change: event.event, actor: personOf(event.actor), at: Date.parse(event.created_at) }];
}

function commentOf(comment: RestComment): IssueComment {
  const isEdited = comment.updated_at !== comment.created_at;
  return {
    id: comment.id,
    author: personOf(comment.user),
    body: wellFormed(comment.body ?? ''),
    at: Date.parse(comment.created_at),
    ...(isEdited && { editedAt: Date.parse(comment.updated_at) }),
    ...(comment.reactions !== undefined && { reactions: comment.reactions.total_count }),
  };
}

/**
 * A deleted account is shown as `ghost`. A person who acts through an App's user token stays a person: GitHub gives their
 * login, and what they did outranks us.
 */
export function personOf(user: { login: string; type?: string } | null | undefined): Person {
  if (!user) return { login: 'ghost', isBot: false };
  return { login: user.login, isBot: user.type === 'Bot' || user.login.endsWith('[bot]') };
}

/** Lone surrogates and NUL cannot be stored or sent as UTF-8; they become the replacement character. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8').replaceAll('\0', '\uFFFD');
}
