/** A light split of an issue for the text model: which stretch is title, prose, heading, code, log or comment. */

/**
 * The model reads the raw text, not the parsed report: which template was used, and what was left in it, tells a bug
 * from a question better than most words, and the parser rightly removes exactly that.
 */
export const segmentKinds = ['title', 'prose', 'heading', 'code', 'log', 'comment', 'fence'] as const;
export const [TITLE, PROSE, HEADING, CODE, LOG, COMMENT, FENCE] = [0, 1, 2, 3, 4, 5, 6] as const;

/** What a line of prose starts with. */
export const [PLAIN, QUOTE, ITEM, OPEN_BOX, TICKED_BOX] = [0, 1, 2, 3, 4] as const;

export interface Segment {
  /** Index into `segmentKinds`. */
  readonly kind: number;
  /** Trimmed stretch of the text: `from` inclusive, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** For prose: `PLAIN`, `QUOTE`, `ITEM`, `OPEN_BOX` or `TICKED_BOX`. */
  readonly lead: number;
}

export interface Segments {
  readonly list: readonly Segment[];
  readonly blankLines: number;
}

const logStart =
  /^(?:at |File "|Traceback|\[ *\d+\.\d+\]|\w+Error:|#\d+ +0x|\d{4}-\d\d-\d\d[ T]\d\d:|\d\d:\d\d:\d\d)/;
/** A log line is told by its start; no more of it is read. */
const startLength = 40;
const HASH = 35;
const STAR = 42;

/** Splits `text` (the title, a line end, the body) line by line, in one pass. */
export function segment(text: string, titleEnd: number): Segments {
  const list: Segment[] = [];
  if (titleEnd > 0) list.push({ kind: TITLE, from: 0, to: titleEnd, lead: PLAIN });
  let blankLines = 0;
  let fence = 0;
  let inComment = false;
  let start = titleEnd + 1;
  while (start <= text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const lineFrom = skipSpace(text, start, end);
    const to = trimEnd(text, lineFrom, end);
    let from = lineFrom;
    start = end + 1;
    if (from === to) {
      blankLines += 1;
      continue;
    }
    const mark = fenceMark(text, from);
    if (fence !== 0) {
      if (mark === fence) fence = 0;
      else list.push({ kind: CODE, from, to, lead: PLAIN });
      continue;
    }
    while (from < to) {
      if (inComment) {
        const close = text.indexOf('-->', from);
        inComment = close < 0 || close >= to;
        const stop = inComment ? to : close;
        if (stop > from) list.push({ kind: COMMENT, from, to: stop, lead: PLAIN });
        from = inComment ? to : skipSpace(text, close + 3, to);
        continue;
      }
      const open = text.indexOf('<!--', from);
      inComment = open >= 0 && open < to;
      const stop = inComment ? trimEnd(text, from, open) : to;
      if (stop > from) {
        if (mark !== 0 && from === lineFrom) {
          list.push({ kind: FENCE, from, to: stop, lead: PLAIN });
          if (!text.slice(from + 3, to).includes('```')) fence = mark;
        } else {
          list.push(openLine(text, from, stop));
        }
      }
      from = inComment ? open + 4 : to;
    }
  }
  return { list, blankLines };
}

function openLine(text: string, from: number, to: number): Segment {
  const heading = headingText(text, from, to);
  if (heading) return { kind: HEADING, from: heading.from, to: heading.to, lead: PLAIN };
  if (logStart.test(text.slice(from, Math.min(to, from + startLength))))
    return { kind: LOG, from, to, lead: PLAIN };
  return { kind: PROSE, from, to, lead: leadOf(text, from, to) };
}

/** `## Heading`, or a line that is bold from end to end, which is what forms and older templates use. */
function headingText(text: string, from: number, to: number): { from: number; to: number } | null {
  let at = from;
  while (at < to && text.charCodeAt(at) === HASH) at += 1;
  if (at > from && at - from <= 6 && text.charCodeAt(at) <= 32) return { from: skipSpace(text, at, to), to };
  if (text.charCodeAt(from) !== STAR || text.charCodeAt(from + 1) !== STAR) return null;
  const end = text.charCodeAt(to - 1) === 58 ? to - 1 : to;
  if (end - from < 5 || text.charCodeAt(end - 1) !== STAR || text.charCodeAt(end - 2) !== STAR) return null;
  return { from: from + 2, to: end - 2 };
}

function leadOf(text: string, from: number, to: number): number {
  const code = text.charCodeAt(from);
  if (code === 62) return QUOTE;
  const next = text.charCodeAt(from + 1);
  if ((code === 45 || code === STAR || code === 43) && next === 32) {
    if (text.charCodeAt(from + 2) !== 91 || text.charCodeAt(from + 4) !== 93) return ITEM;
    return text.charCodeAt(from + 3) === 32 ? OPEN_BOX : TICKED_BOX;
  }
  let at = from;
  while (at < to && at < from + 3 && isDigit(text.charCodeAt(at))) at += 1;
  if (at > from && (text.charCodeAt(at) === 46 || text.charCodeAt(at) === 41)) return ITEM;
  return PLAIN;
}

/** The fence's character when three of it stand here, else 0. */
function fenceMark(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code !== 96 && code !== 126) return 0;
  return text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code ? code : 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function skipSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function trimEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && text.charCodeAt(at - 1) <= 32) at -= 1;
  return at;
}
