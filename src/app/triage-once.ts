/** Triage of one issue by whoever keeps no books: reads the world, plans as ever, performs what needs nobody to come back. */

import type { Assessment } from '../core/assessment.js';
import type { IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { planApproval } from '../core/plan/plan-approval.js';
import { planRun, type RunPlan } from '../core/plan/plan-run.js';
import { planTriage } from '../core/plan/plan-triage.js';
import type { Policy } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import type { IssueRef, JobQueue, Pack } from './ports.js';
import { examinePolicy } from './read-policy.js';
import { type RunMemory, runMemory } from './run-memory.js';

export interface TriagedIssue {
  readonly kind: 'triaged';
  readonly issue: IssueSnapshot;
  readonly assessment: Assessment;
  readonly plan: RunPlan;
  readonly policy: Policy;
  readonly pack: Pack;
}

export type TriagedOnce =
  | TriagedIssue
  | { readonly kind: 'gone' }
  | { readonly kind: 'policy-broken'; readonly reasons: readonly string[] };

export interface PostedOnce {
  /** Address of our comment, null where nothing was posted. */
  readonly commentUrl: string | null;
  /** Why a reply that the policy approves was not posted; empty where it was, and where there is none. */
  readonly reasons: readonly string[];
}

type OnceDeps = Pick<Deps, 'github' | 'pack' | 'clock' | 'log' | 'readYaml'>;

/**
 * Sets the labels. Safe to repeat: what is there is not set again, and a label that a person removed stays away. Rejects with a
 * `GitHubFailure`, or with `OutcomeUnknown` where a write may yet take effect.
 */
export async function triageOnce(ref: IssueRef, deps: OnceDeps): Promise<TriagedOnce> {
  const { github, clock, readYaml } = deps;
  const issue = await github.readIssue(ref);
  if (issue === null) return { kind: 'gone' };
  const reading = await examinePolicy(ref, { github, readYaml, pack: deps.pack });
  if (!reading.ok) return { kind: 'policy-broken', reasons: reading.reasons };
  const { policy, pack } = reading;
  const { title, body, author } = issue;
  const assessment = pack.assess({ title, body, author: author.login });
  const triage = planTriage({
    issue,
    assessment,
    policy,
    botLogin: await github.botLogin(),
    now: clock.now(),
    drafts: [],
    problems: pack.problems,
    judgements: [],
    frozen: null,
  });
  const plan = planRun(triage, pack.problems);
  await execute(plan, { ref, snapshot: issue }, performing(deps, runMemory()));
  return { kind: 'triaged', issue, assessment, plan, policy, pack };
}

/**
 * Posts the reply that the policy approves, by the issue as it is after its labels were set. Safe to repeat: a reply that is there is not
 * posted again. Rejects like `triageOnce`.
 */
export async function postOnce(
  { plan: { posted: draft }, policy, pack }: TriagedIssue,
  ref: IssueRef,
  deps: OnceDeps,
): Promise<PostedOnce> {
  if (draft === null) return { commentUrl: null, reasons: [] };
  const { github, clock } = deps;
  const issue = await github.readIssue(ref);
  const plan = planApproval({
    issue,
    issueNumber: ref.number,
    draft,
    botLogin: await github.botLogin(),
    problems: pack.problems,
    conversation: {
      policy,
      approvedBy: 'policy',
      drafts: [],
      // Who maintains matters for reminders alone, which nobody sends here.
      maintainers: new Set(),
      answered: issue === null ? new Set() : answeredIn(issue, draft.category, pack),
      ruledOut: null,
      frozen: null,
      now: clock.now(),
    },
  });
  const memory = runMemory();
  await execute(plan, { ref, snapshot: issue }, performing(deps, memory));
  const commentUrl = memory.commentUrl();
  return { commentUrl, reasons: commentUrl === null ? plan.reasons : [] };
}

function performing(deps: OnceDeps, { store }: RunMemory): Deps {
  return { ...deps, store, queue: noQueue };
}

function answeredIn(
  { title, body, comments }: IssueSnapshot,
  category: string,
  pack: Pack,
): ReadonlySet<string> {
  const spoken = comments.filter(({ author }) => !author.isBot).map((comment) => comment.body);
  return pack.answered(category, [{ title, body }, ...spoken.map((text) => ({ title: '', body: text }))]);
}

/** Nothing that is planned here becomes a job. */
const noQueue: JobQueue = {
  add: () => Promise.reject(new Error('A run without a store queues nothing.')),
  async move() {},
  find: async () => null,
  async remove() {},
  async work() {},
  counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
  oldestWaiting: async () => null,
  async ping() {},
  async close() {},
};
