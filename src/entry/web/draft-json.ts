/** Drafts as the desk's JSON says them: the contract for scripts, smaller than what pages show. */

import type { Draft } from '../../app/ports.js';
import { replyOf } from '../../core/plan/held-draft.js';

/** A draft in the list. `reply` is the edited one where a person edited it. */
export function draftSummary(draft: Omit<Draft, 'body' | 'seen'>) {
  return {
    id: draft.id,
    owner: draft.owner,
    repo: draft.repo,
    issue: draft.number,
    category: draft.category,
    confidence: draft.confidence,
    state: draft.state,
    reply: replyOf(draft),
    // Where it is not the first reply: approving last words also closes the issue.
    ...(draft.purpose !== undefined && draft.purpose !== 'reply' && { purpose: draft.purpose }),
  };
}

/** One draft, with the evidence in the words of `dejabug classify`. */
export function draftDocument(draft: Draft) {
  const evidence = draft.evidence.map(({ says, quote, section, line }) => ({ says, quote, section, line }));
  return { ...draftSummary(draft), evidence };
}

/** Who was first, with what and when: the body of a 409. */
export function decisionDocument(draft: Draft) {
  return {
    error: `The draft is ${draft.state} already.`,
    state: draft.state,
    decidedBy: draft.decidedBy,
    reason: draft.decisionReason,
    decidedAt: new Date(draft.updatedAt).toISOString(),
  };
}
