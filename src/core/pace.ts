/** When an installation may write next, by GitHub's limits for content that Apps create. */

export interface WriteLimits {
  /** Milliseconds between two writes. */
  readonly gapMs: number;
  readonly perMinute: number;
  readonly perHour: number;
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: secondary limits and best practices. */
export const gitHubWriteLimits: WriteLimits = { gapMs: 1_000, perMinute: 80, perHour: 500 };

/** What is left of an allowance for work that can wait, such as a backfill: a fifth stays for what is new. */
export function unhurried(allowance: number): number {
  return Math.max(1, Math.floor(allowance * 0.8));
}

/** The limits for such work. */
export function unhurriedLimits({ gapMs, perMinute, perHour }: WriteLimits): WriteLimits {
  return { gapMs, perMinute: unhurried(perMinute), perHour: unhurried(perHour) };
}

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** Earlier writes, counted back from the newest; null where there were not so many. Milliseconds since the epoch. */
export interface EarlierWrites {
  readonly last: number | null;
  /** The one that is `perMinute` writes ago. */
  readonly minute: number | null;
  /** The one that is `perHour` writes ago. */
  readonly hour: number | null;
}

/** The first moment at or after `now` that keeps every limit. */
export function earliestWrite(earlier: EarlierWrites, { gapMs }: WriteLimits, now: number): number {
  return Math.max(
    now,
    earlier.last === null ? now : earlier.last + gapMs,
    earlier.minute === null ? now : earlier.minute + minuteMs,
    earlier.hour === null ? now : earlier.hour + hourMs,
  );
}
