/** Whether the author of an issue is told that a release has the fix, and in which words; a person approves them. */

import { componentName, displayValue } from '../reply/display-names.js';
import type { FixStatus } from '../reply/fix-status.js';
import { plainValue } from '../reply/neutralise.js';
import { modeFor, type Policy } from '../rules/policy.js';
import type { DraftContent, Plan } from './action.js';
import { dueAt } from './follow-up-times.js';
import { type HeldDraft, purposeOf } from './held-draft.js';
import type { IssueSnapshot } from './issue-snapshot.js';
import type { PlannedProblem } from './planned-problem.js';
import { whyExempt, whyUntouchable, whyVetoed } from './precedence.js';
import { bringsFix, type Release } from './release-version.js';

/** What a known problem's fix means for one reporter. */
export interface ReportersFix {
  readonly fix: FixStatus;
  /** How to get the fixed version, in the rule's words. */
  readonly how: string | null;
  /** Distributions that the report names, normalised. */
  readonly distributions: readonly string[];
}

export interface ReleaseQuestion {
  readonly issue: IssueSnapshot | null;
  readonly issueNumber: number;
  readonly problem: PlannedProblem;
  readonly release: Release;
  readonly batchId: string;
  /** True where somebody says that the release has the fix, whatever its number says: a distribution's backport. */
  readonly isSaidToFix: boolean;
  readonly reporters: ReportersFix | null;
  readonly policy: Policy;
  readonly botLogin: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Drafts of this known problem on this issue. */
  readonly drafts: readonly HeldDraft[];
}

/** One draft at most per issue, known problem, line of versions and stage, for ever. */
export function planRelease(question: ReleaseQuestion): Plan {
  const { issue, problem, release, policy, reporters, now } = question;
  const refusal = whyNot(question);
  if (refusal !== null || issue === null || reporters === null)
    return { actions: [], reasons: [refusal ?? 'The issue is gone.'] };
  const key = `${issue.number}:${problem.category}:${releaseKey(release)}`;
  return {
    actions: [
      { kind: 'save-draft', key: `release:${key}`, draft: contentOf(question, reporters), approved: false },
      {
        kind: 'schedule-follow-up',
        key: `verify:${key}`,
        followUp: {
          kind: 'verify',
          category: problem.category,
          dueAt: dueAt('verify', now, policy, problem),
          since: now,
        },
      },
    ],
    reasons: [`${nameOf(release)} has the fix.`],
  };
}

/** What tells the news of one release from that of another. */
export function releaseKey({ component, line, stage, distribution }: Release): string {
  const of = distribution === null ? '' : `-${distribution.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  return `${component}-${line}${of}:${stage}`;
}

/** `Linux 3.2`, `Debian 11's Linux 5.10.46-4`. */
export function nameOf({ component, version, distribution }: Release): string {
  const name = `${componentName(plainValue(component))} ${plainValue(version)}`;
  return distribution === null ? name : `${displayValue('distribution', plainValue(distribution))}'s ${name}`;
}

function whyNot(question: ReleaseQuestion): string | null {
  const { issue, problem, policy, release, reporters } = question;
  if (issue === null) return 'The issue is gone, or the App has no access to it any more.';
  const mode = modeFor(policy, problem.category);
  if (mode === 'off' || mode === 'dry-run') return `The policy sets the mode \`${mode}\` here.`;
  const left =
    whyUntouchable(issue) ?? whyExempt(issue, policy) ?? whyVetoed(issue, problem.label, question.botLogin);
  if (left !== null) return left;
  if (release.stage === 'test' && !policy.follow_up.prereleases)
    return `${nameOf(release)} is a test version; the policy does not set \`follow_up.prereleases\`.`;
  const isOld = question.drafts.some(
    (draft) => purposeOf(draft) === 'reply' && (draft.state === 'pending' || draft.state === 'approved'),
  );
  if (isOld) return 'The first reply still waits for a maintainer.';
  return reporters === null ? 'Nothing is known about its fix.' : whyNoNews(question, reporters);
}

function whyNoNews({ release, isSaidToFix }: ReleaseQuestion, reporters: ReportersFix): string | null {
  const { fix, distributions } = reporters;
  const { distribution } = release;
  if (fix.status === 'regression?') return 'The author runs the fix already.';
  if (distribution !== null && !distributions.some((name) => isOf(name, distribution)))
    return `The report does not name ${distribution}.`;
  if (isSaidToFix) return fix.component === null || fix.component === release.component ? null : notTheirs;
  const { component, fixedIn } = fix;
  if (component === null || fixedIn === null) return notTheirs;
  return bringsFix(release, { component, version: fixedIn }) ? null : notTheirs;
}

const notTheirs = 'The fix for this reporter is not the one that the release brings.';

/** `debian` holds for `debian 11`, `debian 11` for itself only. */
function isOf(reported: string, asked: string): boolean {
  const have = reported.toLowerCase();
  const want = asked.toLowerCase();
  return have === want || have.startsWith(`${want} `);
}

function contentOf(
  { problem, release, drafts, batchId }: ReleaseQuestion,
  { fix, how }: ReportersFix,
): DraftContent {
  const reply = drafts.find((draft) => purposeOf(draft) === 'reply');
  return {
    purpose: 'release',
    batch: batchId,
    category: problem.category,
    // A label without a draft of ours was set by a person.
    confidence: reply?.confidence ?? 1,
    decision: reply?.decision ?? 'label',
    reason: `${nameOf(release)} was released${release.stage === 'test' ? ' for testing' : ''} and has the fix.`,
    evidence: reply?.evidence ?? [],
    against: reply?.against ?? [],
    runnerUp: reply?.runnerUp ?? null,
    facts: reply?.facts ?? [],
    fix,
    missing: [],
    reply: textOf(release, how),
  };
}

function textOf(release: Release, how: string | null): string {
  const answer =
    'A short "works" closes this issue; "still broken", with the version that you run then, brings it back to the maintainers.';
  if (release.stage === 'test') {
    return [
      `**${nameOf(release)}** is out for testing, and it has the fix for this. It is a test version: if you do not run such versions, just wait for the release.`,
      `If you can, please test it. ${answer}`,
    ].join('\n\n');
  }
  return [
    `**${nameOf(release)}** is out, and it has the fix for this.${how === null ? '' : ` ${how.trim()}`}`,
    `Could you test it, please? ${answer}`,
  ].join('\n\n');
}

/** Whether a comment of ours still tells the author what their answer does; without that it does nothing. */
export function invitesAnswer(body: string): boolean {
  return /"works"/.test(body) && /"still broken"/.test(body);
}
