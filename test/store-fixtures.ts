/** Issues, drafts and decisions for tests of the store; your own repository with each `freshIssue`. */

import type { DecisionRecord, IssueRef, NewDraft } from '../src/app/ports.js';
import type { DraftContent } from '../src/core/plan/action.js';

export const noon = Date.UTC(2026, 10, 22, 12);

let nextRepository = 1;

/** An issue in a repository that no other test uses. */
export function freshIssue(number = 7): IssueRef {
  return { installationId: 9_007_199_254_740_991, owner: 'Acme', repo: `Repo${nextRepository++}`, number };
}

export function contentOf(category = 'dell-boot'): DraftContent {
  return {
    category,
    confidence: 0.93,
    decision: 'label',
    reason: 'two strong signals',
    evidence: [],
    against: [],
    runnerUp: { category: 'pv-spinlock', confidence: 0.1 },
    facts: [],
    fix: null,
    missing: [{ id: 'bios', question: 'Which BIOS version?' }],
    reply: 'Please add `reboot=pci` — äöü 🙂.',
  };
}

export function draftOf(issue: IssueRef, key: string, category?: string): NewDraft {
  return {
    ...issue,
    key,
    title: 'Does not boot',
    issueUrl: 'https://example.test/1',
    body: 'It hangs.\n',
    content: contentOf(category),
  };
}

export function decisionOf(issue: IssueRef, change: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    ...issue,
    deliveryId: 'd-1',
    title: 'Does not boot',
    decision: 'label',
    category: 'dell-boot',
    confidence: 0.93,
    reason: 'two strong signals',
    evidence: 'Dell R710',
    labels: ['xen: dell', 'needs: human'],
    at: noon,
    ...change,
  };
}
