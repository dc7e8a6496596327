/** Takes the line ends out of paragraphs: GitHub shows each one in a comment as a line break, and templates are wrapped for their authors. */

import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt('commonmark').enable('table');
// Only the block structure is asked for.
markdown.core.ruler.enableOnly(['normalize', 'block']);

/** Markdown whose paragraphs, list items and quotes are one line each. Code, tables and wanted breaks (two spaces, backslash) stay. */
export function unwrapParagraphs(text: string): string {
  const lines = text.split('\n');
  const joined: (string | null)[] = [...lines];
  for (const token of markdown.parse(text, {})) {
    if (token.type !== 'inline' || token.map === null) continue;
    const [first, end] = token.map;
    let target = first;
    for (let at = first + 1; at < end; at += 1) {
      const before = joined[target] ?? '';
      if (/( {2}|\\)$/.test(lines[at - 1] ?? '')) {
        target = at;
        continue;
      }
      joined[target] = `${before.trimEnd()} ${(lines[at] ?? '').replace(/^[ \t>]*/, '')}`;
      joined[at] = null;
    }
  }
  return joined.filter((line) => line !== null).join('\n');
}
