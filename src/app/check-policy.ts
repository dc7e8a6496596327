/** A pull request that changes the policy or own rules: examined and compared before it is merged, told in one check on its newest commit. */

import { checkName, externalIdOf, hasTold, unfinishedTitle } from '../core/check/check-run.js';
import { checkAllAgain } from './check-all-again.js';
import { checkInTurn } from './check-in-turn.js';
import type { CheckRun, PolicyChange, PullRequest } from './check-ports.js';
import type { Deps } from './deps.js';
import { examineChange } from './examine-change.js';
import { isRefusedForGood } from './github-failure.js';
import { fingerprintOf } from './policy-layers.js';
import type { Job, RepositoryRef } from './ports.js';
import { mostIssues, previewImpact } from './preview-impact.js';
import { ownRunIn, type ShownCheck, showCheck } from './show-check.js';
import { stillToCome } from './still-to-come.js';
import { type OpenTrial, type RuleTrial, TrialEnded } from './trial-port.js';
import { endUnfinished } from './unfinished-check.js';

type CheckJob = Extract<Job, { kind: 'check-policy' }>;
type PullJob = CheckJob & { readonly pull: number };

/**
 * Does nothing where the pull request leaves policy and rules alone. One worker at a time looks for the run of this commit and pull request
 * before one is made, so that there is one, however often this runs. What the pull request says is data: none of it comes into force. Rejects
 * when something fails, so that the queue tries again; where the installation may not write checks there is none.
 */
export async function checkPolicy(job: CheckJob, deps: Deps): Promise<void> {
  if (deps.isRehearsal || deps.openTrial === undefined) return;
  const { repository, pull } = job;
  try {
    if (pull === null) await checkAllAgain(job, deps);
    else await checkOne({ ...job, pull }, deps.openTrial, deps);
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    deps.log.warn({ err: error, repository, pull }, 'a pull request could not be checked');
  }
}

/** The trial is begun before anything is asked for, so that waiting for one's turn in this process costs no request. */
async function checkOne(job: PullJob, openTrial: OpenTrial, deps: Deps): Promise<void> {
  const { repository, headSha, pull } = job;
  const trial = openTrial();
  try {
    await checkInTurn({ repository, headSha, pull }, (held) => check(job, trial, held), deps);
  } finally {
    await trial.close();
  }
}

async function check(job: PullJob, trial: RuleTrial, deps: Deps): Promise<void> {
  const { github, log, clock } = deps;
  const { repository: ref, headSha, pull: number } = job;
  const run = ownRunIn(await github.checkRuns(ref, headSha, checkName), number) ?? namedRun(job);
  if (run !== null && hasTold(run) && !job.again) return;
  const commit = { headSha, pull: number, run };
  const pull = await github.pullRequest(ref, number);
  if (pull === null) stillToCome(job, `Pull request #${number} is not there yet.`, clock);
  const outdated = whyOutdated(pull, headSha);
  if (pull === null || outdated !== null) {
    if (run !== null && (job.again || run.status !== 'completed'))
      await (await showCheck(ref, commit, deps))?.giveUp('cancelled', 'Not checked', outdated ?? '');
    return;
  }
  const change = await github.policyChange(ref, pull);
  if (change === null) stillToCome(job, `The head of pull request #${number} cannot be read yet.`, clock);
  const isTouched = change === null || touches(ref, change);
  if (!isTouched && run === null) return;
  const shown = await showCheck(ref, commit, deps);
  if (shown === null) {
    stillToCome(job, `The head of pull request #${number} is not in its repository yet.`, clock);
    log.warn({ repository: ref, pull: number, commit: headSha }, 'a commit to be checked did not come');
    return;
  }
  try {
    if (change === null) return await shown.giveUp('neutral', 'Not checked', unreadable);
    if (!isTouched) return await shown.giveUp('skipped', 'Nothing to check', untouched);
    await compare(ref, pull, change, shown, trial, deps);
  } catch (error) {
    if (error instanceof TrialEnded)
      return await shown.giveUp('failure', `These rules ${error.says}`, tooMuch);
    await endUnfinished(error, job, shown, deps);
    throw error;
  }
  log.info({ repository: ref, pull: number, commit: headSha }, 'a changed policy was checked');
}

/** The run that was asked to run again, as the webhook told of it: not every server lists those of a fork's commit. */
function namedRun({ runId, pull }: PullJob): CheckRun | null {
  if (runId === null) return null;
  return { id: runId, status: 'completed', conclusion: null, title: null, externalId: externalIdOf(pull) };
}

const unreadable =
  'The branch of this pull request is in a repository that is gone or not public, so its files cannot be read.';

const untouched = 'Policy and own rules are as they were.';

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
  const whatMoved = async () => whyMoved(await deps.github.pullRequest(ref, pull.number), pull);
  if (after !== null) await shown.progress('Comparing with the issues', progressWords(0));
  async function onPage(looked: number): Promise<boolean> {
    if ((await whatMoved()) !== null) return false;
    await shown.progress('Comparing with the issues', progressWords(looked));
    return true;
  }
  const impact = after === null ? null : await previewImpact(ref, { before, after, trial, onPage }, deps);
  // Whatever happened meanwhile, the verdict is about what is to be merged now.
  const moved = await whatMoved();
  if (moved !== null || (after !== null && impact === null))
    return shown.giveUp('cancelled', unfinishedTitle, moved ?? 'The pull request changed meanwhile.');
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

/** Why what was found out about a pull request holds no more; null while it does. */
function whyMoved(now: PullRequest | null, then: PullRequest): string | null {
  const outdated = whyOutdated(now, then.headSha);
  if (outdated !== null) return outdated;
  return now?.baseBranch === then.baseBranch ? null : 'It has another base now, and is checked again.';
}

/** Whether any file of the policy differs between the two sides. */
function touches({ owner, repo }: RepositoryRef, { before, after }: PolicyChange): boolean {
  const repository = `${owner}/${repo}`;
  return fingerprintOf([{ repository, files: before }]) !== fingerprintOf([{ repository, files: after }]);
}
