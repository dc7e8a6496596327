/** The desk's own routes: the list, one draft, and what a maintainer decides about it. */

import { Hono } from 'hono';
import type { Draft } from '../../app/ports.js';
import { listBatches } from '../../app/review-batch.js';
import { approveDraft, openDraft, rejectDraft } from '../../app/review-draft.js';
import { countDrafts, listDrafts } from '../../app/review-list.js';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { mayNotReview, noSuchDraft } from './desk-refusal.js';
import { decisionDocument, draftDocument, draftSummary } from './draft-json.js';
import { viewOf } from './draft-view.js';
import { listQuery, readFilters } from './list-query.js';
import type { LastDecision } from './pages/decision-notice.js';
import { DraftListPage } from './pages/draft-list-page.js';
import { DraftPage } from './pages/draft-page.js';
import { KeptText, MessagePage } from './pages/message-page.js';
import { Preview, type Typed } from './pages/reply-panel.js';
import { issueName, stateWords } from './pages/words.js';
import { requireToken, wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import { readSent } from './sent-form.js';
import type { Session } from './session-content.js';
import { signInAction } from './sign-in-routes.js';

/** `GET /review`, `GET /review/drafts/:id`, `POST …/approve`, `…/reject`, `…/preview`. */
export function reviewRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  routes.get(deskPath, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const filters = readFilters(context.req.query());
    const query = listQuery(filters, world.clock.now());
    const list = await listDrafts(world, session.login, query);
    if (wantsJson(context)) return context.json({ drafts: list.drafts.map(draftSummary), next: list.next });
    const decided = await lastDecision(context, session);
    const batches = await listBatches(world, list.repositories);
    return context.html(
      <DraftListPage
        desk={desk}
        session={session}
        list={list}
        counts={await countDrafts(world, list, query)}
        filters={filters}
        decided={decided}
        batches={batches}
      />,
    );
  });

  routes.get(`${deskPath}/drafts/:id`, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const draft = found(await openDraft(world, context.req.param('id'), session.login));
    if (wantsJson(context)) return context.json(draftDocument(draft));
    return draftPage(context, session, draft, { reply: draft.reply, tab: 'preview' });
  });

  routes.post(`${deskPath}/drafts/:id/approve`, async (context) => {
    const sent = await readSent(context);
    const { session } = context.var;
    if (!session) return signedOut(desk, context, sent.reply);
    requireToken(context, desk, sent.csrf);
    const outcome = await approveDraft(world, context.req.param('id'), session.login, sent.reply);
    if (outcome.kind === 'refused') {
      const { draft, problem } = outcome;
      if (wantsJson(context)) return context.json({ error: problem }, 400);
      return draftPage(
        context,
        session,
        draft,
        { reply: sent.reply ?? '', tab: 'write', replyProblem: problem },
        400,
      );
    }
    if (outcome.kind === 'decided') return tooLate(context, session, outcome.draft, sent.reply);
    const draft = found(outcome);
    const queued = outcome.kind === 'approved' && outcome.queued;
    if (wantsJson(context)) return context.json(draftSummary(draft), queued ? 200 : 202);
    return context.redirect(`${deskPath}?decided=${draft.id}${queued ? '' : '&queue=later'}`, 303);
  });

  routes.post(`${deskPath}/drafts/:id/reject`, async (context) => {
    const sent = await readSent(context);
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    requireToken(context, desk, sent.csrf);
    const typed = { reason: sent.reason ?? '', note: sent.note ?? '' };
    const outcome = await rejectDraft(world, context.req.param('id'), session.login, typed);
    if (outcome.kind === 'refused') {
      const { draft, problem } = outcome;
      if (wantsJson(context)) return context.json({ error: problem }, 400);
      return draftPage(
        context,
        session,
        draft,
        { reply: draft.reply, tab: 'preview', rejection: { problem, ...typed } },
        400,
      );
    }
    if (outcome.kind === 'decided') return tooLate(context, session, outcome.draft);
    const draft = found(outcome);
    if (wantsJson(context)) return context.json(draftSummary(draft));
    return context.redirect(`${deskPath}?decided=${draft.id}`, 303);
  });

  routes.post(`${deskPath}/drafts/:id/preview`, async (context) => {
    const sent = await readSent(context);
    const { session } = context.var;
    if (!session) return signedOut(desk, context, sent.reply);
    requireToken(context, desk, sent.csrf);
    const draft = found(await openDraft(world, context.req.param('id'), session.login));
    const reply = sent.reply ?? draft.reply;
    if (wantsJson(context)) return context.json({ html: String(<Preview reply={reply} />) });
    if (draft.state !== 'pending') return tooLate(context, session, draft, reply);
    return draftPage(context, session, draft, { reply, tab: 'preview' });
  });

  function draftPage(
    context: DeskContext,
    session: Session,
    draft: Draft,
    typed: Typed,
    status: 200 | 400 = 200,
  ) {
    const view = viewOf(draft, context.req.query('report') === 'whole');
    return context.html(<DraftPage desk={desk} session={session} view={view} typed={typed} />, status);
  }

  /** The second of two people: who was first, with what and when; an edit is not lost. */
  function tooLate(context: DeskContext, session: Session, draft: Draft, reply?: string) {
    if (wantsJson(context)) return context.json(decisionDocument(draft), 409);
    const who = draft.decidedBy === session.login ? 'You' : (draft.decidedBy ?? 'Dejabug');
    const when = new Date(draft.updatedAt).toISOString().slice(0, 16).replace('T', ' ');
    const what = stateWords[draft.state].name.toLowerCase();
    const reason = draft.decisionReason === null ? '' : ` Reason: ${draft.decisionReason}.`;
    return context.html(
      <MessagePage
        desk={desk}
        session={session}
        icon="info"
        title="This draft was decided before you"
        advice={`${who} moved the draft for ${issueName(draft)} to “${what}” at ${when} UTC.${reason} Nothing was changed now.`}
        action={{ href: `${deskPath}/drafts/${draft.id}`, words: 'See the decision' }}
      >
        {reply !== undefined && reply.trim() !== draft.reply.trim() && <KeptText text={reply} />}
      </MessagePage>,
      409,
    );
  }

  /** What this person decided on the page before, named by the address; nobody else's decisions are announced. */
  async function lastDecision(context: DeskContext, session: Session): Promise<LastDecision | null> {
    const id = context.req.query('decided');
    if (id === undefined) return null;
    const opened = await openDraft(world, id, session.login);
    if (opened.kind !== 'open' || opened.draft.decidedBy !== session.login) return null;
    return { draft: opened.draft, queued: context.req.query('queue') !== 'later' };
  }

  return routes;
}

