/** A person outranks the bot: what people did to an issue's labels, and issues that are left alone altogether. */

import type { Policy } from '../rules/policy.js';
import type { IssueSnapshot, LabelEvent, Person } from './issue-snapshot.js';

/** GitHub compares logins and label names without regard to case. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function isOurs(person: Person, botLogin: string): boolean {
  return sameName(person.login, botLogin);
}

export function hasLabel(issue: Pick<IssueSnapshot, 'labels'>, label: string): boolean {
  return issue.labels.some((name) => sameName(name, label));
}

/**
 * The newest removal of this label by anybody but us, null when nobody did. Other bots count as people: they act on
 * somebody's wish, and two bots that undo each other never end.
 */
export function vetoOf(issue: IssueSnapshot, label: string, botLogin: string): LabelEvent | null {
  const removals = issue.labelEvents.filter(
    (event) => event.change === 'unlabeled' && sameName(event.label, label) && !isOurs(event.actor, botLogin),
  );
  return removals.at(-1) ?? null;
}

/**
 * Why the diagnosis that this label stands for is off the table, null when it is not: a removed label says that it is
 * wrong, a label that a person put back says that it is right after all.
 */
export function whyVetoed(issue: IssueSnapshot, label: string | undefined, botLogin: string): string | null {
  if (label === undefined || hasLabel(issue, label)) return null;
  const veto = vetoOf(issue, label, botLogin);
  return veto === null ? null : `${veto.actor.login} removed the label \`${label}\`.`;
}

/** True when the issue has this label and it was not we who set it last; a label set at filing has no event. */
export function isSetByPerson(issue: IssueSnapshot, label: string, botLogin: string): boolean {
  if (!hasLabel(issue, label)) return false;
  const settings = issue.labelEvents.filter(
    (event) => event.change === 'labeled' && sameName(event.label, label),
  );
  const last = settings.at(-1);
  return last === undefined || !isOurs(last.actor, botLogin);
}

/** Why nothing may be done to this issue, whatever is recognised in it; null when it is open to us. */
export function whyUntouchable(issue: IssueSnapshot): string | null {
  if (issue.isPullRequest) return 'It is a pull request.';
  if (issue.state === 'closed') return 'The issue is closed.';
  if (issue.locked) return 'The conversation is locked.';
  return null;
}

/** Why this policy or its author takes an issue out of triage; null when it does not. */
export function whyExempt(issue: IssueSnapshot, policy: Policy): string | null {
  if (issue.author.isBot) return `It was filed by a bot, ${issue.author.login}.`;
  const label = policy.exempt_labels.find((name) => hasLabel(issue, name));
  if (label !== undefined) return `The policy exempts issues with the label \`${label}\`.`;
  if (policy.exempt_people.some((login) => sameName(login, issue.author.login)))
    return `The policy exempts reports of ${issue.author.login}.`;
  return null;
}
