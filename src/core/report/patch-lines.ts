/** Finds where an inline patch ends, by the line counts that its hunks state. */

import type { Line } from './lines.js';

const HUNK = /^@@ -\d{1,7}(?:,(\d{1,6}))? \+\d{1,7}(?:,(\d{1,6}))? @@/;
const HEADER =
  /^(?:diff --git |diff -[a-zA-Z]|Index: |index [0-9a-f]{6,40}\.\.[0-9a-f]{6,40}|(?:new|deleted|old) (?:file )?mode \d|similarity index|rename (?:from|to) |--- (?:a\/|\/dev\/null|\S+\.\w{1,5}\b|\S*\/)|\+\+\+ (?:b\/|\/dev\/null|\S+\.\w{1,5}\b|\S*\/)|Binary files |={67}$)/;
/** Lines inside a hunk that are no diff lines: what a mail program has wrapped. More than this and the patch is over. */
const WRAPPED_LIMIT = 4;

/** Whether a patch starts with this line: a diff header, or a hunk without one, indented or not. */
export function startsPatch(line: string): boolean {
  let start = 0;
  while (line.charCodeAt(start) === 32 || line.charCodeAt(start) === 9) start += 1;
  const text = start === 0 ? line : line.slice(start);
  const first = text.charCodeAt(0);
  if (first === 0x40) return HUNK.test(text);
  if (first === 0x64) return text.startsWith('diff --git ') || /^diff -[a-zA-Z]{1,8} \S/.test(text);
  if (first === 0x49) return text.startsWith('Index: ');
  return first === 0x2d && /^--- (?:a\/|\/dev\/null|\S{1,200}\s+\d{4}-\d\d-\d\d )/.test(text);
}

/** A line of `git diff --stat`. */
export function isDiffStat(text: string): boolean {
  if (!text.includes('|') && !text.includes('changed')) return false;
  return /^ ?\S{1,200} +\| +\d{1,7} [+-]{1,100}$|^ ?\d{1,6} files? changed, \d/.test(text);
}

/** Index of the first line behind the patch that starts at `start`, all of which may be indented. */
export function endOfPatch(written: readonly Line[], start: number): number {
  const indent = /^\s*/.exec(written[start]?.text ?? '')?.[0] ?? '';
  const lines = { length: written.length, at: (at: number) => withoutIndent(written[at]?.text, indent) };
  let at = start;
  let end = start;
  while (at < lines.length) {
    const text = lines.at(at);
    const hunk = HUNK.exec(text);
    if (hunk !== null) {
      at = endOfHunk(lines, at + 1, Number(hunk[1] ?? 1), Number(hunk[2] ?? 1));
      end = at;
    } else if (HEADER.test(text)) {
      at += 1;
      end = at;
    } else if (text.trim() === '' && at - end < 2) {
      at += 1;
    } else break;
  }
  // `git format-patch` signs with its version.
  if (/^-- ?$/.test(lines.at(end)) && /^\d+\.\d+/.test(lines.at(end + 1))) return end + 2;
  return Math.max(end, start + 1);
}

interface PatchLines {
  readonly length: number;
  readonly at: (index: number) => string;
}

function withoutIndent(text: string | undefined, indent: string): string {
  if (text === undefined || indent === '') return text ?? '';
  return text.startsWith(indent) ? text.slice(indent.length) : text.trim();
}

function endOfHunk(lines: PatchLines, start: number, oldCount: number, newCount: number): number {
  let oldLeft = oldCount;
  let newLeft = newCount;
  let wrapped = 0;
  let at = start;
  while (at < lines.length && (oldLeft > 0 || newLeft > 0)) {
    const text = lines.at(at);
    const sign = text.charAt(0);
    if (sign === '+') newLeft -= 1;
    else if (sign === '-') oldLeft -= 1;
    else if (sign === ' ' || sign === '\t' || text === '') {
      oldLeft -= 1;
      newLeft -= 1;
    } else if (sign === '@' || HEADER.test(text)) return at;
    else if (sign !== '\\') {
      wrapped += 1;
      if (wrapped > WRAPPED_LIMIT) return at - WRAPPED_LIMIT;
    }
    at += 1;
  }
  return lines.at(at).startsWith('\\ No newline') ? at + 1 : at;
}
