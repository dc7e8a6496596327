/** What a person's word on an issue changes: boxes are ticked, drafts withdrawn, what expired is opened again, answers are taken. */

import { quoteInline } from '../reply/neutralise.js';
import { modeFor } from '../rules/policy.js';
import type { Action, Plan } from './action.js';
import { withTicks } from './checklist.js';
import { isOnlyCommands } from './command-lines.js';
import { purposeOf } from './held-draft.js';
import type { IssueComment, IssueSnapshot, StateEvent } from './issue-snapshot.js';
import { hasUnseenBody } from './marker.js';
import { invitesAnswer } from './plan-release.js';
import { needsHuman } from './planned-problem.js';
import { hasLabel, isOurs, sameName, vetoOf, whyExempt, whyVetoed } from './precedence.js';
import { type ReadAnswer, readAnswer } from './read-answer.js';
import { type ConversationView, isLater, type OwnComment, ownComments, turnOf } from './turn.js';

/** Plans for one known problem on an issue that was just read. The same view always gives the same plan. */
export function planConversation(view: ConversationView, category: string): Plan {
  const { issue, policy } = view;
  const mode = modeFor(policy, category);
  if (mode === 'off' || mode === 'dry-run') return nothing(`The policy sets the mode \`${mode}\` here.`);
  const left = whyLeft(view);
  if (left !== null) return nothing(left);
  const withdrawn = withdrawals(view);
  if (issue.locked) return { actions: withdrawn, reasons: ['The conversation is locked.'] };
  const actions = [...ticks(view), ...reopening(view), ...answers(view), ...withdrawn];
  return { actions, reasons: [turnOf(view).why] };
}

function nothing(reason: string): Plan {
  return { actions: [], reasons: [reason] };
}

function whyLeft({ issue, policy, label, botLogin }: ConversationView): string | null {
  if (issue.isPullRequest) return 'It is a pull request.';
  return whyExempt(issue, policy) ?? whyVetoed(issue, label, botLogin);
}

/** Boxes in our comments whose answer is there. */
function ticks(view: ConversationView): Action[] {
  return ownComments(view, ['reply', 'reminder']).flatMap(({ draft, comment }) => {
    const { body, ticked } = withTicks(comment.body, draft.missing, view.answered);
    if (ticked.length === 0) return [];
    const key = `tick:${view.issue.number}:${comment.id}:${[...ticked].sort().join(',')}`;
    return [{ kind: 'edit-comment', key, commentId: comment.id, body }];
  });
}

/** Reminders and last words that lost their reason, and everything that waits about a closed issue. */
function withdrawals(view: ConversationView): Action[] {
  const { issue, drafts } = view;
  const state = turnOf(view);
  const isClosed = issue.state === 'closed';
  if (state.turn === 'author') return [];
  return drafts
    .filter((draft) => draft.state === 'pending')
    .filter((draft) => isClosed || ['reminder', 'expiry'].includes(purposeOf(draft)))
    .map((draft) => ({
      kind: 'withdraw-draft',
      key: `withdraw:${issue.number}:${draft.id}`,
      draftId: draft.id,
      reason: state.why,
    }));
}

/** The author has spoken on an issue that we closed because they had not. */
function reopening(view: ConversationView): Action[] {
  const { issue } = view;
  const last = ownComments(view, ['expiry']).at(-1);
  if (closedByUs(view) === null || last === undefined || hasFixNews(view, last)) return [];
  const words = answerOf(view, ownComments(view, ['reply', 'release']).at(-1) ?? last);
  if (words === null) return [];
  const because = `${issue.author.login} answered: ${words}`;
  return [{ kind: 'reopen-issue', key: `reopen:${issue.number}:${last.draft.id}`, because }];
}

/**
 * The author's words since we asked: a comment, a changed one, or a changed report; null without any. Not only those since the last
 * words: who answers while an issue is being closed has answered.
 */
