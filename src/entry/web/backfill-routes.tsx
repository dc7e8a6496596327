/** A backfill from the desk: two pages that ask before anything is changed, and what people say: report, apply, pause, resume, undo. */

import { Hono } from 'hono';
import { type BackfillVerb, directBackfill } from '../../app/direct-backfill.js';
import type { BackfillView } from '../../app/view-backfill.js';
import { openRepository } from '../../app/watch-repositories.js';
import { backfillSummary } from './backfill-json.js';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { DeskRefusal, mayNotReview, noSuchRepository } from './desk-refusal.js';
import { ApplyPage, UndoPage } from './pages/backfill-confirm-pages.js';
import { repositoriesPath, signedOutOf } from './repository-routes.js';
import { requireToken, wantsJson } from './request-guard.js';
import { readWhich } from './sent-form.js';
import type { Session } from './session-content.js';

const path = `${repositoriesPath}/:owner/:repo/backfill`;

/** `GET …/backfill` (JSON), `GET …/backfill/apply`, `GET …/backfill/undo`, `POST …/backfill/:verb`. */
export function backfillRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  routes.get(path, async (context) => {
    const { session } = context.var;
    if (!session) return signedOutOf(desk, context);
    const { backfills } = await opened(desk, context, session);
    if (wantsJson(context)) return context.json(backfillSummary(backfills));
    return context.redirect(pageOf(context), 302);
  });

  for (const verb of ['apply', 'undo'] as const)
    routes.get(`${path}/${verb}`, async (context) => {
      const { session } = context.var;
      if (!session) return signedOutOf(desk, context);
      const { backfills, name } = await opened(desk, context, session);
      const view: BackfillView | null = verb === 'apply' ? backfills.current : backfills.applied;
      if (view === null || !backfills.verbs.includes(verb)) throw notNow(verb);
      const props = { desk, session, name, view };
      if (verb === 'apply') return context.html(<ApplyPage {...props} />);
      const labels = await world.store.backfillLabels(view.backfill.id);
      return context.html(<UndoPage {...props} labels={labels} />);
    });

  for (const verb of ['report', 'apply', 'pause', 'resume', 'undo'] as const)
    routes.post(`${path}/${verb}`, async (context) => {
      const sent = await readWhich(context);
      const { session } = context.var;
      if (!session) return signedOutOf(desk, context);
      requireToken(context, desk, sent.csrf);
      const asked = { verb, id: sent.backfill };
      const outcome = await directBackfill(world, context.req.param(), session.login, asked);
      if (outcome.kind === 'not-found') throw noSuchRepository();
      if (outcome.kind === 'forbidden') throw mayNotReview(outcome.repository);
      if (outcome.kind === 'refused') throw new DeskRefusal(409, 'That cannot be done now', outcome.problem);
      if (!wantsJson(context)) return context.redirect(`${pageOf(context)}#backfill`, 303);
      const { backfills } = await opened(desk, context, session);
      return context.json(backfillSummary(backfills), outcome.queued ? 200 : 202);
    });

  return routes;
}

async function opened({ world }: Desk, context: DeskContext, { login }: Session) {
  const { owner = '', repo = '' } = context.req.param();
  const seen = await openRepository(world, { owner, repo }, login);
  if (seen.kind === 'not-found') throw noSuchRepository();
  if (seen.kind === 'forbidden') throw mayNotReview(seen.repository);
  return { ...seen, name: `${seen.ref.owner}/${seen.ref.repo}` };
}

/** Of the repository; what stood in the address is encoded again. */
function pageOf(context: DeskContext): string {
  const { owner = '', repo = '' } = context.req.param();
  return `${repositoriesPath}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`;
}

function notNow(verb: BackfillVerb): DeskRefusal {
  const advice =
    verb === 'apply'
      ? 'A dry report that is younger than a day is needed, and permission to maintain the repository.'
      : 'There is nothing to take back, or permission to maintain the repository is missing.';
  return new DeskRefusal(409, 'That cannot be done now', `${advice} Look at the page of the repository.`);
}
