/** Sessions of the review desk, and the half-done sign-in: in cookies that are signed, short, and readable by no script. */

import { randomBytes } from 'node:crypto';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import type { z } from 'zod';
import type { Desk, DeskContext } from './desk-context.js';
import { type Session, SessionCookie, SignIn } from './session-content.js';

/** What sessions need of the desk. */
export interface SessionDesk extends Pick<Desk, 'settings' | 'secure'> {
  readonly world: Pick<Desk['world'], 'store' | 'clock'>;
}

const sessionSeconds = 8 * 60 * 60;
const signInSeconds = 10 * 60;

/** 256 random bits for an address or a form. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Starts a new session for this person; whatever session this browser had is over. */
export async function startSession(context: DeskContext, desk: SessionDesk, login: string): Promise<void> {
  const { store, clock } = desk.world;
  const now = clock.now();
  const { session } = context.var;
  if (session) await store.endSession(session.key, now);
  const endsAt = now + sessionSeconds * 1000;
  const key = randomToken();
  await store.startSession(key, { login, csrf: randomToken(), endsAt }, now);
  await write(context, desk, 'dejabug_session', { use: 'session', key, expires: endsAt }, sessionSeconds);
}

/** Null when the cookie is none of ours, when its time is over, and when the session was ended in any browser or process. */
export async function readSession(context: DeskContext, desk: SessionDesk): Promise<Session | null> {
  const cookie = await read(context, desk, 'dejabug_session', SessionCookie);
  if (!cookie) return null;
  const stored = await desk.world.store.session(cookie.key, desk.world.clock.now());
  return stored && { key: cookie.key, login: stored.login, csrf: stored.csrf };
}

/** Ends the session of this browser, so that no copy of its cookie opens anything. */
export async function endSession(context: DeskContext, desk: SessionDesk): Promise<void> {
  const { session } = context.var;
  if (session) await desk.world.store.endSession(session.key, desk.world.clock.now());
  erase(context, desk, 'dejabug_session');
}

export async function rememberSignIn(
  context: DeskContext,
  desk: SessionDesk,
  started: Pick<SignIn, 'state' | 'verifier' | 'returnTo'>,
): Promise<void> {
  const expires = desk.world.clock.now() + signInSeconds * 1000;
  await write(context, desk, 'dejabug_sign_in', { use: 'sign-in', ...started, expires }, signInSeconds);
}

/** The sign-in that this browser started, once: it is forgotten as it is read. */
export async function takeSignIn(context: DeskContext, desk: SessionDesk): Promise<SignIn | null> {
  const started = await read(context, desk, 'dejabug_sign_in', SignIn);
  erase(context, desk, 'dejabug_sign_in');
  return started;
}

type CookieName = 'dejabug_session' | 'dejabug_sign_in';

/** Over HTTPS the `__Host-` prefix keeps other hosts of the domain from planting a cookie. */
function options(desk: SessionDesk): CookieOptions {
  const shared = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;
  return desk.secure ? { ...shared, secure: true, prefix: 'host' } : shared;
}

async function write(
  context: DeskContext,
  desk: SessionDesk,
  name: CookieName,
  content: SessionCookie | SignIn,
  maxAge: number,
): Promise<void> {
  const value = Buffer.from(JSON.stringify(content)).toString('base64url');
  await setSignedCookie(context, name, value, desk.settings.sessionSecret, { ...options(desk), maxAge });
}

async function read<T extends SessionCookie | SignIn>(
  context: DeskContext,
  desk: SessionDesk,
  name: CookieName,
  schema: z.ZodType<T>,
): Promise<T | null> {
  const prefix = desk.secure ? 'host' : undefined;
  const value = await getSignedCookie(context, desk.settings.sessionSecret, name, prefix);
  if (!value) return null;
  // The signature held, so this is our own JSON: what can differ is its kind, its age and its version.
  const content = schema.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
  return content.success && content.data.expires > desk.world.clock.now() ? content.data : null;
}

function erase(context: DeskContext, desk: SessionDesk, name: CookieName): void {
  deleteCookie(context, name, options(desk));
}
