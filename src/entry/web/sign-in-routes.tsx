/** Signing in through GitHub and out again: state and PKCE in a short cookie, a new session each time. */

import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';
import { authorizationUrl, loginBehind } from './github-identity.js';
import { MessagePage } from './pages/message-page.js';
import { requireToken } from './request-guard.js';
import { returnPath } from './return-path.js';
import { endSession, randomToken, rememberSignIn, startSession, takeSignIn } from './session.js';
import { signInLimit } from './sign-in-limit.js';

export const signedOutPath = '/login/signed-out';

/** `GET /login`, `/login/callback`, `/login/signed-out`, `POST /logout`. */
export function signInRoutes(desk: Desk): Hono<DeskEnv> {
  const routes = new Hono<DeskEnv>();
  const { settings } = desk;
  const callback = `${desk.origin}/login/callback`;

  const limited = signInLimit(desk);
  routes.get('/login', limited, async (context) => {
    if (settings.clientId === '' || settings.clientSecret === '') {
      throw new DeskRefusal(
        503,
        'Signing in is not set up',
        'The operator sets GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET from the App’s settings on GitHub, then restarts Dejabug.',
      );
    }
    const started = {
      state: randomToken(),
      verifier: randomToken(),
      returnTo: returnPath(context.req.query('return')),
    };
    await rememberSignIn(context, desk, started);
    return context.redirect(authorizationUrl(settings, { ...started, callback }), 302);
  });

  routes.get('/login/callback', limited, async (context) => {
    const started = await takeSignIn(context, desk);
    const { code, state, error } = context.req.query();
    if (!started || state === undefined || !same(state, started.state)) {
      throw signInRefusal(
        400,
        'That sign-in is not one this browser started',
        'It may have taken longer than ten minutes.',
      );
    }
    if (error === 'access_denied') {
      throw signInRefusal(
        403,
        'You did not agree on GitHub',
        'The desk needs to know who you are, nothing else.',
      );
    }
    if (code === undefined || error !== undefined) {
      throw signInRefusal(502, 'GitHub did not sign you in', 'It sent no code.');
    }
    const login = await learnLogin(context, { code, verifier: started.verifier });
    await startSession(context, desk, login);
    desk.world.log.info({ login }, 'signed in to the review desk');
    return context.redirect(started.returnTo, 303);
  });

  routes.get(signedOutPath, (context) =>
    context.html(
      <MessagePage
        desk={desk}
        session={context.var.session}
        icon="check-circle"
        title={context.var.session ? 'You are signed in' : 'You are signed out'}
        advice={
          context.var.session ? 'Your drafts are one step away.' : 'Sign in with GitHub to review drafts.'
        }
        action={context.var.session ? { href: '/review', words: 'Open the desk' } : signInAction}
      />,
    ),
  );

  routes.post('/logout', async (context) => {
    if (context.var.session) {
      requireToken(context, desk, (await context.req.parseBody()).csrf);
      await endSession(context, desk);
    }
    return context.redirect(signedOutPath, 303);
  });

  async function learnLogin(
    context: DeskContext,
    given: { code: string; verifier: string },
  ): Promise<string> {
    try {
      return await loginBehind(settings, { ...given, callback });
    } catch (cause) {
      desk.world.log.warn(
        { err: withoutSecrets(cause), path: context.req.path },
        'GitHub did not confirm a sign-in',
      );
      throw signInRefusal(
        502,
        'GitHub did not confirm your sign-in',
        'It may be busy, or the code was used before.',
      );
    }
  }

  return routes;
}

export const signInAction = { href: '/login', words: 'Sign in with GitHub' } as const;

function signInRefusal(status: 400 | 403 | 502, title: string, why: string): DeskRefusal {
  return new DeskRefusal(status, title, `${why} Sign in again.`);
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The client library's errors carry the request, and with it the client secret and the code. */
function withoutSecrets(cause: unknown): { name: string; message: string } {
  return cause instanceof Error
    ? { name: cause.name, message: cause.message }
    : { name: 'unknown', message: '' };
}
