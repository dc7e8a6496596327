/** What every request passes before a route sees it: headers, size, origin, session token. And in which form it is answered. */

import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { Desk, DeskContext, DeskEnv } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';

// A reply has 65,536 characters at most, nine bytes each in the worst form encoding.
const bodyBytes = 1_000_000;

/** Headers of every answer: no inline code or style, no frame, no sniffing, nothing cached beside the assets. */
export function deskHeaders(desk: Desk): MiddlewareHandler<DeskEnv> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    strictTransportSecurity: desk.secure ? 'max-age=15552000' : false,
  });
}

/** Of the job board, which is not ours: its page names its own base and holds a style. Nothing is loaded from elsewhere either. */
export function jobBoardHeaders(desk: Desk): MiddlewareHandler<DeskEnv> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'none'"],
      baseUri: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    strictTransportSecurity: desk.secure ? 'max-age=15552000' : false,
  });
}

export function deskBodyLimit(): MiddlewareHandler {
  return bodyLimit({
    maxSize: bodyBytes,
    onError: () => {
      throw new DeskRefusal(
        413,
        'That is too much text',
        'The desk takes 1 MB at most. Go back and shorten it.',
      );
    },
  });
}

/** Forms must come from this origin; their token is checked by `requireToken`, as it needs the session. */
export function sameOriginForms(desk: Desk): MiddlewareHandler {
  return csrf({ origin: desk.origin });
}

/**
 * Holds forged requests off. A form must carry its session's token. JSON needs none: a page of another origin cannot send
 * `application/json` with cookies unless we agreed (CORS), which we never do; and where a browser names an origin it must be ours.
 * A script without browser headers therefore needs its cookie and the content type, nothing else.
 */
export function requireToken(context: DeskContext, desk: Desk, token: unknown): void {
  if (isJsonBody(context)) {
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site');
    const fromHere =
      (origin === undefined || origin === desk.origin) && (site === undefined || site === 'same-origin');
    if (fromHere) return;
    throw forged();
  }
  const expected = Buffer.from(context.var.session?.csrf ?? '');
  const given = Buffer.from(typeof token === 'string' ? token : '');
  if (expected.length === 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw forged();
}

export function forged(): DeskRefusal {
  return new DeskRefusal(
    403,
    'That request did not come from this desk',
    'Nothing was changed. Open the draft again and repeat it there; a script sends Content-Type: application/json and no foreign Origin.',
  );
}

export function isJsonBody(context: DeskContext): boolean {
  return /^application\/json\b/i.test(context.req.header('content-type') ?? '');
}

/** JSON to whoever prefers it, and to whoever sent JSON without saying; pages to everybody else. */
export function wantsJson(context: DeskContext): boolean {
  const header = context.req.header('accept');
  if (header === undefined || header.trim() === '*/*') return isJsonBody(context);
  const supports = ['text/html', 'application/json'];
  return accepts(context, { header: 'Accept', supports, default: 'text/html' }) === 'application/json';
}
