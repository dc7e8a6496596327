/** Whether an issue is still what a person had seen of it, read from GitHub before their approval counts. */

import { changesBetween, sightOf, versionOf } from '../core/plan/issue-sight.js';
import type { Draft } from './ports.js';
import { type Changed, issueOf, type ReviewWorld } from './review-world.js';

/** For the operator: GitHub did not say what the issue is now. Nothing is decided meanwhile. */
export class IssueUnread extends Error {
  readonly issue: string;

  constructor({ owner, repo, number }: Draft, cause: unknown) {
    super(`GitHub did not say what ${owner}/${repo}#${number} is now`, { cause });
    this.name = 'IssueUnread';
    this.issue = `${owner}/${repo}#${number}`;
  }
}

/**
 * Null where nothing changed, where the issue is gone (its posting finds that out and says so), and for a draft of which it is not
 * known what it was made from. Rejects with `IssueUnread`.
 */
export async function lookAgain(
  { github, store }: Pick<ReviewWorld, 'github' | 'store'>,
  draft: Draft,
  version: string | undefined,
): Promise<Changed | null> {
  if (!draft.seen) return null;
  try {
    const issue = await github.readIssue(issueOf(draft));
    if (issue === null) return null;
    const now = sightOf(issue, await github.botLogin());
    const current = versionOf(now);
    if (current === (version ?? versionOf(draft.seen))) return null;
    const { title, body, state } = issue;
    const changes = changesBetween(draft.seen, now);
    return {
      kind: 'changed',
      draft: (await store.draft(draft.id)) ?? draft,
      changes: changes.length > 0 ? changes : ['What you had seen of the issue is not what it is now.'],
      version: current,
      issue: { title, body, state },
    };
  } catch (cause) {
    throw new IssueUnread(draft, cause);
  }
}
