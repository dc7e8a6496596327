/** Logs errors that repeat many times a second, as lost connections do, without filling the log. */

import type { Log } from '../../app/ports.js';
import { reasonOf } from '../database/errors.js';

/** One line for each different error in this time. */
const pauseMs = 30_000;
/** Different errors that are remembered; more than that means that the texts vary, and the oldest is forgotten. */
const remembered = 50;

export function quietErrors(log: Log, message: string): (error: unknown) => void {
  const seen = new Map<string, { at: number; unsaid: number }>();
  return (error) => {
    const reason = reasonOf(error);
    const now = Date.now();
    const last = seen.get(reason);
    if (last && now - last.at < pauseMs) {
      last.unsaid += 1;
      return;
    }
    seen.delete(reason);
    seen.set(reason, { at: now, unsaid: 0 });
    for (const oldest of seen.keys()) {
      if (seen.size <= remembered) break;
      seen.delete(oldest);
    }
    log.warn({ err: error, reason, ...(last && last.unsaid > 0 && { repeated: last.unsaid }) }, message);
  };
}
