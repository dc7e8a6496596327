/** Carries out what a command came to, through the use cases of the review desk. */

import { helpText } from '../core/plan/command-table.js';
import { explanationOf } from '../core/plan/explanation.js';
import { purposeOf } from '../core/plan/held-draft.js';
import { sightOf, versionOf } from '../core/plan/issue-sight.js';
import type { Act } from '../core/plan/plan-command.js';
import { chooseForOpened } from './choose-problem.js';
import type { CommandPlace, Performed } from './command-place.js';
import type { Deps } from './deps.js';
import { drawFor, sendQuestions } from './draw-draft.js';
import { execute } from './execute.js';
import { freezeRef, unfreezeRef } from './freeze-issue.js';
import { judgedAssessment } from './judged-assessment.js';
import { duplicateOf, undoDuplicateOf } from './mark-duplicate.js';
import type { Draft } from './ports.js';
import { wishTriage } from './queue-triage.js';
import { feedbackOnDraft, feedbackOnIssue, recordFeedback, type Said } from './record-feedback.js';
import { approveOpened } from './review-draft.js';
import { permissionsFrom } from './review-permission.js';
import { readTypedReason, rejectionReasons } from './review-rejection.js';

const done: Performed = { kind: 'done', says: null };
const accepted: Performed = { kind: 'accepted', says: null };

/** Rejects when a port fails; carried out again it does what is left. */
export async function performAct(act: Act, place: CommandPlace, deps: Deps): Promise<Performed> {
  const { ref, issue, by, commentId } = place;
  const { store } = deps;
  switch (act.kind) {
    case 'nothing':
      return done;
    case 'help':
      return { kind: 'done', says: helpText() };
    case 'explain': {
      const judgements = await store.judgements(ref);
      const assessment = judgedAssessment(issue, judgements, deps);
      return { kind: 'done', says: explanationOf(assessment, judgements, await store.freezeOf(ref)) };
    }
    case 'retriage':
      await wishTriage(deps, ref, `command-${commentId}`, 'dejabug.retriage');
      return accepted;
    case 'freeze':
      await freezeRef(deps, ref, by);
      return done;
    case 'unfreeze':
      await unfreezeRef(deps, ref, by);
      return done;
    case 'ask':
      return sendQuestions(place, deps);
    case 'snooze':
      for (const id of act.draftIds)
        await store.moveDraft(id, 'pending', 'pending', { snoozedUntil: act.until }, deps.clock.now());
      return done;
    case 'approve':
      return approve(act.draftId, place, deps);
    case 'reject':
      return reject(act, place, deps);
    case 'choose':
      return choose(act, place, deps);
    case 'draw': {
      for (const category of act.instead) {
        await store.judge(ref, category, 'is-not', by, deps.clock.now());
        const key = `command:${commentId}:problem:${category}`;
        await keepWord(category, { kind: 'other-problem', chosen: act.category, key }, place, deps);
      }
      await store.judge(ref, act.category, 'is', by, deps.clock.now());
      if (!act.isDrawn) await drawFor(act.category, place, deps);
      await wishTriage(deps, ref, `command-${commentId}-${act.category}`, 'dejabug.chosen');
      return accepted;
    }
    case 'rule-out': {
      await store.judge(ref, act.category, 'is-not', by, deps.clock.now());
      await withdraw(act.draftIds, `${by} ruled out \`${act.category}\`.`, place, deps);
      const key = `command:${commentId}:not:${act.category}`;
      await keepWord(act.category, { kind: 'veto', key }, place, deps);
      await wishTriage(deps, ref, `command-${commentId}-not-${act.category}`, 'dejabug.ruled-out');
      return accepted;
    }
    case 'duplicate':
      await withdraw(act.draftIds, `${by} says that it is a duplicate of #${act.of}.`, place, deps);
      await duplicateOf(act.of, place, deps);
      return done;
    case 'undo-duplicate':
      await undoDuplicateOf(place, deps);
      return done;
  }
}

