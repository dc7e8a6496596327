/** What a command on an issue comes to, now that the issue was read: an act, or why it cannot be done. */

import type { HeldDraft } from './held-draft.js';
import { purposeOf } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import type { Freeze } from './judgement.js';
import { inWordsOfFreeze } from './judgement.js';
import type { Command } from './parse-commands.js';
import { isOurs, sameName, whyUntouchable } from './precedence.js';

/** A draft with who decided about it. */
export interface CommandDraft extends HeldDraft {
  readonly decidedBy: string | null;
  /** Milliseconds since the epoch. */
  readonly decidedAt: number | null;
}

export interface CommandView {
  readonly issue: IssueSnapshot;
  readonly commentId: number;
  /** Who wrote the comment. */
  readonly by: string;
  /** Every draft of the issue, the newest first. */
  readonly drafts: readonly CommandDraft[];
  readonly frozen: Freeze | null;
  readonly botLogin: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The issue that `duplicate` names; null when there is none. */
  readonly original: IssueSnapshot | null;
}

export type Act =
  | { readonly kind: 'approve'; readonly draftId: string }
  | {
      readonly kind: 'reject';
      readonly draftId: string;
      readonly from: 'pending' | 'approved';
      readonly reason: string;
    }
  /** A pending draft is redrawn for this problem. */
  | { readonly kind: 'choose'; readonly draftId: string; readonly category: string }
  /** Judged, and drawn unless a reply about it is there. `instead` are problems of drafts that it replaces. */
  | {
      readonly kind: 'draw';
      readonly category: string;
      readonly instead: readonly string[];
      readonly isDrawn: boolean;
    }
  | { readonly kind: 'rule-out'; readonly category: string; readonly draftIds: readonly string[] }
  | { readonly kind: 'snooze'; readonly draftIds: readonly string[]; readonly until: number | null }
  | { readonly kind: 'duplicate'; readonly of: number; readonly draftIds: readonly string[] }
  | { readonly kind: 'undo-duplicate' }
  | { readonly kind: 'explain' | 'retriage' | 'ask' | 'freeze' | 'unfreeze' | 'help' }
  /** It is so already. */
  | { readonly kind: 'nothing' };

export type CommandPlan =
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'refused'; readonly problem: string };

/** The same view always gives the same plan; one that is planned again after it was performed finds nothing left to do. */
export function planCommand(command: Command, view: CommandView): CommandPlan {
  switch (command.verb) {
    case 'approve':
      return approval(view);
    case 'reject':
      return rejection(command.reason, view);
    case 'problem':
      return choice(command.category, view);
    case 'not': {
      const draftIds = pending(view)
        .filter(({ category }) => category === command.category)
        .map(({ id }) => id);
      return act({ kind: 'rule-out', category: command.category, draftIds });
    }
    case 'snooze': {
      const draftIds = pending(view).map(({ id }) => id);
      if (draftIds.length === 0) return refused('No draft waits here that could be snoozed.');
      const until = command.span === null ? null : view.now + command.span;
      return act({ kind: 'snooze', draftIds, until });
    }
    case 'duplicate':
      return command.of === null ? undoDuplicate(view) : duplicate(command.of, command.repository, view);
    case 'ask': {
      const left = whyUntouchable(view.issue) ?? (view.frozen === null ? null : inWordsOfFreeze(view.frozen));
      return left === null ? act({ kind: 'ask' }) : refused(left);
    }
    default:
      return act({ kind: command.verb });
  }
}

function act(what: Act): CommandPlan {
  return { kind: 'act', act: what };
}

function refused(problem: string): CommandPlan {
  return { kind: 'refused', problem };
}

function pending({ drafts }: CommandView): readonly CommandDraft[] {
  return drafts.filter(({ state }) => state === 'pending');
}

