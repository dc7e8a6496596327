/** Issues, assessments and drafts for tests of plans: a plain case each, and what a test changes about it. */

import type { Assessment } from '../src/core/assessment.js';
import type { Classification } from '../src/core/classify/classification.js';
import type { DraftContent } from '../src/core/plan/action.js';
import type { HeldDraft } from '../src/core/plan/held-draft.js';
import type { IssueSnapshot, LabelEvent, Person } from '../src/core/plan/issue-snapshot.js';
import type { TriageQuestion } from '../src/core/plan/plan-triage.js';
import type { PlannedProblem } from '../src/core/plan/planned-problem.js';
import { defaultPolicy, type Policy } from '../src/core/rules/policy.js';

export const now = Date.UTC(2026, 0, 10);
export const day = 86_400_000;
export const bot: Person = { login: 'dejabug[bot]', isBot: true };
export const alice: Person = { login: 'alice', isBot: false };
export const reporter: Person = { login: 'reporter', isBot: false };

export const problems: readonly PlannedProblem[] = [
  { category: 'dell-boot', label: 'known: dell-boot', followUp: null },
  { category: 'ec2-kexec', label: 'known: ec2-kexec', followUp: { kind: 'ask', after: '7d' } },
];

export function issueWith(change: Partial<IssueSnapshot> = {}): IssueSnapshot {
  return {
    owner: 'acme',
    repo: 'kernel',
    number: 12,
    title: 'PowerEdge hangs on reboot',
    body: 'It just hangs.',
    url: 'https://github.example/acme/kernel/issues/12',
    state: 'open',
    locked: false,
    isPullRequest: false,
    author: reporter,
    labels: [],
    labelEvents: [],
    stateEvents: [],
    comments: [],
    createdAt: now - day,
    updatedAt: now - day,
    ...change,
  };
}

export function labelEvent(
  change: LabelEvent['change'],
  label: string,
  actor: Person,
  at = now - day,
): LabelEvent {
  return { change, label, actor, at };
}

export function assessmentOf(
  category: string | null,
  decision: Classification['decision'] = category === null ? 'abstain' : 'label',
  change: Partial<Assessment> = {},
): Assessment {
  const label = problems.find((problem) => problem.category === category)?.label;
  return {
    classification: {
      decision,
      category,
      confidence: category === null ? 0.1 : 0.97,
      runnerUp: null,
      also: [],
      evidence: [],
      against: [],
      facts: [],
      reason: category === null ? 'Nothing was recognised.' : `It reads like ${category}.`,
      thresholds: { label: 0.9, suggest: 0.5, margin: 0.1 },
      candidates: [],
    },
    fix: null,
    missing: [],
    labels:
      label !== undefined && decision === 'label'
        ? [{ name: label, color: '5319e7', description: 'A known problem' }]
        : [],
    reply: category === null ? null : `This is ${category}.`,
    ...change,
  };
}

export function contentOf(category: string): DraftContent {
  return {
    category,
    confidence: 0.97,
    decision: 'label',
    reason: 'It reads like it.',
    evidence: [],
    against: [],
    runnerUp: null,
    facts: [],
    fix: null,
    missing: [],
    reply: `This is ${category}.`,
  };
}

export function draftOf(
  category: string,
  state: HeldDraft['state'],
  change: Partial<HeldDraft> = {},
): HeldDraft {
  return { ...contentOf(category), id: `draft-${category}`, state, editedReply: null, ...change };
}

export function policyWith(change: Partial<Policy>): Policy {
  return { ...defaultPolicy, ...change };
}

export function triageOf(change: Partial<TriageQuestion> = {}): TriageQuestion {
  return {
    issue: issueWith(),
    assessment: assessmentOf('dell-boot'),
    policy: defaultPolicy,
    botLogin: bot.login,
    now,
    drafts: [],
    problems,
    judgements: [],
    frozen: null,
    ...change,
  };
}
