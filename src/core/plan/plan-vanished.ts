/** What is left to do about an issue that was deleted, moved away, or put out of our reach. */

import type { Plan } from './action.js';
import type { HeldDraft } from './held-draft.js';

/** Replies that wait for approval have nowhere to go any more. */
export function planVanished(issueNumber: number, drafts: readonly HeldDraft[]): Plan {
  const reason = 'The issue is gone, or the App has no access to it any more.';
  if (!drafts.some((draft) => draft.state === 'pending')) return { actions: [], reasons: [reason] };
  return {
    actions: [{ kind: 'supersede-drafts', key: `supersede:${issueNumber}:all`, keepCategory: null, reason }],
    reasons: [reason],
  };
}