/** Judges what was recognised; once for each command, whatever is tried again. */
async function keepWord(
  category: string,
  word: Pick<Said, 'kind' | 'key' | 'chosen'>,
  { ref, by }: CommandPlace,
  deps: Deps,
): Promise<void> {
  const { store, clock } = deps;
  const said = { ...word, by, at: clock.now() };
  const drafts = await store.draftsOfIssue(ref);
  const draft = drafts.find((one) => one.category === category && purposeOf(one) === 'reply');
  const feedback =
    draft === undefined
      ? feedbackOnIssue(ref, category, await store.lastDecision(ref), said)
      : feedbackOnDraft(draft, said);
  await recordFeedback(deps, feedback);
}

async function withdraw(ids: readonly string[], reason: string, { ref, issue }: CommandPlace, deps: Deps) {
  const actions = ids.map(
    (draftId) =>
      ({ kind: 'withdraw-draft', key: `withdraw:${ref.number}:${draftId}`, draftId, reason }) as const,
  );
  await execute({ actions, reasons: [reason] }, { ref, snapshot: issue }, deps);
}

/** Whoever approves in the issue has the issue before them: it is taken as they see it. */
async function approve(draftId: string, place: CommandPlace, deps: Deps): Promise<Performed> {
  const draft = await deps.store.draft(draftId);
  if (draft === null) return gone;
  const version = versionOf(sightOf(place.issue, place.botLogin));
  const outcome = await approveOpened(worldOf(deps), draft, place.by, undefined, version);
  switch (outcome.kind) {
    case 'approved':
      return accepted;
    case 'refused':
      return refused(outcome.problem);
    case 'changed':
      return refused(`The issue changed just now: ${outcome.changes.join(' ')} Approve it again.`);
    case 'decided':
      return refused(decidedWords(outcome.draft));
    default:
      return gone;
  }
}

async function reject(
  act: Extract<Act, { kind: 'reject' }>,
  place: CommandPlace,
  deps: Deps,
): Promise<Performed> {
  const typed = typedReason(act.reason);
  const read = readTypedReason(typed.reason, typed.note);
  if (read.kind === 'refused') return refused(read.problem);
  const { store, clock } = deps;
  const before = await store.draft(act.draftId);
  if (before === null) return gone;
  const at = clock.now();
  const said = { kind: 'rejected', by: place.by, at, reason: read.id, note: read.note } as const;
  const change = { decidedBy: place.by, reason: read.reason, feedback: feedbackOnDraft(before, said) };
  if (await store.moveDraft(act.draftId, act.from, 'rejected', change, at)) return done;
  const draft = await store.draft(act.draftId);
  return draft === null ? gone : refused(decidedWords(draft));
}

/** The reason's words may stand before the person's own. */
function typedReason(text: string): { readonly reason: string; readonly note: string } {
  for (const { id, words } of rejectionReasons) {
    for (const name of [id, words]) {
      if (text.toLowerCase() === name) return { reason: id, note: '' };
      if (new RegExp(`^${name}[ :,.;]`, 'i').test(text))
        return { reason: id, note: text.slice(name.length).replace(/^[\s:,.;]+/, '') };
    }
  }
  return { reason: 'other', note: text };
}

async function choose(
  act: Extract<Act, { kind: 'choose' }>,
  place: CommandPlace,
  deps: Deps,
): Promise<Performed> {
  const draft = await deps.store.draft(act.draftId);
  if (draft === null) return gone;
  const outcome = await chooseForOpened(worldOf(deps), draft, place.by, act.category);
  switch (outcome.kind) {
    case 'chosen':
      return accepted;
    case 'refused':
      return refused(outcome.problem);
    case 'decided':
      return refused(decidedWords(outcome.draft));
    default:
      return gone;
  }
}

const gone: Performed = { kind: 'refused', says: 'The draft is gone.' };

function refused(problem: string): Performed {
  return { kind: 'refused', says: problem };
}

function decidedWords({ state, decidedBy }: Draft): string {
  const who = decidedBy === null ? '' : ` by ${decidedBy}`;
  if (state === 'posted') return `It is too late: the reply is on the issue, or on its way${who}.`;
  return `The draft was ${state} meanwhile${who}.`;
}

function worldOf(deps: Deps) {
  return { ...deps, permissions: permissionsFrom(deps.github, deps.clock) };
}
