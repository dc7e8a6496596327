/** What a maintainer decides about one draft, and takes back: each asks GitHub for the permission, and the first of two people counts. */

import { Hono } from 'hono';
import { chooseProblem } from '../../app/choose-problem.js';
import { freezeIssue, unfreezeIssue } from '../../app/freeze-issue.js';
import { approveDraft, rejectDraft } from '../../app/review-draft.js';
import { openDraft } from '../../app/review-world.js';
import { snoozeDraft, wakeDraft } from '../../app/snooze-draft.js';
import { undoDecision } from '../../app/undo-decision.js';
import { replyOf } from '../../core/plan/held-draft.js';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { backTo, draftPage, found, goOn, signedOut, tooLate } from './draft-answer.js';
import { draftSummary } from './draft-json.js';
import type { Typed } from './pages/reply-panel.js';
import { requireToken, wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import { readSent, type SentForm } from './sent-form.js';
import type { Session } from './session-content.js';

const dayMs = 24 * 60 * 60_000;

interface Asked {
  readonly context: DeskContext;
  readonly id: string;
  readonly session: Session;
  readonly sent: SentForm;
}

/** `POST /review/drafts/:id/approve`, `reject`, `undo`, `problem`, `snooze`, `wake`, `freeze`, `unfreeze`, `drop-text`. */
export function decisionRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  /** A route for who is signed in and sent a form of this desk. */
  function on(action: string, answer: (asked: Asked) => Promise<Response>): void {
    routes.post(`${deskPath}/drafts/:id/${action}`, async (context) => {
      const sent = await readSent(context);
      const { session } = context.var;
      if (!session) return signedOut(desk, context, sent);
      requireToken(context, desk, sent.csrf);
      return answer({ context, id: context.req.param('id'), session, sent });
    });
  }

  on('approve', async ({ context, id, session, sent }) => {
    const outcome = await approveDraft(world, id, session.login, sent.reply, sent.seen);
    if (outcome.kind === 'refused') {
      const { draft, problem } = outcome;
      if (wantsJson(context)) return context.json({ error: problem }, 400);
      const typed: Typed = { reply: sent.reply ?? replyOf(draft), tab: 'write', replyProblem: problem };
      return draftPage(desk, context, session, draft, typed, 400);
    }
    if (outcome.kind === 'changed') {
      const { draft, changes, version, issue } = outcome;
      const problem = `The issue changed since this reply was drafted: ${changes.join(' ')} Look again, then approve it once more.`;
      if (wantsJson(context)) return context.json({ error: problem, changes, version }, 409);
      const reply = sent.reply ?? replyOf(draft);
      const typed: Typed = { reply, tab: 'preview', changed: { changes, version, issue } };
      return draftPage(desk, context, session, draft, typed, 409);
    }
    if (outcome.kind === 'decided') return tooLate(desk, context, session, outcome.draft, sent.reply);
    const draft = found(outcome);
    const queued = outcome.kind === 'approved' && outcome.queued;
    await world.store.dropText(id, session.login);
    if (wantsJson(context)) return context.json(draftSummary(draft), queued ? 200 : 202);
    return goOn(desk, context, session, draft, queued ? {} : { queue: 'later' });
  });

  on('reject', async ({ context, id, session, sent }) => {
    const typed = { reason: sent.reason ?? '', note: sent.note ?? '' };
    const outcome = await rejectDraft(world, id, session.login, typed);
    if (outcome.kind === 'refused') {
      const { draft, problem } = outcome;
      return refused({ context, session, draft, problem, typed: { rejection: { problem, ...typed } } });
    }
    if (outcome.kind === 'decided') return tooLate(desk, context, session, outcome.draft);
    const draft = found(outcome);
    await world.store.dropText(id, session.login);
    if (wantsJson(context)) return context.json(draftSummary(draft));
    return goOn(desk, context, session, draft);
  });

  on('undo', async ({ context, id, session }) => {
    const outcome = await undoDecision(world, id, session.login);
    if (outcome.kind === 'refused') {
      const { draft, problem } = outcome;
      return refused({ context, session, draft, problem, status: 409 });
    }
    const draft = found(outcome);
    if (wantsJson(context)) return context.json(draftSummary(draft));
    return backTo(context, draft, { decided: draft.id });
  });

  on('problem', async ({ context, id, session, sent }) => {
    const outcome = await chooseProblem(world, id, session.login, sent.category ?? '');
    if (outcome.kind === 'refused') return refused({ context, session, ...outcome });
    if (outcome.kind === 'decided') return tooLate(desk, context, session, outcome.draft);
    const draft = found(outcome);
    if (wantsJson(context)) return context.json(draftSummary(draft));
    return backTo(context, draft, outcome.kind === 'chosen' ? { decided: outcome.old.id } : {});
  });

  on('snooze', async ({ context, id, session, sent }) => {
    const until = world.clock.now() + Number(sent.days ?? '') * dayMs;
    const outcome = await snoozeDraft(world, id, session.login, until);
    if (outcome.kind === 'refused') return refused({ context, session, ...outcome });
    if (outcome.kind === 'decided') return tooLate(desk, context, session, outcome.draft);
    const draft = found(outcome);
    if (wantsJson(context)) return context.json(draftSummary(draft));
    return goOn(desk, context, session, draft);
  });

  on('wake', async ({ context, id, session }) => {
    const outcome = await wakeDraft(world, id, session.login);
    if (outcome.kind === 'decided') return tooLate(desk, context, session, outcome.draft);
    const draft = found(outcome);
    if (wantsJson(context)) return context.json(draftSummary(draft));
    return backTo(context, draft);
  });

  for (const [action, change] of [
    ['freeze', freezeIssue],
    ['unfreeze', unfreezeIssue],
  ] as const) {
    on(action, async ({ context, id, session }) => {
      const draft = found(await change(world, id, session.login));
      if (wantsJson(context)) return context.json(draftSummary(draft));
      return backTo(context, draft);
    });
  }

  on('drop-text', async ({ context, id, session }) => {
    const draft = found(await openDraft(world, id, session.login));
    await world.store.dropText(id, session.login);
    return backTo(context, draft);
  });

  /** The draft's page again, with what is wrong said on it. */
  function refused(about: {
    readonly context: DeskContext;
    readonly session: Session;
    readonly draft: Parameters<typeof draftPage>[3];
    readonly problem: string;
    readonly typed?: Partial<Typed>;
    readonly status?: 400 | 409;
  }): Response | Promise<Response> {
    const { context, session, draft, problem, typed = { problem }, status = 400 } = about;
    if (wantsJson(context)) return context.json({ error: problem }, status);
    const shown: Typed = { reply: replyOf(draft), tab: 'preview', ...typed };
    return draftPage(desk, context, session, draft, shown, status);
  }

  return routes;
}
