/** The scorecard on the desk: the page, its CSV and JSON, and letting a demoted problem act again. */

import { Hono } from 'hono';
import { resetDemotion, type ViewedScorecard, viewScorecard } from '../../app/view-scorecard.js';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { DeskRefusal, mayNotReview } from './desk-refusal.js';
import { MessagePage } from './pages/message-page.js';
import { ScorecardPage } from './pages/scorecard-page.js';
import { requireToken, wantsJson } from './request-guard.js';
import { problemsCsv, scorecardDocument, weeksCsv } from './scorecard-csv.js';
import { readReset, readScoreFilters, scorecardPath } from './scorecard-query.js';
import type { Session } from './session-content.js';
import { signInAction } from './sign-in-routes.js';

/** `GET /review/scorecard` (page or JSON), `GET /review/scorecard.csv`, `POST /review/scorecard/reset`. */
export function scorecardRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { world } = desk;

  routes.get(scorecardPath, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const filters = readScoreFilters(context.req.query());
    const view = await viewScorecard(world, session.login, filters);
    if (wantsJson(context)) return context.json(scorecardDocument(view, filters.problem));
    const reset = lastReset(view, session, context.req.query('reset'));
    return context.html(
      <ScorecardPage desk={desk} session={session} view={view} filters={filters} reset={reset} />,
    );
  });

  routes.get(`${scorecardPath}.csv`, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const filters = readScoreFilters(context.req.query());
    const view = await viewScorecard(world, session.login, filters);
    const isByWeek = filters.table === 'weeks';
    return context.body((isByWeek ? weeksCsv : problemsCsv)(view, filters.problem), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="dejabug-scorecard${isByWeek ? '-weeks' : ''}.csv"`,
    });
  });

  routes.post(`${scorecardPath}/reset`, async (context) => {
    const { session } = context.var;
    if (!session) return signedOut(desk, context);
    const asked = await readReset(context);
    requireToken(context, desk, asked.csrf);
    const outcome = await resetDemotion(world, asked, session.login);
    if (outcome.kind === 'not-found') throw noSuchRepository();
    if (outcome.kind === 'forbidden') throw mayNotReview(outcome.repository);
    if (outcome.kind === 'not-demoted') throw notDemoted(asked.category);
    if (wantsJson(context)) return context.json({ repository: asked.repository, category: asked.category });
    return context.redirect(`${scorecardPath}?reset=${encodeURIComponent(asked.category)}`, 303);
  });

  return routes;
}

/** What this person just reset, named by the address; nobody else's resets are announced. */
function lastReset({ resets }: ViewedScorecard, { login }: Session, category: string | undefined) {
  const own = resets.find((reset) => reset.by === login && reset.category === category);
  return own === undefined ? null : { repository: `${own.owner}/${own.repo}`, category: own.category };
}

function signedOut(desk: Desk, context: DeskContext) {
  if (wantsJson(context)) return context.json({ error: 'You are signed out. Sign in at /login.' }, 401);
  const { pathname, search } = new URL(context.req.url);
  if (context.req.method === 'GET')
    return context.redirect(`/login?return=${encodeURIComponent(pathname + search)}`, 302);
  const action = { ...signInAction, href: `/login?return=${encodeURIComponent(scorecardPath)}` };
  return context.html(
    <MessagePage
      desk={desk}
      session={null}
      icon="lock"
      title="Your session has ended"
      advice="Nothing was changed. Sign in and repeat it."
      action={action}
    />,
    401,
  );
}

/** The same words whether there is no such repository or this person cannot see it. */
function noSuchRepository(): DeskRefusal {
  return new DeskRefusal(
    404,
    'There is no such repository for you',
    'Dejabug has drafted nothing there, or it is one that you cannot see.',
  );
}

function notDemoted(category: string): DeskRefusal {
  return new DeskRefusal(
    409,
    `${category} is not demoted there`,
    'Somebody reset it before you, or its precision recovered. Nothing was changed.',
  );
}
