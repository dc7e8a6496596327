/** People who asked not to be reminded: by name in the policy, by a label on the issue, or in their own words in it. */

import type { Policy } from '../rules/policy.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import { hasLabel, sameName } from './precedence.js';
import { spokenLines } from './spoken-lines.js';

/** The label that keeps reminders away where the policy names no other. */
export const noRemindersLabel = 'no reminders';

/** What an author writes; our reminders say so. */
export const optOutWords = 'no reminders please';

const optOut = /\b(?:no (?:more )?reminders?|stop (?:the )?remind(?:ing|ers)|do(?: not|n['’]?t) remind)\b/i;

/** Why nobody is reminded here and nothing expires, null where that is not so. */
export function whyUnreminded(issue: IssueSnapshot, policy: Policy): string | null {
  const { author } = issue;
  if (policy.follow_up.no_reminders.some((login) => sameName(login, author.login)))
    return `The policy keeps reminders from ${author.login}.`;
  const label = policy.labels.no_reminders ?? noRemindersLabel;
  if (hasLabel(issue, label)) return `The issue has the label \`${label}\`.`;
  const own = issue.comments.filter((comment) => sameName(comment.author.login, author.login));
  const isSaid = own.some((comment) => spokenLines(comment.body).some((line) => optOut.test(line)));
  return isSaid ? `${author.login} asked for no reminders.` : null;
}
