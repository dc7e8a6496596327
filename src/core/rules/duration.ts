/** Spans of time as people write them in a policy or a rule: `36h`, `14d`, `2w`. */

import { z } from 'zod';

const hour = 3_600_000;
const milliseconds = { h: hour, d: 24 * hour, w: 7 * 24 * hour } as const;

export const Duration = z
  .string()
  .regex(/^[1-9][0-9]{0,2}[hdw]$/, 'must be a number and h, d or w, e.g. 14d');
export type Duration = z.infer<typeof Duration>;

/** The same for short waits, minutes too. */
export const ShortDuration = z
  .string()
  .regex(/^[1-9][0-9]{0,2}[mhd]$/, 'must be a number and m, h or d, e.g. 30m');

/** Length of a duration in milliseconds. Throws on text that neither schema takes. */
export function durationMs(text: string): number {
  if (ShortDuration.safeParse(text).success && text.endsWith('m')) return Number(text.slice(0, -1)) * 60_000;
  const duration = Duration.parse(text);
  const unit = duration.slice(-1);
  return Number(duration.slice(0, -1)) * milliseconds[unit === 'h' || unit === 'd' ? unit : 'w'];
}
