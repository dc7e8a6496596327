/** What can be looked at on the desk: the list, one draft, its preview, the shortcuts. */

import { Hono } from 'hono';
import { listBatches } from '../../app/review-batch.js';
import { countDrafts, listDrafts } from '../../app/review-list.js';
import { openDraft } from '../../app/review-world.js';
import { demotionsShown } from '../../app/view-scorecard.js';
import { replyOf } from '../../core/plan/held-draft.js';
import type { Desk, DeskEnv } from './desk-context.js';
import { draftPage, found, lastDecision, signedOut, tooLate } from './draft-answer.js';
import { draftDocument, draftSummary } from './draft-json.js';
import { listQuery, readFilters } from './list-query.js';
import { DraftListPage } from './pages/draft-list-page.js';
import { KeysPage } from './pages/keys.js';
import { keysPath } from './pages/keys-dialog.js';
import { Preview } from './pages/reply-panel.js';
import { requireToken, wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import { readSent } from './sent-form.js';

/** `GET /review`, `GET /review/keys`, `GET /review/drafts/:id`, `POST …/preview`. */
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
    const [counts, decided, batches, demotions] = await Promise.all([
      countDrafts(world, list, query),
      lastDecision(desk, context, session),
      listBatches(world, list.repositories),
      demotionsShown(world, list.repositories),
    ]);
    const shown = { list, counts, filters, decided, batches, demotions };
    return context.html(<DraftListPage desk={desk} session={session} {...shown} />);
  });

  routes.get(keysPath, (context) =>
    context.html(<KeysPage desk={desk} session={context.var.session ?? null} />),
  );

  routes.get(`${deskPath}/drafts/:id`, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const draft = found(await openDraft(world, context.req.param('id'), session.login));
    if (wantsJson(context)) return context.json(draftDocument(draft));
    const kept = await world.store.keptText(draft.id, session.login, world.clock.now());
    const typed =
      kept === null
        ? ({ reply: replyOf(draft), tab: 'preview' } as const)
        : ({ reply: kept.text, tab: 'write', kept } as const);
    return draftPage(desk, context, session, draft, typed);
  });

  routes.post(`${deskPath}/drafts/:id/preview`, async (context) => {
    const sent = await readSent(context);
    const { session } = context.var;
    if (!session) return signedOut(desk, context, sent);
    requireToken(context, desk, sent.csrf);
    const draft = found(await openDraft(world, context.req.param('id'), session.login));
    const reply = sent.reply ?? replyOf(draft);
    if (wantsJson(context)) return context.json({ html: String(<Preview reply={reply} draft={draft} />) });
    if (draft.state !== 'pending') return tooLate(desk, context, session, draft, reply);
    return draftPage(desk, context, session, draft, { reply, tab: 'preview' });
  });

  return routes;
}
