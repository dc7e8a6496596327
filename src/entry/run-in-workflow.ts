/** One run of a workflow, put together: reads its environment, triages its issue, writes its results. */

import { setTimeout as sleep } from 'node:timers/promises';
import { logLine, writeOutputs, writeSummary } from '../adapters/actions/step-results.js';
import { readWorkflowRun, WorkflowRefused, type WorkflowRun } from '../adapters/actions/workflow-run.js';
import { GitHubError } from '../adapters/github/github-error.js';
import { LoginUnknown, openTokenGitHub } from '../adapters/github/open-token-github.js';
import { readPolicyYaml } from '../adapters/github/policy-yaml.js';
import { OutcomeUnknown } from '../app/github-failure.js';
import type { IssueRef, Log } from '../app/ports.js';
import { postOnce, triageOnce } from '../app/triage-once.js';
import { isLoopbackUrl } from '../core/diagnosis/judge-webhook.js';
import { jobSummary } from '../core/plan/job-summary.js';
import { labelsAfter } from '../core/plan/plan-run.js';
import { openLog } from './logger.js';
import { openPack } from './open-pack.js';

/** A rate limit that ends sooner is waited for, in milliseconds; a run that waits costs the repository's minutes. */
const longestWaitMs = 120_000;
const mostTries = 4;
const pauseMs = 2_000;

const permissions = 'Give the job `permissions: { issues: write, contents: read }`';
const again = 'Run the job again: what was done is not done twice.';

/**
 * Resolves with what was done, in a line that holds no word of the issue. Rejects with an error for whoever wrote the workflow; running
 * it again does what is left.
 */
export async function runInWorkflow(environment: NodeJS.ProcessEnv): Promise<string> {
  const run = readWorkflowRun(environment);
  if (run.about.kind === 'nothing') return `Nothing to do: ${run.about.why}`;
  const { number, isNamed } = run.about;
  const ref: IssueRef = { installationId: 0, owner: run.owner, repo: run.repo, number };
  const deps = await openDeps(run, environment);
  const triaged = await patiently(run, () => triageOnce(ref, deps));
  if (triaged.kind === 'policy-broken')
    throw new WorkflowRefused(
      `The policy .github/dejabug.yml cannot be followed, so nothing was done: ${triaged.reasons.join('; ')}`,
    );
  if (triaged.kind === 'gone') {
    if (!isNamed) return `Nothing to do: the issue #${number} is gone.`;
    throw new WorkflowRefused(
      `There is no issue #${number} in this repository, or the token may not read it.`,
    );
  }
  const { commentUrl, reasons: unposted } = await patiently(run, () => postOnce(triaged, ref, deps));
  const { plan, assessment, issue, pack } = triaged;
  const { category, confidence } = assessment.classification;
  const problem = plan.decision === 'abstain' ? '' : (category ?? '');
  writeSummary(jobSummary({ ...triaged, commentUrl, unposted }, run.detail), environment);
  writeOutputs(
    {
      problem,
      // Rounded down, so that what just misses a threshold does not read as if it reached it.
      confidence: plan.leftAlone === undefined ? String(Math.floor(confidence * 1e4) / 1e4) : '',
      decision: plan.decision,
      labels: JSON.stringify(labelsAfter(issue, plan, pack.problems)),
    },
    environment,
  );
  const what = [plan.decision, problem, plan.dryRun ? '(dry run)' : ''].filter((word) => word !== '');
  return `#${number}: ${what.join(' ')}${commentUrl === null ? '' : ', reply posted'}`;
}

async function openDeps({ token, apiUrl, login }: WorkflowRun, environment: NodeJS.ProcessEnv) {
  const log = quietLog(environment);
  const pack = await openPack();
  const github = openTokenGitHub({ token, apiUrl, login, pace: !isLoopbackUrl(apiUrl), log });
  return { github, pack, clock: { now: () => Date.now() }, log, readYaml: readPolicyYaml };
}

/** Tries again where nothing is left in doubt: reading failed, or GitHub refused a write and asks for a short wait. */
async function patiently<T>({ apiUrl }: WorkflowRun, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof OutcomeUnknown) throw new WorkflowRefused(`${messageOf(error.cause)} ${again}`);
      if (!(error instanceof GitHubError)) throw error;
      const waitMs = error.retryAfterMs ?? pauseMs * tries;
      if (!error.retry || waitMs > longestWaitMs || tries === mostTries) throw inWords(error, apiUrl);
      await sleep(waitMs);
    }
  }
}

function inWords(error: GitHubError, apiUrl: string): WorkflowRefused {
  if (error instanceof LoginUnknown) return new WorkflowRefused(error.message);
  const said = messageOf(error.cause);
  if (error.status === 401)
    return new WorkflowRefused(`GitHub at ${apiUrl} does not take the token: ${said}`);
  if (error.status === 403 && !error.retry)
    return new WorkflowRefused(`GitHub refused: ${said}. ${permissions}.`);
  return new WorkflowRefused(`${error.message} ${again}`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The runner shows debugging logs to whoever asks for them; see `logLine` for why it reads along. */
function quietLog({ RUNNER_DEBUG }: NodeJS.ProcessEnv): Log {
  const line = { write: (text: string) => process.stderr.write(logLine(text.trimEnd())) };
  return openLog(RUNNER_DEBUG === '1' ? 'debug' : 'silent', line);
}
