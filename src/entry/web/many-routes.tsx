/** Approving many drafts of one known problem at once: a page that shows what would be posted, then one answer for each. */

import { Hono } from 'hono';
import { type ApprovedOne, approveMany } from '../../app/approve-many.js';
import { TooManyAtOnce } from '../../app/open-many.js';
import { listDrafts } from '../../app/review-list.js';
import { undoMany } from '../../app/undo-many.js';
import { undoLeft, undoMsOf } from '../../app/undo-time.js';
import type { Desk, DeskEnv } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';
import { signedOut } from './draft-answer.js';
import { draftSummary } from './draft-json.js';
import { type Filters, filterWords, listAddress, listQuery, readFilters } from './list-query.js';
import { ManyDonePage } from './pages/many-done-page.js';
import { ManyPage } from './pages/many-page.js';
import { MessagePage } from './pages/message-page.js';
import { requireToken, wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import { readMany } from './sent-form.js';

export const manyPath = `${deskPath}/approve-many`;

/** On one page: the replies of so many still make a page that opens at once on a phone. */
const onOnePage = 50;

/** `GET /review/approve-many?category=…`, `POST /review/approve-many`, `POST /review/undo-many`. */
export function manyRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  routes.get(manyPath, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const filters = wanted(context.req.query());
    const list = await listDrafts(world, session.login, listQuery(filters, world.clock.now()));
    return context.html(<ManyPage desk={desk} session={session} list={list} filters={filters} />);
  });

  routes.post(manyPath, async (context) => {
    const sent = await readMany(context);
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    requireToken(context, desk, sent.csrf);
    const filters = readFilters(context.req.query());
    if (sent.ids.length === 0) throw nothingChosen();
    const results = await approveMany(world, sent.ids, session.login).catch(inWords);
    if (wantsJson(context)) return context.json({ results: results.map(summary) });
    // Some of it is over: their posting was queued since.
    const left = results.flatMap(({ outcome }) =>
      outcome.kind === 'approved' ? [undoLeft(outcome.draft, undoMsOf(world), world.clock.now())] : [],
    );
    const done = { results, undoMs: Math.min(...left, undoMsOf(world)), query: filterWords(filters) };
    return context.html(<ManyDonePage desk={desk} session={session} done={done} />);
  });

  routes.post(`${deskPath}/undo-many`, async (context) => {
    const sent = await readMany(context);
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    requireToken(context, desk, sent.csrf);
    const undone = await undoMany(world, sent.ids, session.login).catch(inWords);
    const filters = readFilters(context.req.query());
    if (wantsJson(context)) return context.json({ undone });
    const left = sent.ids.length - undone;
    return context.html(
      <MessagePage
        desk={desk}
        session={session}
        icon="info"
        title={undone === 1 ? 'Took one approval back' : `Took ${undone} approvals back`}
        advice={
          left === 0
            ? 'Nothing was posted. The drafts wait for a decision again.'
            : `${left} could not be taken back any more: ${left === 1 ? 'it is' : 'they are'} being posted.`
        }
        action={{ href: listAddress(filters), words: 'Back to the drafts' }}
      />,
    );
  });

  return routes;
}

/** The pending drafts of one known problem; without one it would be a way to approve unread. */
function wanted(query: Record<string, string>): Filters {
  const filters = readFilters(query);
  if (filters.category !== undefined) return { ...filters, state: 'pending', limit: onOnePage };
  throw new DeskRefusal(
    400,
    'Choose a known problem first',
    'Drafts are approved together when they are about the same known problem.',
  );
}

function nothingChosen(): DeskRefusal {
  return new DeskRefusal(400, 'No draft was chosen', 'Nothing was approved. Tick at least one draft.');
}

function inWords(error: unknown): never {
  if (error instanceof TooManyAtOnce)
    throw new DeskRefusal(400, 'That is too much at once', `${error.message} Nothing was changed.`);
  throw error;
}

function summary({ id, outcome }: ApprovedOne) {
  return { id, outcome: outcome.kind, ...('draft' in outcome && { draft: draftSummary(outcome.draft) }) };
}
