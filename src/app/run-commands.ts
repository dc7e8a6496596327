/** The commands of one comment: each carried out once, for whoever may write to the repository, and answered where it was written. */

import type { IssueComment, IssueSnapshot } from '../core/plan/issue-snapshot.js';
import { findMarked, markerOf } from '../core/plan/marker.js';
import { type ParsedCommand, parseCommands } from '../core/plan/parse-commands.js';
import { planCommand } from '../core/plan/plan-command.js';
import { isOurs } from '../core/plan/precedence.js';
import { neutralise, quoteInline } from '../core/reply/neutralise.js';
import { claimMsOf } from './claim-time.js';
import type { Performed } from './command-place.js';
import type { CommentClaim } from './command-ports.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';
import { OutcomeUnknown } from './github-failure.js';
import { performAct } from './perform-command.js';
import type { IssueRef, Reaction } from './ports.js';
import { currentPolicy } from './read-policy.js';
import { RetryLater } from './retry-later.js';
import { mayReview } from './review-permission.js';
import { reviewersOf } from './reviewers.js';

/**
 * Reads the comment as it is now and carries out those of its commands that were not yet. Safe to repeat; two workers take turns.
 * Rejects when GitHub or the store fails, so that the queue tries again.
 */
export async function runCommands(ref: IssueRef, commentId: number, deps: Deps): Promise<void> {
  // Nothing is carried out in a rehearsal, and what a command comes to depends on those before it.
  if (deps.isRehearsal) return;
  const { store, clock } = deps;
  const claim = await store.claimComment(ref, commentId, claimMsOf(deps), clock.now());
  if ('until' in claim)
    throw new RetryLater('Another worker has the comment.', Math.max(0, claim.until - clock.now()));
  try {
    await runClaimed(claim, deps);
  } catch (error) {
    // The claim stays where a write may still take effect: it keeps everybody else from saying it twice.
    if (!(error instanceof OutcomeUnknown)) await giveBack(claim, deps);
    throw error;
  }
  await giveBack(claim, deps);
}

async function runClaimed(claim: CommentClaim, given: Deps): Promise<void> {
  const { issue: ref, commentId, done } = claim;
  const { github, log, clock, store } = given;
  const read = await commentNow(ref, commentId, given);
  if (read === null) return;
  const { issue, comment, botLogin } = read;
  if (comment.author.isBot || isOurs(comment.author, botLogin) || issue.isPullRequest) return;
  // The known problems are those that the repository's policy wants.
  const reading = await currentPolicy(ref, given);
  const deps: Deps = { ...given, pack: reading.ok ? reading.pack : given.pack };
  const isOff = reading.ok && reading.policy.mode === 'off';
  const ids = deps.pack.problems.map(({ category }) => category);
  const left = parseCommands(comment.body, ids).filter(({ id }) => !done.includes(id));
  if (left.length === 0) return;
  const by = comment.author.login;
  if (!(await mayCommand(ref, by, deps))) {
    // Where Dejabug is turned off, nobody but a maintainer gets it to show itself.
    if (!isOff) await github.react(ref, commentId, 'confused');
    for (const { id } of left) await store.settleCommand(claim, id, clock.now());
    log.info({ issue: ref, comment: commentId, by }, 'commands of somebody who may not write were refused');
    return;
  }
  for (const command of left) {
    const answer = await carryOut(command, ref, commentId, deps);
    if (answer.says !== null) await say(command, answer.says, ref, commentId, deps);
    await github.react(ref, commentId, answer.reaction);
    log.info(
      { issue: ref, comment: commentId, by, command: command.id, reaction: answer.reaction },
      'command carried out',
    );
    if (!(await store.settleCommand(claim, command.id, clock.now())))
      throw new RetryLater('The claim on the comment was lost.', claimMsOf(deps));
  }
}

