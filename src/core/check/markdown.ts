/** Pieces of Markdown for texts that hold other people's words. */

import { quoteInline } from '../reply/neutralise.js';

/** Words of others in a table's cell or a list: code, on one line, that links, mentions and closes nothing. */
export function quoted(text: string): string {
  // A table is cut at its bars before code is looked for.
  return quoteInline(text).replaceAll('|', '\\|');
}

/** `rows` are cells of Markdown; of more than `most` the rest is counted. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], most: number): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [line(head), line(head.map(() => '---')), ...rows.slice(0, most).map(line)];
  if (rows.length > most) lines.push('', `… and ${rows.length - most} more.`);
  return lines.join('\n');
}

/** `1 issue`, `2 issues`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
