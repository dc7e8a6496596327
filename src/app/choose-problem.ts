/** Another known problem for a draft: the reply is redrawn, the old draft points to the new one, and labels follow by triage. */

import { sightOf } from '../core/plan/issue-sight.js';
import { planChoice } from '../core/plan/plan-choice.js';
import { IssueUnread } from './look-again.js';
import type { Draft, Likelihood } from './ports.js';
import { keepWish, queueWish } from './queue-triage.js';
import { feedbackOnDraft } from './record-feedback.js';
import {
  type Decided,
  type Forbidden,
  issueOf,
  type NotFound,
  openDraftNow,
  type Refused,
  type ReviewWorld,
} from './review-world.js';

export type Chosen =
  | {
      readonly kind: 'chosen';
      /** Pending, about the chosen problem. */
      readonly draft: Draft;
      /** Superseded; its `replacedBy` is the new one's id. */
      readonly old: Draft;
    }
  | Refused
  | Decided
  | NotFound
  | Forbidden;

/** The triage that changes the labels begins when the choice is stored, in milliseconds. */
const storeMs = 1_000;

/** Every known problem for a chooser, likeliest for this draft's report first, equals by name. */
export function problemsFor(
  { pack }: Pick<ReviewWorld, 'pack'>,
  { title, body }: Pick<Draft, 'title' | 'body'>,
): readonly Likelihood[] {
  return pack.likelihoods({ title, body });
}

/**
 * Redraws a pending draft for another known problem, from the issue as it is now. The person's judgement is kept: triage takes the old
 * problem's label off where it is ours, sets the new one, and never goes back. Two people at once: the first wins. Rejects when
 * GitHub or the store does not answer.
 */
export async function chooseProblem(
  world: ReviewWorld,
  draftId: string,
  login: string,
  category: string,
): Promise<Chosen> {
  const opened = await openDraftNow(world, draftId, login);
  if (opened.kind !== 'open') return opened;
  return chooseForOpened(world, opened.draft, login, category);
}

/** The same for a draft whose reviewer's permission was asked just now. */
export async function chooseForOpened(
  world: ReviewWorld,
  draft: Draft,
  login: string,
  category: string,
): Promise<Chosen> {
  const { store, github, clock, log } = world;
  if (draft.state !== 'pending') return { kind: 'decided', draft };
  const ref = issueOf(draft);
  const issue = await github.readIssue(ref).catch((cause: unknown) => {
    throw new IssueUnread(draft, cause);
  });
  const pack = (await world.packOf?.(ref)) ?? world.pack;
  const report = { title: issue?.title ?? '', body: issue?.body ?? '', author: issue?.author.login ?? '' };
  const botLogin = await github.botLogin();
  const choice = planChoice({
    issue,
    draft,
    category,
    assessment: pack.assessAs(category, report),
    by: login,
    problems: pack.problems,
    botLogin,
  });
  if (choice.kind === 'refused' || issue === null) {
    const problem = choice.kind === 'refused' ? choice.problem : 'The issue is gone.';
    return { kind: 'refused', draft, problem };
  }
  // Kept before the choice, so that the labels follow whatever happens to this process in between.
  const wish = await keepWish(world, ref, `chosen-${draft.id}-${clock.now()}`, 'dejabug.chosen', storeMs);
  const at = clock.now();
  const feedback = feedbackOnDraft(draft, { kind: 'other-problem', by: login, at, chosen: category });
  const redrawn = await store.replaceDraft(
    draft.id,
    {
      ...ref,
      key: `${ref.owner}/${ref.repo}/${choice.key}`.toLowerCase(),
      title: issue.title,
      issueUrl: issue.url,
      body: issue.body,
      content: choice.content,
      seen: sightOf(issue, botLogin),
    },
    { decidedBy: login, reason: choice.reason, feedback },
    at,
  );
  await queueWish(world, wish);
  const old = await store.draft(draft.id);
  if (redrawn === null) return old === null ? { kind: 'not-found' } : { kind: 'decided', draft: old };
  log.info({ draft: draft.id, by: login, category, redrawn: redrawn.id }, 'another known problem chosen');
  return { kind: 'chosen', draft: redrawn, old: old ?? draft };
}
