/** Whose turn it is on an issue, and since when: what people said and did after our comment, never what bots did. */

import type { MissingItem } from '../assessment.js';
import type { Policy } from '../rules/policy.js';
import { boxesIn } from './checklist.js';
import { isOnlyCommands } from './command-lines.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import type { IssueComment, IssueSnapshot, Person } from './issue-snapshot.js';
import { commentKey, findMarked, hasUnseenBody } from './marker.js';
import { whyUnreminded } from './opt-out.js';
import { sameName, whyExempt, whyUntouchable, whyVetoed } from './precedence.js';

/** `nobody`: the issue is frozen, for us. */
export type Turn = 'author' | 'maintainer' | 'release' | 'nobody';

/** One known problem's side of an issue, as it is now. */
export interface ConversationView {
  readonly issue: IssueSnapshot;
  readonly policy: Policy;
  readonly botLogin: string;
  /** The known problem's label. */
  readonly label: string | undefined;
  /** Every draft that was made for this known problem here. */
  readonly drafts: readonly HeldDraft[];
  /** Logins in lower case of those who talked here and may triage. */
  readonly maintainers: ReadonlySet<string>;
  /** Ids of questions that people answered by now, in the report or in a comment. */
  readonly answered: ReadonlySet<string>;
}

/** A comment of ours, and the draft that it was. */
export interface OwnComment {
  readonly draft: HeldDraft;
  readonly comment: IssueComment;
}

export interface TurnState {
  readonly turn: Turn;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** What the author was asked for; only open `questions` can make an issue expire. */
  readonly asked: 'questions' | 'test' | 'nothing';
  readonly open: readonly MissingItem[];
  /** The reply or the news of a release that gave the author the turn; null before. */
  readonly anchor: OwnComment | null;
  /** One sentence for maintainers. */
  readonly why: string;
}

/** The same view always gives the same turn. */
export function turnOf(view: ConversationView): TurnState {
  const { issue } = view;
  const anchor = ownComments(view, ['reply', 'release']).at(-1) ?? null;
  const state = { since: anchor?.comment.at ?? issue.createdAt, asked: 'nothing', open: [], anchor } as const;
  const frozen = whyFrozen(view);
  if (frozen !== null) return { ...state, turn: 'nobody', why: frozen };
  if (anchor === null)
    return { ...state, turn: 'maintainer', why: 'Nothing that asks for an answer is on the issue.' };

  const taken = lastWord(view, anchor);
  if (taken !== null) return { ...state, turn: 'maintainer', ...taken };
  const since = lastActivity(view, anchor);
  if (purposeOf(anchor.draft) === 'release')
    return { ...state, turn: 'author', since, asked: 'test', why: 'The author was asked to test the fix.' };

  const boxes = boxesIn(anchor.comment.body, anchor.draft.missing);
  const open = boxes.filter(({ item, ticked }) => !ticked && !view.answered.has(item.id));
  if (open.length > 0) {
    const why = `The author was asked for ${open.length} more ${open.length === 1 ? 'fact' : 'facts'}.`;
    return { ...state, turn: 'author', since, asked: 'questions', open: open.map(({ item }) => item), why };
  }
  if (boxes.length > 0)
    return { ...state, turn: 'maintainer', since, why: 'Everything that was asked for is answered.' };
  const status = anchor.draft.fix?.status;
  if (status === 'no-fix-yet') return { ...state, turn: 'release', since, why: 'There is no fix yet.' };
  if (status === 'regression?')
    return { ...state, turn: 'maintainer', since, why: 'A suspected regression waits for a person.' };
  return { ...state, turn: 'author', since, why: 'The author was told what may help.' };
}

/** Our comments for drafts of these purposes that are still on the issue, oldest first. */
export function ownComments(
  { issue, drafts, botLogin }: Pick<ConversationView, 'issue' | 'drafts' | 'botLogin'>,
  purposes: readonly string[],
): readonly OwnComment[] {
  return drafts
    .filter((draft) => draft.state === 'posted' && purposes.includes(purposeOf(draft)))
    .flatMap((draft) => {
      const comment = findMarked(issue, commentKey(issue.number, draft.id), botLogin);
      return comment === null ? [] : [{ draft, comment }];
    })
    .sort((one, other) => one.comment.at - other.comment.at || one.comment.id - other.comment.id);
}

function whyFrozen({ issue, policy, label, botLogin }: ConversationView): string | null {
  return (
    whyUntouchable(issue) ??
    whyExempt(issue, policy) ??
    whyVetoed(issue, label, botLogin) ??
    whyUnreminded(issue, policy)
  );
}

/** The newest word of the author or a maintainer since our comment: from then on it is not the author who is waited for. */
function lastWord(view: ConversationView, anchor: OwnComment): { since: number; why: string } | null {
  const { issue } = view;
  const words: { since: number; why: string }[] = [];
  for (const comment of issue.comments) {
    const at = Math.max(comment.at, comment.editedAt ?? 0);
    if (!isPerson(comment.author, view) || !isSince(comment, anchor.comment)) continue;
    // A word to us is no word to the author.
    if (isOnlyCommands(comment.body)) continue;
    if (sameName(comment.author.login, issue.author.login))
      words.push({ since: at, why: 'The author has answered.' });
    else if (view.maintainers.has(comment.author.login.toLowerCase()) && isLater(comment, anchor.comment))
      words.push({ since: comment.at, why: `${comment.author.login} has taken over.` });
  }
  for (const event of issue.stateEvents) {
    if (event.change === 'reopened' && isPerson(event.actor, view) && event.at >= anchor.comment.at)
      words.push({ since: event.at, why: `${event.actor.login} reopened the issue.` });
  }
  // GitHub does not say when a report was edited, and its time of last change is moved by bots too.
  if (hasUnseenBody(issue, anchor.comment.body))
    words.push({ since: anchor.comment.at, why: 'The report was edited since our comment.' });
  return words.sort((one, other) => one.since - other.since).at(-1) ?? null;
}

/** The newest sign of life of any person since our comment: the author's time starts anew with it. */
function lastActivity(view: ConversationView, { comment: own }: OwnComment): number {
  const { issue } = view;
  const times = [
    ...issue.comments.filter(({ author }) => isPerson(author, view)),
    ...[...issue.labelEvents, ...issue.stateEvents].filter(({ actor }) => isPerson(actor, view)),
  ].map(({ at }) => at);
  return Math.max(own.at, ...times);
}

function isPerson(person: Person, { botLogin }: ConversationView): boolean {
  return !person.isBot && !sameName(person.login, botLogin);
}

/** Written or changed since; GitHub's clock has seconds, so the same second counts as since. */
function isSince(comment: IssueComment, own: IssueComment): boolean {
  return isLater(comment, own) || (comment.editedAt ?? 0) >= own.at;
}

/** Written after the other. */
export function isLater(one: IssueComment, other: IssueComment): boolean {
  return one.at > other.at || (one.at === other.at && one.id > other.id);
}