/** Whoever may write, and is among the reviewers where the policy names any. */
async function mayCommand(ref: IssueRef, by: string, deps: Deps): Promise<boolean> {
  if (!mayReview(await deps.github.permissionOf(ref, by))) return false;
  const reviewers = await reviewersOf(ref, deps);
  return reviewers.size === 0 || reviewers.has(by.toLowerCase());
}

interface CommentNow {
  readonly issue: IssueSnapshot;
  readonly comment: IssueComment;
  readonly botLogin: string;
}

/** Null when issue or comment is gone. */
async function commentNow(ref: IssueRef, commentId: number, { github }: Deps): Promise<CommentNow | null> {
  const issue = await github.readIssue(ref);
  const comment = issue?.comments.find(({ id }) => id === commentId);
  if (issue === null || comment === undefined) return null;
  return { issue, comment, botLogin: await github.botLogin() };
}

interface Answer {
  readonly reaction: Reaction;
  /** Markdown, null where the reaction says it all. */
  readonly says: string | null;
}

const reactions = { done: '+1', accepted: 'eyes', refused: 'confused' } as const;

async function carryOut(
  parsed: ParsedCommand,
  ref: IssueRef,
  commentId: number,
  deps: Deps,
): Promise<Answer> {
  const outcome =
    parsed.kind === 'mistake' ? refusal(parsed.problem) : await perform(parsed.command, ref, commentId, deps);
  const { says } = outcome;
  if (outcome.kind !== 'refused') return { reaction: reactions[outcome.kind], says };
  return { reaction: reactions.refused, says: `${quoteInline(parsed.written)}: ${neutralise(says ?? '')}` };
}

function refusal(problem: string): Performed {
  return { kind: 'refused', says: problem };
}

/** Reads the issue again: what an earlier command of the comment did counts. */
async function perform(
  command: Extract<ParsedCommand, { kind: 'command' }>['command'],
  ref: IssueRef,
  commentId: number,
  deps: Deps,
): Promise<Performed> {
  const { github, store, clock } = deps;
  const now = await commentNow(ref, commentId, deps);
  if (now === null) return refusal('The comment is gone.');
  const { issue, comment, botLogin } = now;
  const of = command.verb === 'duplicate' ? command.of : null;
  const plan = planCommand(command, {
    issue,
    commentId,
    by: comment.author.login,
    drafts: await store.draftsOfIssue(ref),
    frozen: await store.freezeOf(ref),
    botLogin,
    now: clock.now(),
    original: of === null ? null : await github.readIssue({ ...ref, number: of }),
  });
  if (plan.kind === 'refused') return refusal(plan.problem);
  return performAct(plan.act, { ref, issue, commentId, by: comment.author.login, botLogin }, deps);
}

/** One comment of ours for each comment with commands; what is said later is added to it. */
async function say(
  { id }: ParsedCommand,
  text: string,
  ref: IssueRef,
  commentId: number,
  deps: Deps,
): Promise<void> {
  const issue = await deps.github.readIssue(ref);
  if (issue === null) return;
  const key = `answer:${ref.number}:${commentId}`;
  const section = `${text}\n\n${markerOf(`said:${id}`)}`;
  const said = findMarked(issue, key, await deps.github.botLogin());
  if (said?.body.includes(markerOf(`said:${id}`))) return;
  const action =
    said === null
      ? ({ kind: 'say', key, body: section } as const)
      : ({
          kind: 'edit-comment',
          key: `answer:${ref.number}:${said.id}:${id}`,
          commentId: said.id,
          // A function, because quoted words may hold what a replacement's text would take for a pattern.
          body: said.body.replace(markerOf(key), () => `${section}\n\n${markerOf(key)}`),
        } as const);
  await execute({ actions: [action], reasons: [] }, { ref, snapshot: issue }, deps);
}

async function giveBack(claim: CommentClaim, { store, clock, log }: Deps): Promise<void> {
  try {
    await store.releaseComment(claim, clock.now());
  } catch (err) {
    // The job's own error matters more; the claim runs out by itself.
    log.warn({ err, comment: claim.commentId }, 'claim of a comment could not be given back');
  }
}
