/** What became of an effect that was recorded and never settled, read off the issue as it is now. */

import type { HeldDraft } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { findMarked } from './marker.js';
import { hasLabel, isOurs, sameName, vetoOf } from './precedence.js';

export interface OpenEffect {
  /** The action's key, in lower case. */
  readonly key: string;
  readonly kind: string;
  /** When it was meant to happen, in milliseconds since the epoch. */
  readonly at: number;
}

export interface EffectView {
  /** Null when it is gone or out of reach. */
  readonly issue: IssueSnapshot | null;
  readonly botLogin: string;
  /** Every draft of the issue. */
  readonly drafts: readonly (HeldDraft & {
    readonly commentUrl: string | null;
    readonly decisionReason: string | null;
  })[];
}

export interface Settlement {
  readonly state: 'settled' | 'refused';
  readonly outcome: string;
}

/** GitHub's times are whole seconds. */
const secondMs = 1_000;

/** Null while somebody is still about to perform it. What is refused may be planned again; then it is a new intent. */
export function settlementOf(effect: OpenEffect, view: EffectView): Settlement | null {
  const { issue } = view;
  if (effect.kind === 'post-comment') return settleComment(effect, view);
  if (issue === null) return refused('The issue is gone, or the App has no access to it any more.');
  switch (effect.kind) {
    case 'add-labels':
      return settleLabels(effect, issue, view.botLogin);
    case 'say':
      return settleSaying(effect, issue, view.botLogin);
    case 'remove-labels':
      return settleRemoval(effect, issue);
    case 'edit-comment':
      return settleEdit(effect, issue);
    case 'close-issue':
      return settleState(effect, 'closed', issue, view.botLogin);
    case 'reopen-issue':
      return settleState(effect, 'reopened', issue, view.botLogin);
    default:
      return refused('Nobody knows how to perform it any more.');
  }
}

function refused(outcome: string): Settlement {
  return { state: 'refused', outcome };
}

function settleComment({ key }: OpenEffect, { issue, drafts, botLogin }: EffectView): Settlement | null {
  const posted = issue === null ? null : findMarked(issue, key, botLogin);
  if (issue !== null && posted !== null)
    return { state: 'settled', outcome: `${issue.url}#issuecomment-${posted.id}` };
  const draft = drafts.find(({ id }) => key.endsWith(`:${id.toLowerCase()}`));
  if (draft === undefined) return refused('Its draft is not known any more.');
  if (draft.commentUrl !== null) return { state: 'settled', outcome: draft.commentUrl };
  if (draft.state === 'approved' || draft.state === 'posted') return null;
  return refused(draft.decisionReason ?? `Its draft is ${draft.state}.`);
}

/** A label that is there, or that was there because of us: what people made of it afterwards is theirs. */
function settleLabels({ key }: OpenEffect, issue: IssueSnapshot, botLogin: string): Settlement {
  const wanted = key.replace(/^labels:\d+(?:~c?\d+)?:/, '');
  const ours = issue.labelEvents.filter(
    ({ change, actor }) => change === 'labeled' && isOurs(actor, botLogin),
  );
  const names = [...issue.labels, ...ours.map(({ label }) => label)];
  const seen = [...new Set(names.map((label) => label.toLowerCase()))];
  if (isListOf(wanted, seen)) return { state: 'settled', outcome: wanted };
  const vetoes = issue.labelEvents.filter(({ label }) => isListOf(wanted, [...seen, label.toLowerCase()]));
  const veto = vetoes.flatMap(({ label }) => vetoOf(issue, label, botLogin) ?? []).at(-1);
  if (veto !== undefined) return refused(`${veto.actor.login} removed the label \`${veto.label}\`.`);
  return refused('It is not on the issue, and nothing plans it any more.');
}

function settleSaying({ key }: OpenEffect, issue: IssueSnapshot, botLogin: string): Settlement {
  const said = findMarked(issue, key, botLogin);
  if (said !== null) return { state: 'settled', outcome: `${issue.url}#issuecomment-${said.id}` };
  return refused('It is not on the issue, and nobody is about to say it any more.');
}

/** What follows the number tells one removal from another and holds no colon; all after the colon is the label, whatever it holds. */
function settleRemoval({ key }: OpenEffect, issue: IssueSnapshot): Settlement {
  const label = key.replace(/^unlabel:\d+(?:~[\w-]+)?:/, '');
  if (!hasLabel(issue, label)) return { state: 'settled', outcome: label };
  return refused('It is on the issue, and nothing plans to take it off any more.');
}

/** Whether the text is made of these names with commas in between; a name may hold commas itself. */
function isListOf(text: string, names: readonly string[]): boolean {
  return names.some((name) => {
    if (text === name) return true;
    return text.startsWith(`${name},`) && isListOf(text.slice(name.length + 1), names);
  });
}

function settleEdit({ key, at }: OpenEffect, issue: IssueSnapshot): Settlement {
  const id = /^(?:tick|answer):\d+:(\d+):/.exec(key)?.[1];
  const comment = issue.comments.find((known) => String(known.id) === id);
  if (comment === undefined) return refused('The comment is gone.');
  if ((comment.editedAt ?? 0) + secondMs > at) return { state: 'settled', outcome: 'edited' };
  return refused('The comment was not changed, and nothing plans it any more.');
}

function settleState(
  { at }: OpenEffect,
  change: 'closed' | 'reopened',
  issue: IssueSnapshot,
  botLogin: string,
): Settlement {
  const done = issue.stateEvents.some(
    (event) => event.change === change && event.at + secondMs > at && sameName(event.actor.login, botLogin),
  );
  if (done) return { state: 'settled', outcome: `It was ${change} by us.` };
  return refused(`It was not ${change} by us, and nothing plans it any more.`);
}
