/** The review desk as one hono application, to be mounted on the web process's server: `/review…`, `/login…`, `/logout`. */

import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { CursorError } from '../../adapters/database/errors.js';
import { knownPolicies } from '../../app/known-policies.js';
import { IssueUnread } from '../../app/look-again.js';
import { PermissionUnknown, permissionsFrom } from '../../app/review-permission.js';
import { readAssets } from './assets.js';
import { backfillRoutes } from './backfill-routes.js';
import { batchRoutes } from './batch-routes.js';
import { decisionRoutes } from './decision-routes.js';
import type { Desk, DeskContext, DeskEnv, DeskParts, DeskSettings } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';
import { isJobBoard, jobBoardRoutes } from './job-board-routes.js';
import { manyRoutes } from './many-routes.js';
import { MessagePage } from './pages/message-page.js';
import { repositoryRoutes } from './repository-routes.js';
import {
  deskBodyLimit,
  deskHeaders,
  forged,
  jobBoardHeaders,
  sameOriginForms,
  wantsJson,
} from './request-guard.js';
import { deskPath } from './return-path.js';
import { reviewRoutes } from './review-routes.js';
import { scorecardRoutes } from './scorecard-routes.js';
import { readSession } from './session.js';
import { signInRoutes } from './sign-in-routes.js';

export type { DeskParts, DeskSettings } from './desk-context.js';

/** Builds the desk; reads its assets from the disk, throws when they are missing. Holds no connection of its own. */
export function reviewDesk(parts: DeskParts): Hono<DeskEnv> {
  const desk = deskFrom(parts);
  const app = new Hono<DeskEnv>();

  const [strict, board] = [deskHeaders(desk), jobBoardHeaders(desk)];
  app.use((context, next) => (isJobBoard(context.req.path) ? board : strict)(context, next));
  app.get(`${deskPath}/assets/:name`, (context) => desk.assets.serve(context) ?? context.notFound());
  app.use(async (context, next) => {
    context.header('Cache-Control', 'no-store');
    context.header('Vary', 'Accept, Cookie');
    context.set('session', await readSession(context, desk));
    await next();
  });
  app.use(sameOriginForms(desk), deskBodyLimit());
  app.get('/', (context) => context.redirect(deskPath, 302));
  app.route('/', signInRoutes(desk));
  app.route('/', reviewRoutes(desk));
  app.route('/', decisionRoutes(desk));
  app.route('/', manyRoutes(desk));
  app.route('/', batchRoutes(desk));
  app.route('/', repositoryRoutes(desk));
  app.route('/', backfillRoutes(desk));
  app.route('/', scorecardRoutes(desk));
  if (parts.jobBoard) app.route('/', jobBoardRoutes(desk, parts.jobBoard));

  app.notFound((context) =>
    refuse(desk, context, new DeskRefusal(404, 'There is no such page', 'The address may be mistyped.')),
  );
  app.onError((error, context) => {
    if (error instanceof DeskRefusal) return refuse(desk, context, error);
    if (error instanceof HTTPException && error.status === 403) return refuse(desk, context, forged());
    if (error instanceof CursorError) {
      return refuse(desk, context, new DeskRefusal(400, 'There is no such page of the list', error.message));
    }
    desk.world.log.error({ err: error, path: context.req.path }, 'the review desk failed to answer');
    return refuse(desk, context, outage(error));
  });
  return app;
}

function deskFrom(parts: DeskParts): Desk {
  const { store, queue, github, pack, readPolicy, clock, log, undoMs, settings, reviewersOf, packOf } = parts;
  const { origin, protocol } = new URL(settings.publicUrl);
  const permissions = permissionsFrom(github, clock, reviewersOf);
  const policies = knownPolicies(readPolicy, clock, log);
  return {
    world: { store, queue, github, pack, packOf, clock, log, undoMs, permissions, policies },
    settings: withoutTrailingSlashes(settings),
    origin,
    secure: protocol === 'https:',
    assets: readAssets(),
  };
}

function withoutTrailingSlashes(settings: DeskSettings): DeskSettings {
  return {
    ...settings,
    githubServerUrl: settings.githubServerUrl.replace(/\/+$/, ''),
    githubApiUrl: settings.githubApiUrl.replace(/\/+$/, ''),
  };
}

function outage(error: Error): DeskRefusal {
  if (error instanceof PermissionUnknown || error instanceof IssueUnread) {
    return new DeskRefusal(
      503,
      'GitHub did not answer',
      'The desk asks GitHub what you may do, and what the issue is now, before it shows or changes anything. Nothing was changed; try again in a minute.',
    );
  }
  return new DeskRefusal(
    500,
    'Something broke on our side',
    'It is logged. Go back and look whether your decision was taken before you repeat it.',
  );
}

/** A refusal as JSON or as a page, always with where to go next. */
function refuse(desk: Desk, context: DeskContext, refusal: DeskRefusal) {
  const { status, title, advice, message } = refusal;
  if (wantsJson(context)) return context.json({ error: message }, status);
  const session = context.var.session ?? null;
  const signIn = context.req.path.startsWith('/login') && status !== 503;
  const action = signIn
    ? { href: '/login', words: 'Sign in again' }
    : { href: deskPath, words: 'Back to the drafts' };
  const icon = status === 403 ? 'lock' : status >= 500 ? 'alert' : 'info';
  return context.html(
    <MessagePage desk={desk} session={session} icon={icon} title={title} advice={advice} action={action} />,
    status,
  );
}