/** Pages lead to the sign-in and back; what was typed is shown so that an expired session does not cost it. */
function signedOut(desk: Desk, context: DeskContext, reply?: string) {
  if (wantsJson(context)) return context.json({ error: 'You are signed out. Sign in at /login.' }, 401);
  const { pathname, search } = new URL(context.req.url);
  if (context.req.method === 'GET') {
    return context.redirect(`/login?return=${encodeURIComponent(pathname + search)}`, 302);
  }
  const draftAddress = pathname.replace(/\/[^/]+$/, '');
  return context.html(
    <MessagePage
      desk={desk}
      session={null}
      icon="lock"
      title="Your session has ended"
      advice="Nothing was changed. Sign in and repeat it; copy your reply first."
      action={{ ...signInAction, href: `/login?return=${encodeURIComponent(draftAddress)}` }}
    >
      {reply !== undefined && <KeptText text={reply} />}
    </MessagePage>,
    401,
  );
}

type Outcome =
  | { readonly kind: 'open' | 'approved' | 'rejected'; readonly draft: Draft }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden'; readonly repository: string };

/** 404 for who cannot see the repository, 403 for who sees it and may not write. */
function found(outcome: Outcome): Draft {
  if (outcome.kind === 'not-found') throw noSuchDraft();
  if (outcome.kind === 'forbidden') throw mayNotReview(outcome.repository);
  return outcome.draft;
}
