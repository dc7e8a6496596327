/** The body as lines with their numbers: clipped in the middle when it is too long, safe to store, no line endless. */

/** A line of the body, or a piece of one; pieces of the same line have the same number. */
export interface Line {
  readonly text: string;
  /** 1-based line of the body as it was given. */
  readonly line: number;
}

/** Most UTF-16 code units of a body that are read: far above GitHub's own 65,536. */
export const BODY_LIMIT = 8 * 1024 * 1024;
/** Most lines that are read of the longest body. */
export const LINE_LIMIT = 128 * 1024;
/** So many lines are always read. */
const FEWEST_LINES = 16 * 1024;
/** Behind those a line counts as at least so many characters: each costs time of its own, and no log has shorter ones on average. */
const SHORTEST_LINE = 24;

/** Most lines that are read of a body of so many characters, such that no body costs much more per character than a log. */
export function lineLimit(length: number): number {
  return Math.min(LINE_LIMIT, Math.max(FEWEST_LINES, Math.ceil(length / SHORTEST_LINE)));
}
/** Longer lines are read in pieces. */
export const PIECE_LIMIT = 8 * 1024;

/** A report says first what is wrong, so most of the budget is the head's; a log says last how it ended. */
const HEAD_SHARE = 0.75;

/**
 * Replaces what PostgreSQL and JSON readers refuse (NUL, halves of surrogate pairs) by U+FFFD, one for one, so that
 * offsets stay and whatever is quoted later can be stored.
 */
export function storable(text: string): string {
  let clean = text;
  if (clean.includes('\0')) clean = clean.replaceAll('\0', '\uFFFD');
  return clean.toWellFormed();
}

/** Splits at CR LF, LF and CR. Lines keep their white space. */
export function readLines(body: string): { readonly lines: Line[]; readonly truncated: boolean } {
  const text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  const lines: Line[] = [];
  const headEnd = endOfHead(text);
  pushLines(lines, storable(text.slice(0, headEnd)), 1);
  if (headEnd === text.length) return { lines, truncated: false };
  const tailStart = startOfTail(text, headEnd);
  pushLines(lines, storable(text.slice(tailStart)), 1 + countLineEnds(text, tailStart));
  return { lines, truncated: true };
}

function endOfHead(text: string): number {
  const whole = text.length <= BODY_LIMIT;
  const limit = whole ? text.length : Math.floor(BODY_LIMIT * HEAD_SHARE);
  const most = lineLimit(text.length);
  const headLines = Math.floor(most * HEAD_SHARE);
  let count = 1;
  let atLineLimit = limit;
  for (let at = text.indexOf('\n'); at >= 0 && at < limit; at = text.indexOf('\n', at + 1)) {
    if (count === headLines) atLineLimit = at;
    count += 1;
  }
  // A body that fits both limits is read whole, also where it is longer than the head's share of the lines.
  return whole && count <= most ? limit : atLineLimit;
}

function startOfTail(text: string, headEnd: number): number {
  const earliest = Math.max(headEnd, text.length - Math.floor(BODY_LIMIT * (1 - HEAD_SHARE)));
  const tailLines = Math.floor(lineLimit(text.length) * (1 - HEAD_SHARE));
  let start = text.length;
  let at = text.length;
  for (let count = 0; count < tailLines; count += 1) {
    at = at > 0 ? text.lastIndexOf('\n', at - 1) : -1;
    if (at < earliest) break;
    start = at + 1;
  }
  // One endless last line has no line end to start behind: its end is read all the same.
  return start === text.length ? earliest : start;
}

function countLineEnds(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function pushLines(into: Line[], text: string, first: number): void {
  let number = first;
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (end - start <= PIECE_LIMIT) into.push({ text: text.slice(start, end), line: number });
    else pushPieces(into, text.slice(start, end), number);
    start = end + 1;
    number += 1;
  }
}

function pushPieces(into: Line[], text: string, line: number): void {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + PIECE_LIMIT, text.length);
    if (end < text.length) {
      // Between words if one ends nearby, never inside a surrogate pair.
      const space = text.slice(end - 256, end).lastIndexOf(' ');
      if (space > 0) end += space - 256;
      const unit = text.charCodeAt(end - 1);
      if (unit >= 0xd800 && unit <= 0xdbff) end -= 1;
    }
    into.push({ text: text.slice(start, end), line });
    start = end;
  }
}
