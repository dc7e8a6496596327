/** Whether the workers kept to the limits on writes together. Pure. */

import { hourMs, type WriteLimits } from '../../src/core/pace.js';

const minuteMs = 60_000;
/** How much later than its turn a request may come in on a busy machine, in milliseconds. */
const delayMs = 10_000;

export interface WritesSeen {
  /** When requests that would change something came in. Milliseconds since the epoch, like the other. */
  readonly arrived: readonly number[];
  /** Turns that were taken. */
  readonly turns: readonly number[];
}

/** What broke a limit, in words. Turns are exact; requests are late by the time that they were on the way. */
export function paceComplaints({ arrived, turns }: WritesSeen, limits: WriteLimits): readonly string[] {
  const complaints: string[] = [];
  if (arrived.length > turns.length)
    complaints.push(`${arrived.length} writes came in, and only ${turns.length} turns were taken`);
  function hold(what: string, times: readonly number[], most: number, windowMs: number): void {
    const found = crowd(times, windowMs);
    if (found > most) complaints.push(`${found} ${what} within ${windowMs} ms, and not ${most}`);
  }
  hold('turns', turns, limits.perMinute, minuteMs);
  hold('turns', turns, limits.perHour, hourMs);
  hold('turns', turns, 1, limits.gapMs);
  hold('writes', arrived, limits.perMinute, minuteMs - delayMs);
  hold('writes', arrived, limits.perHour, hourMs - delayMs);
  return complaints;
}

/** The most that lie in one window of this length, its end not included. */
function crowd(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  let most = 0;
  let first = 0;
  sorted.forEach((time, index) => {
    while (time - (sorted[first] ?? time) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
