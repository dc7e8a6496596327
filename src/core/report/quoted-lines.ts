/** Reads lines quoted with `>`: paragraphs of somebody else's words, or the output that a reporter set off that way. */

import type { Line } from './lines.js';
import { logShape } from './log-line.js';
import { joinLines, type Outline, pushPiece } from './outline.js';

/** Whether a line is quoted. Deeper indentation than three columns is a list's or a code block's. */
export function isQuoted(text: string): boolean {
  let at = 0;
  while (at < 4 && text.charCodeAt(at) === 0x20) at += 1;
  return at < 4 && text.charCodeAt(at) === 0x3e && !text.startsWith('>>> ', at);
}

/**
 * Adds quoted lines. Quotes are read without the Markdown parser: mail has no lazy continuation, and a hundred thousand
 * nested marks cost nothing here. `attributed` says that somebody is named as the author of the words.
 */
export function readQuote(outline: Outline, lines: readonly Line[], attributed: boolean): void {
  let paragraph: Line[] = [];
  let depth = 0;
  const flush = () => {
    for (const piece of joinLines('quote', paragraph)) pushPiece(outline, piece);
    paragraph = [];
  };
  for (const { text, line } of lines) {
    const quoted = unquote(text);
    const shape = logShape(quoted.text);
    if (quoted.depth !== depth || quoted.text === '' || shape === 'log') flush();
    depth = quoted.depth;
    if (quoted.text === '' || /^(?:`{3,}|~{3,})\w*$/.test(quoted.text)) continue;
    // Reporters without a mail program use `>` for their own output.
    if (shape === 'log' && depth === 1 && !attributed) {
      pushPiece(outline, { kind: 'log', text: quoted.text, line, breaks: [] });
    } else if (shape === 'log') {
      paragraph.push({ text: quoted.text, line });
      flush();
    } else paragraph.push({ text: quoted.text, line });
  }
  flush();
}

function unquote(text: string): { readonly depth: number; readonly text: string } {
  let depth = 0;
  let at = 0;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3e) depth += 1;
    else if (code !== 0x20 && code !== 0x09) break;
  }
  return { depth, text: text.slice(at).trimEnd() };
}

const WROTE =
  /\b(?:wrote|writes|said|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|написал)\b[^:]{0,120}:$/i;

/** Number of lines at the end of `lines` that name the author of the quote behind them; 0 when none does. */
export function attributionLength(lines: readonly Line[]): number {
  const last = lines[lines.length - 1]?.text.trim() ?? '';
  if (!last.endsWith(':')) return 0;
  for (let length = 1; length <= Math.min(3, lines.length); length += 1) {
    const text = lines
      .slice(lines.length - length)
      .map((line) => line.text.trim())
      .join(' ');
    if (text.length > 400 || !WROTE.test(text)) continue;
    const opens = /^(?:On|Am|Le|El|Il|Em|Op|Den|W dniu|\d|Le\b|>)/.test(text) || length === 1;
    // A sentence of the report may end "... as he wrote:"; an attribution has a date or an address.
    if (opens && /\d{1,2}[:.]\d\d|\d{4}|@|<|^\S+(?: \S+){0,3} (?:wrote|writes|schrieb):$/i.test(text))
      return length;
  }
  return 0;
}
