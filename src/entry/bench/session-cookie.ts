/** A session of the desk without signing in: for a measurement that has no GitHub. */

import { Hono } from 'hono';
import type { Clock, Store } from '../../app/ports.js';
import type { DeskEnv, DeskSettings } from '../web/desk-context.js';
import { startSession } from '../web/session.js';

/** The Cookie header of somebody who has just signed in. */
export async function sessionCookie(store: Store, settings: DeskSettings, clock: Clock): Promise<string> {
  const desk = { world: { store, clock }, settings, secure: false };
  const app = new Hono<DeskEnv>().get('/', async (context) => {
    await startSession(context, desk, 'bench');
    return context.text('');
  });
  const answer = await app.request('/');
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