/** Whether the newest decision here is what this person wants: a try before this one took it. */
function isDoneBy({ drafts, by }: CommandView, states: readonly string[]): boolean {
  const decided = drafts.filter(({ decidedAt }) => decidedAt !== null);
  const last = decided.sort((one, other) => (other.decidedAt ?? 0) - (one.decidedAt ?? 0))[0];
  return last !== undefined && states.includes(last.state) && sameName(last.decidedBy ?? '', by);
}

function approval(view: CommandView): CommandPlan {
  const waiting = pending(view);
  const [draft] = waiting;
  if (draft === undefined) {
    if (isDoneBy(view, ['approved', 'posted'])) return act({ kind: 'nothing' });
    return refused('No draft waits for approval here. `explain` says what was recognised.');
  }
  if (waiting.length > 1) return refused(`${inWords(waiting)} wait here; choose on the review desk.`);
  return act({ kind: 'approve', draftId: draft.id });
}

function rejection(reason: string, view: CommandView): CommandPlan {
  const waiting = view.drafts.filter(({ state }) => state === 'pending' || state === 'approved');
  const [draft] = waiting;
  if (draft === undefined || (draft.state !== 'pending' && draft.state !== 'approved')) {
    if (isDoneBy(view, ['rejected'])) return act({ kind: 'nothing' });
    return refused('No draft waits here that could be rejected.');
  }
  if (waiting.length > 1) return refused(`${inWords(waiting)} wait here; choose on the review desk.`);
  return act({ kind: 'reject', draftId: draft.id, from: draft.state, reason });
}

function choice(category: string, view: CommandView): CommandPlan {
  const left = whyUntouchable(view.issue);
  if (left !== null) return refused(left);
  const replies = view.drafts.filter((draft) => purposeOf(draft) === 'reply');
  const live = replies.filter(({ state }) => state === 'pending' || state === 'approved');
  const isDrawn = replies.some((draft) => draft.category === category && isThere(draft));
  const other = live.find((draft) => draft.state === 'pending' && draft.category !== category);
  if (other !== undefined && !isDrawn) return act({ kind: 'choose', draftId: other.id, category });
  const instead = live.map((draft) => draft.category).filter((name) => name !== category);
  return act({ kind: 'draw', category, instead: [...new Set(instead)], isDrawn });
}

function isThere({ state }: CommandDraft): boolean {
  return state === 'pending' || state === 'approved' || state === 'posted';
}

function duplicate(of: number, repository: string | null, view: CommandView): CommandPlan {
  const { issue, original } = view;
  const here = `${issue.owner}/${issue.repo}`;
  if (repository !== null && !sameName(repository, here))
    return refused('The other issue is in another repository; only one of this repository can be named.');
  if (of === issue.number) return refused('An issue is no duplicate of itself.');
  if (original === null) return refused(`There is no issue ${of} in this repository.`);
  if (original.isPullRequest) return refused(`${of} is a pull request.`);
  const isOurClosing = lastChangeIsOurs(view, 'closed');
  if (issue.state === 'closed' && !isOurClosing) return refused('The issue is closed already.');
  return act({ kind: 'duplicate', of, draftIds: pending(view).map(({ id }) => id) });
}

function undoDuplicate(view: CommandView): CommandPlan {
  // A try before this one may have opened it and not taken the label off.
  const isBegun = view.issue.state === 'open' && lastChangeIsOurs(view, 'reopened');
  if (!isBegun && (view.issue.state === 'open' || !lastChangeIsOurs(view, 'closed')))
    return refused('The issue is not closed as a duplicate by a command.');
  return act({ kind: 'undo-duplicate' });
}

function lastChangeIsOurs({ issue, botLogin }: CommandView, change: 'closed' | 'reopened'): boolean {
  const last = issue.stateEvents.at(-1);
  return last?.change === change && isOurs(last.actor, botLogin);
}

function inWords(drafts: readonly CommandDraft[]): string {
  const names = drafts.map((draft) => `a ${purposeOf(draft)} about ${draft.category}`);
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
