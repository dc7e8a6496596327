/** Asks an address, as a browser would, whether Dejabug answers there. */

import { z } from 'zod';

const patienceMs = 10_000;
const Alive = z.object({ status: z.literal('alive') });

/** Null when it does; otherwise why not, in words. Never rejects. */
export async function askAlive(publicUrl: string): Promise<string | null> {
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(patienceMs) });
    if (!answer.ok) return `it answers ${answer.status}`;
    const body = await answer.json().catch(() => null);
    return Alive.safeParse(body).success ? null : 'something else than Dejabug answers';
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    if (error.name === 'TimeoutError') return `no answer within ${patienceMs / 1000} s`;
    return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
  }
}
