/** Counts in words: `1 error`, `2 errors`. */

/** `one` is the singular; the plural gets an s. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
