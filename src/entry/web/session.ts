/** Cookies of the review desk: who is signed in, and the half-done sign-in. Signed, short, readable by no script. */

import { randomBytes } from 'node:crypto';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import type { z } from 'zod';
import type { Desk, DeskContext } from './desk-context.js';
import { Session, SignIn } from './session-content.js';

const sessionSeconds = 8 * 60 * 60;
const signInSeconds = 10 * 60;

/** 256 random bits for an address or a form. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Starts a new session for this person; whatever session there was is replaced. */
export async function startSession(context: DeskContext, desk: Desk, login: string): Promise<void> {
  const expires = desk.world.clock.now() + sessionSeconds * 1000;
  const session: Session = { use: 'session', login, csrf: randomToken(), expires };
  await write(context, desk, 'dejabug_session', session, sessionSeconds);
}

export async function readSession(context: DeskContext, desk: Desk): Promise<Session | null> {
  return read(context, desk, 'dejabug_session', Session);
}

export function endSession(context: DeskContext, desk: Desk): void {
  erase(context, desk, 'dejabug_session');
}

export async function rememberSignIn(
  context: DeskContext,
  desk: Desk,
  started: Pick<SignIn, 'state' | 'verifier' | 'returnTo'>,
): Promise<void> {
  const expires = desk.world.clock.now() + signInSeconds * 1000;
  await write(context, desk, 'dejabug_sign_in', { use: 'sign-in', ...started, expires }, signInSeconds);
}

/** The sign-in that this browser started, once: it is forgotten as it is read. */
export async function takeSignIn(context: DeskContext, desk: Desk): Promise<SignIn | null> {
  const started = await read(context, desk, 'dejabug_sign_in', SignIn);
  erase(context, desk, 'dejabug_sign_in');
  return started;
}

type CookieName = 'dejabug_session' | 'dejabug_sign_in';

/** Over HTTPS the `__Host-` prefix keeps other hosts of the domain from planting a cookie. */
function options(desk: Desk): CookieOptions {
  const shared = { path: '/', httpOnly: true, sameSite: 'Lax' } as const;
  return desk.secure ? { ...shared, secure: true, prefix: 'host' } : shared;
}

async function write(
  context: DeskContext,
  desk: Desk,
  name: CookieName,
  content: Session | SignIn,
  maxAge: number,
): Promise<void> {
  const value = Buffer.from(JSON.stringify(content)).toString('base64url');
  await setSignedCookie(context, name, value, desk.settings.sessionSecret, { ...options(desk), maxAge });
}

async function read<T extends Session | SignIn>(
  context: DeskContext,
  desk: Desk,
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

function erase(context: DeskContext, desk: Desk, name: CookieName): void {
  deleteCookie(context, name, options(desk));
}