function answerOf({ issue }: ConversationView, { comment: own }: OwnComment): string | null {
  const answer = issue.comments.find(
    (comment) => isAuthor(comment, issue) && (isLater(comment, own) || (comment.editedAt ?? 0) >= own.at),
  );
  if (answer !== undefined) return quoteInline(answer.body);
  return hasUnseenBody(issue, own.body) ? 'the report was edited.' : null;
}

function hasFixNews(view: ConversationView, last: OwnComment): boolean {
  return ownComments(view, ['release']).some(({ comment }) => isLater(comment, last.comment));
}

interface Answer extends ReadAnswer {
  readonly comment: IssueComment;
}

/** "works" or "still broken", after we asked to test the fix: the last word of each person who may say so counts. */
function answers(view: ConversationView): Action[] {
  const { issue } = view;
  const news = ownComments(view, ['release']).at(-1);
  if (news === undefined || !invitesAnswer(news.comment.body)) return [];
  const said = lastWords(view, news);
  const isBroken = said.find(({ verdict }) => verdict === 'still-broken');
  if (isBroken !== undefined) return regression(view, news, isBroken);
  const isWorking = said.find(({ verdict }) => verdict === 'works');
  if (isWorking === undefined || reopenedSince(view, isWorking.comment)) return [];
  if (issue.state === 'closed' && closedByUs(view) === null) return [];
  return [
    {
      kind: 'close-issue',
      key: `works:${issue.number}:${isWorking.comment.id}`,
      as: 'completed',
      because: inWords(isWorking),
    },
  ];
}

function lastWords(view: ConversationView, news: OwnComment): readonly Answer[] {
  const { issue, maintainers } = view;
  const last = new Map<string, IssueComment>();
  for (const comment of issue.comments) {
    const login = comment.author.login.toLowerCase();
    const maySay = isAuthor(comment, issue) || maintainers.has(login);
    if (comment.author.isBot || !maySay || !isLater(comment, news.comment)) continue;
    // A word to us takes back nothing that was said before it.
    if (isOnlyCommands(comment.body)) continue;
    const known = last.get(login);
    if (known === undefined || isLater(comment, known)) last.set(login, comment);
  }
  return [...last.values()].flatMap((comment) => {
    const answer = readAnswer(comment.body);
    return answer === null ? [] : [{ ...answer, comment }];
  });
}

/** A person must look; opened again where it was we who closed it, because a person's closing stands. */
function regression(view: ConversationView, news: OwnComment, answer: Answer): Action[] {
  const { issue, policy, botLogin } = view;
  const actions: Action[] = [];
  const closed = closedByUs(view);
  if (closed !== null && closed.at >= news.comment.at) {
    const key = `broken:${issue.number}:${answer.comment.id}`;
    actions.push({ kind: 'reopen-issue', key, because: inWords(answer) });
  }
  const label = { ...needsHuman, name: policy.labels.needs_human ?? needsHuman.name };
  if (!hasLabel(issue, label.name) && vetoOf(issue, label.name, botLogin) === null)
    actions.push({
      kind: 'add-labels',
      key: `labels:${issue.number}:${label.name.toLowerCase()}`,
      labels: [label],
    });
  return actions;
}

function inWords({ comment, words }: Answer): string {
  return `${comment.author.login}: ${quoteInline(words)}`;
}

/** The closing that holds now, where it was ours; null where the issue is open or a person closed it. */
function closedByUs({ issue, botLogin }: ConversationView): StateEvent | null {
  const last = issue.stateEvents.at(-1);
  if (issue.state !== 'closed' || last?.change !== 'closed') return null;
  return isOurs(last.actor, botLogin) ? last : null;
}

function reopenedSince({ issue, botLogin }: ConversationView, comment: IssueComment): boolean {
  return issue.stateEvents.some(
    ({ change, actor, at }) => change === 'reopened' && at >= comment.at && !isOurs(actor, botLogin),
  );
}

function isAuthor(comment: IssueComment, issue: IssueSnapshot): boolean {
  return sameName(comment.author.login, issue.author.login);
}
