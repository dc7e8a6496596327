/** How often one address, and everybody together, may begin to sign in: each costs a question to GitHub. In this process only. */

import type { MiddlewareHandler } from 'hono';
import { clientAddress } from './client-address.js';
import type { Desk, DeskEnv } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';

/** Steps of signing in; a sign-in has two. As many at once, and as many again each minute. */
const perMinute = { address: 30, everybody: 600 } as const;
const minute = 60_000;
/** Addresses that are remembered; beyond that the one that was quiet longest is forgotten. */
const mostAddresses = 10_000;

interface Bucket {
  readonly left: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Refuses with 429 and Retry-After. */
export function signInLimit(desk: Desk): MiddlewareHandler<DeskEnv> {
  const addresses = new Map<string, Bucket>();
  let everybody: Bucket = { left: perMinute.everybody, at: 0 };

  return async (context, next) => {
    const now = desk.world.clock.now();
    const address = clientAddress(context, desk.settings.trustedProxies);
    const own = refilled(addresses.get(address), perMinute.address, now);
    everybody = refilled(everybody, perMinute.everybody, now);
    // Taken out and put back, so that the map stays in the order of use.
    addresses.delete(address);
    const short = own.left < 1 ? perMinute.address : everybody.left < 1 ? perMinute.everybody : null;
    addresses.set(address, short === null ? { ...own, left: own.left - 1 } : own);
    if (addresses.size > mostAddresses) addresses.delete(addresses.keys().next().value ?? '');
    if (short !== null) {
      context.header('Retry-After', String(Math.ceil(60 / short)));
      desk.world.log.warn({ address }, 'too many sign-ins');
      throw new DeskRefusal(
        429,
        'Too many sign-ins',
        own.left < 1
          ? 'There were too many from your network within a minute. Wait a minute and try again.'
          : 'There were too many within a minute. Wait a minute and try again.',
      );
    }
    everybody = { ...everybody, left: everybody.left - 1 };
    await next();
  };
}

function refilled(bucket: Bucket | undefined, most: number, now: number): Bucket {
  if (bucket === undefined) return { left: most, at: now };
  const gained = (Math.max(0, now - bucket.at) / minute) * most;
  return { left: Math.min(most, bucket.left + gained), at: Math.max(now, bucket.at) };
}
