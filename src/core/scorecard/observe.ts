/** What people said about our decisions on the issue itself: with labels, by closing it, and in words after our reply. */

import type { DraftContent } from '../plan/action.js';
import { type HeldDraft, purposeOf } from '../plan/held-draft.js';
import type { IssueSnapshot, LabelEvent, Person } from '../plan/issue-snapshot.js';
import type { PlannedProblem } from '../plan/planned-problem.js';
import { hasLabel, isOurs, sameName } from '../plan/precedence.js';
import { readAnswer } from '../plan/read-answer.js';
import { isLater, ownComments } from '../plan/turn.js';
import type { FeedbackKind } from './feedback.js';

/** A draft as far as it tells what we decided, and when. */
export interface DecidedDraft extends HeldDraft {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface ObservedIssue {
  readonly issue: IssueSnapshot;
  readonly botLogin: string;
  readonly problems: readonly PlannedProblem[];
  readonly drafts: readonly DecidedDraft[];
  /** Logins in lower case of those who talked and may triage; their word about a fix counts like the author's. */
  readonly maintainers: ReadonlySet<string>;
}

/** Something that was said, under a key that is the same whenever it is observed. */
export interface Observed {
  readonly key: string;
  readonly kind: FeedbackKind;
  readonly category: string;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The draft that it is about, null where the label is all that we decided. */
  readonly draftId: string | null;
  readonly chosen?: string;
  readonly note?: string;
}

/** All that can be seen on the issue as it is now, oldest first. The same issue always gives the same list. */
export function observe(view: ObservedIssue): readonly Observed[] {
  return view.problems
    .flatMap((problem) => [...labelWords(view, problem), ...spokenWords(view, problem)])
    .sort((one, other) => one.at - other.at);
}

function labelWords(view: ObservedIssue, problem: PlannedProblem): Observed[] {
  const { issue, botLogin } = view;
  const draft = ownReply(view, problem.category);
  // A person chose this problem: labels and replies follow from their decision, not from ours.
  if (draft !== null && wasChosen(draft)) return [];
  const events = issue.labelEvents.filter(({ label }) => sameName(label, problem.label));
  const isSetByUs = events.some(({ change, actor }) => change === 'labeled' && isOurs(actor, botLogin));
  if (draft === null && !isSetByUs) return [];
  const about = (kind: FeedbackKind, { actor, at }: { actor: Person; at: number }, more = '') => ({
    key: `${kind}:${issue.number}:${problem.category}:${at}${more}`,
    kind,
    category: problem.category,
    by: actor.login,
    at,
    draftId: draft?.id ?? null,
  });
  return [
    ...ownLabel(events, draft, botLogin).map(({ event, kind }) =>
      kind === 'relabelled' ? { ...about(kind, event), chosen: problem.category } : about(kind, event),
    ),
    ...otherLabels(view, problem, draft).map(({ event, chosen }) => ({
      ...about('relabelled', event, `:${chosen}`),
      chosen,
    })),
    ...keptLabel(view, problem, events).map((event) => about('label-kept', event)),
  ];
}

/** Our label taken off by a person, and put on by a person where we had suggested it or it had been taken off. */
function ownLabel(
  events: readonly LabelEvent[],
  draft: DecidedDraft | null,
  botLogin: string,
): readonly { readonly event: LabelEvent; readonly kind: 'label-removed' | 'relabelled' }[] {
  const said: { event: LabelEvent; kind: 'label-removed' | 'relabelled' }[] = [];
  let wasOurs = false;
  let wasEverOurs = false;
  for (const event of events) {
    const ours = isOurs(event.actor, botLogin);
    if (event.change === 'labeled') {
      const isAnswer = wasEverOurs || (draft !== null && event.at >= draft.createdAt);
      if (!ours && !event.actor.isBot && isAnswer) said.push({ event, kind: 'relabelled' });
      wasOurs = ours;
      wasEverOurs ||= ours;
    } else {
      if (wasOurs && !ours && !event.actor.isBot) said.push({ event, kind: 'label-removed' });
      wasOurs = false;
    }
  }
  return said;
}

/** Another problem's label in the place of ours: set by a person after our decision, while ours is not on the issue. */
function otherLabels(
  { issue, botLogin, problems, drafts }: ObservedIssue,
  own: PlannedProblem,
  draft: DecidedDraft | null,
): readonly { readonly event: LabelEvent; readonly chosen: string }[] {
  if (draft === null || hasLabel(issue, own.label)) return [];
  const isDecidedByUs = (category: string) =>
    drafts.some((one) => one.category === category && !wasChosen(one));
  return issue.labelEvents.flatMap((event) => {
    if (event.change !== 'labeled' || event.at < draft.createdAt) return [];
    if (event.actor.isBot || isOurs(event.actor, botLogin)) return [];
    const other = problems.find(({ label }) => sameName(label, event.label));
    if (other === undefined || other.category === own.category || isDecidedByUs(other.category)) return [];
    return [{ event, chosen: other.category }];
  });
}

/** Closed by a person other than the author, who let our label stand. Only maintainers can do that. */
function keptLabel(
  { issue, botLogin }: ObservedIssue,
  { label }: PlannedProblem,
  events: readonly LabelEvent[],
): readonly { readonly actor: Person; readonly at: number }[] {
  const closing = issue.stateEvents.at(-1);
  if (issue.state !== 'closed' || closing?.change !== 'closed' || !hasLabel(issue, label)) return [];
  const { actor } = closing;
  if (actor.isBot || isOurs(actor, botLogin) || sameName(actor.login, issue.author.login)) return [];
  const last = events.filter(({ change }) => change === 'labeled').at(-1);
  return last !== undefined && isOurs(last.actor, botLogin) ? [closing] : [];
}

/** "works" and "still broken" after a reply of ours, from the author or a maintainer. */
function spokenWords(view: ObservedIssue, { category }: PlannedProblem): Observed[] {
  const { issue, botLogin, maintainers } = view;
  const drafts = view.drafts.filter((draft) => draft.category === category);
  const first = ownComments({ issue, drafts, botLogin }, ['reply', 'release']).at(0);
  if (first === undefined) return [];
  return issue.comments.flatMap((comment) => {
    const { login, isBot } = comment.author;
    const maySay = sameName(login, issue.author.login) || maintainers.has(login.toLowerCase());
    if (isBot || !maySay || !isLater(comment, first.comment)) return [];
    const answer = readAnswer(comment.body);
    if (answer === null) return [];
    const key = `${answer.verdict}:${issue.number}:${category}:${comment.id}`;
    const about = ownComments({ issue, drafts, botLogin }, ['reply', 'release'])
      .filter((own) => isLater(comment, own.comment))
      .at(-1);
    return [
      {
        key,
        kind: answer.verdict,
        category,
        by: login,
        at: comment.at,
        draftId: (about ?? first).draft.id,
        note: answer.words,
      },
    ];
  });
}

/** Our first reply about this problem, whatever became of it: the decision that labels judge. */
function ownReply({ drafts }: ObservedIssue, category: string): DecidedDraft | null {
  const own = drafts.filter((draft) => draft.category === category && purposeOf(draft) === 'reply');
  return own.sort((one, other) => one.createdAt - other.createdAt)[0] ?? null;
}

function wasChosen({ chosenBy }: DraftContent): boolean {
  return chosenBy !== undefined;
}
