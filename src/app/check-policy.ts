/** A pull request that changes the policy or own rules: examined and compared before it is merged, told in one check on its newest commit. */

import { checkName, externalIdOf, pullOf } from '../core/check/check-run.js';
import type { CheckRun, PolicyChange, PullRequest } from './check-ports.js';
import type { Deps } from './deps.js';
import { examineChange } from './examine-change.js';
import { isRefusedForGood } from './github-failure.js';
import { fingerprintOf } from './policy-layers.js';
import type { Job, RepositoryRef } from './ports.js';
import { mostIssues, previewImpact } from './preview-impact.js';
import { ownRunIn, type ShownCheck, showCheck } from './show-check.js';
import { type RuleTrial, TrialEnded } from './trial-port.js';

type CheckJob = Extract<Job, { kind: 'check-policy' }>;

/**
 * Does nothing where the pull request leaves policy and rules alone. The commit's check is looked for before one is made, so that there is one,
 * however often this runs. What the pull request says is data: none of it comes into force. Rejects when GitHub or the store fails, so
 * that the queue tries again; where the installation may not write checks there is none.
 */
export async function checkPolicy(job: CheckJob, deps: Deps): Promise<void> {
  if (deps.isRehearsal || deps.openTrial === undefined) return;
  // Before GitHub is asked for anything, so that waiting for one's turn costs no request.
  const trial = deps.openTrial();
  try {
    await check(job, trial, deps);
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    const { repository, pull } = job;
    deps.log.warn({ err: error, repository, pull }, 'a pull request could not be checked');
  } finally {
    await trial.close();
  }
}

async function check(job: CheckJob, trial: RuleTrial, deps: Deps): Promise<void> {
  const { github, log } = deps;
  const { repository: ref, headSha } = job;
  const run = ownRunIn(await github.checkRuns(ref, headSha, checkName)) ?? namedRun(job);
  if (run?.status === 'completed' && !job.again) return;
  const number = job.pull ?? (run === null ? null : pullOf(run.externalId));
  if (number === null) return;
  const commit = { headSha, pull: number, run };
  const pull = await github.pullRequest(ref, number);
  const outdated = whyOutdated(pull, headSha);
  if (pull === null || outdated !== null) {
    if (run !== null)
      await (await showCheck(ref, commit, deps)).giveUp('cancelled', 'Not checked', outdated ?? '');
    return;
  }
  const change = await github.policyChange(ref, pull);
  const isTouched = change === null || touches(ref, change);
  if (!isTouched && run === null) return;
  const shown = await showCheck(ref, commit, deps);
  if (change === null) return shown.giveUp('neutral', 'Not checked', unreadable);
  if (!isTouched)
    return shown.giveUp('skipped', 'Nothing to check', 'Policy and own rules are as they were.');
  try {
    await compare(ref, pull, change, shown, trial, deps);
  } catch (error) {
    if (error instanceof TrialEnded) {
      await shown.giveUp('failure', `These rules ${error.says}`, tooMuch);
      return;
    }
    // What cannot be done until somebody changes something must not look as if it went on.
    if (isRefusedForGood(error)) await shown.giveUp('neutral', 'Not finished', refused);
    throw error;
  }
  log.info({ repository: ref, pull: number, commit: headSha }, 'a changed policy was checked');
}

/** The run that was asked to run again, as the webhook told of it: not every server lists those of a fork's commit. */
function namedRun({ runId, pull }: CheckJob): CheckRun | null {
  if (runId === null || pull === null) return null;
  return { id: runId, status: 'completed', externalId: externalIdOf(pull) };
}

const unreadable =
  'The branch of this pull request is in a repository that is gone or not public, so its files cannot be read.';

const refused =
  'GitHub refused a request that the check needs; the log of Dejabug says which. Run it again when that is repaired.';

const tooMuch =
  'So they were not examined. Write patterns that repeat less (`{0,20}` rather than `{0,400}`), leave out what is rarest, and give shorter examples. `dejabug policy check` tries them on your own machine.';

async function compare(
  ref: RepositoryRef,
  pull: PullRequest,
  change: PolicyChange,
  shown: ShownCheck,
  trial: RuleTrial,
  deps: Deps,
): Promise<void> {
  const { said, before, after } = await examineChange(ref, pull, change, trial, deps);
  if (after === null) return shown.end({ ...said, impact: null });
  await shown.progress('Comparing with the issues', progressWords(0));
  let outdated: string | null = null;
  const impact = await previewImpact(
    ref,
    {
      before,
      after,
      trial,
      async onPage(looked) {
        outdated = whyOutdated(await deps.github.pullRequest(ref, pull.number), pull.headSha);
        if (outdated !== null) return false;
        await shown.progress('Comparing with the issues', progressWords(looked));
        return true;
      },
    },
    deps,
  );
  if (impact === null) return shown.giveUp('cancelled', 'Not finished', outdated ?? '');
  await shown.end({ ...said, impact });
}

function progressWords(looked: number): string {
  return `Policy and rules are read. ${looked} of at most ${mostIssues} issues are compared.`;
}

/** Why a commit needs no check any more; null while it does. */
function whyOutdated(pull: PullRequest | null, headSha: string): string | null {
  if (pull === null) return 'The pull request is not there any more.';
  if (!pull.isOpen) return 'The pull request is closed.';
  return pull.headSha === headSha ? null : 'A newer commit is there, and has a check of its own.';
}

/** Whether any file of the policy differs between the two sides. */
function touches({ owner, repo }: RepositoryRef, { before, after }: PolicyChange): boolean {
  const repository = `${owner}/${repo}`;
  return fingerprintOf([{ repository, files: before }]) !== fingerprintOf([{ repository, files: after }]);
}
