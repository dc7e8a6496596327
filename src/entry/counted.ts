/** Counts and lengths of time in words: `1 error`, `2,000 errors`, `3 hours`. */

/** `one` is the singular; the plural gets an s. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}

/** Whole minutes, at least one; hours where there are two or more. */
export function durationInWords(minutes: number): string {
  const whole = Math.max(1, Math.ceil(minutes));
  return whole < 120 ? counted(whole, 'minute') : counted(Math.round(whole / 60), 'hour');
}
