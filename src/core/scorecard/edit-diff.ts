/** What a maintainer changed about a drafted reply, line by line. */

import { createPatch, OMIT_HEADERS } from 'diff';

/** Lines that may differ; of more than that the whole text counts as rewritten. Bounds the work, which grows with its square. */
const mostChanges = 1_000;

/**
 * A unified diff without file names, three lines of context; empty where the texts are the same. Replies are at most 65,000
 * characters long, and this returns within milliseconds for any two of them.
 */
export function editDiff(drafted: string, edited: string): string {
  const [before, after] = [endWithLine(drafted), endWithLine(edited)];
  if (before === after) return '';
  const patch = createPatch('reply', before, after, undefined, undefined, {
    context: 3,
    maxEditLength: mostChanges,
    headerOptions: OMIT_HEADERS,
  });
  return patch ?? rewritten(before, after);
}

function rewritten(before: string, after: string): string {
  const [removed, added] = [linesOf(before), linesOf(after)];
  const head = `@@ -1,${removed.length} +1,${added.length} @@`;
  return [head, ...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`), ''].join('\n');
}

function linesOf(text: string): readonly string[] {
  return text.slice(0, -1).split('\n');
}

function endWithLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
