/** Reads text outside code blocks: takes out quotes, patches, logs and commands, leaves Markdown. */

import { isBoilerplate, type TemplateLines } from './boilerplate.js';
import type { Line } from './lines.js';
import { readRun } from './open-run.js';
import { joinLines, type Outline, pushLine, pushMarkdown, pushPiece } from './outline.js';
import { endOfPatch, isDiffStat, startsPatch } from './patch-lines.js';
import { attributionLength, isQuoted, readQuote } from './quoted-lines.js';

/** Longest signature, in lines that are not blank; what is longer is part of the report. */
const SIGNATURE_LIMIT = 10;

/** Adds a region of open text to the outline. `isLast` says that the body ends with it. */
export function readOpenText(
  outline: Outline,
  lines: readonly Line[],
  templates: TemplateLines,
  isLast: boolean,
): void {
  const end = isLast ? withoutSignature(lines) : lines.length;
  let at = 0;
  let attributed = false;
  while (at < end) {
    const text = lines[at]?.text ?? '';
    if (text.trim() === '') {
      pushMarkdown(outline, '', lines[at]?.line ?? 0);
      at += 1;
      continue;
    }
    if (isQuoted(text)) {
      const stop = endOf(lines, at, end, isQuoted);
      const quoted = lines.slice(at, stop).filter((line) => !isBoilerplate(line.text, templates));
      readQuote(outline, quoted, attributed);
      at = stop;
      continue;
    }
    if (startsPatch(text)) {
      const stop = Math.min(endOfPatch(lines, at), end);
      for (const line of lines.slice(at, stop)) {
        if (line.text.trim() !== '') pushLine(outline, 'patch', line.text.trimEnd(), line.line);
      }
      at = stop;
      continue;
    }
    if (isDiffStat(text)) {
      pushLine(outline, 'patch', text.trim(), lines[at]?.line ?? 0);
      at += 1;
      continue;
    }
    const stop = endOf(lines, at, end, (line) => !endsRun(line));
    const run = lines.slice(at, stop);
    const named = isQuoted(nextFilled(lines, stop)) ? attributionLength(run) : 0;
    readParagraphs(outline, run.slice(0, run.length - named), templates);
    for (const piece of joinLines('quote', run.slice(run.length - named))) pushPiece(outline, piece);
    // The author stays named for the quotes below, between which a mail's replies stand.
    attributed ||= named > 0;
    at = stop;
  }
}

function readParagraphs(outline: Outline, run: readonly Line[], templates: TemplateLines): void {
  const own: Line[] = [];
  for (const line of run) {
    if (isLabel(line.text) || !isBoilerplate(line.text, templates)) own.push(line);
    else {
      if (own.length > 0) readRun(outline, own.splice(0));
      pushMarkdown(outline, '', line.line);
    }
  }
  if (own.length > 0) readRun(outline, own);
}

/** Headings and lines in bold stay: they are the sections, also where a template wrote them. */
function isLabel(text: string): boolean {
  const first = text.trimStart().charCodeAt(0);
  return (first === 0x23 || first === 0x2a || first === 0x5f) && /^ {0,3}(?:#{1,6} |\*\*|__)/.test(text);
}

function endsRun(text: string): boolean {
  return text.trim() === '' || isQuoted(text) || startsPatch(text) || isDiffStat(text);
}

function endOf(
  lines: readonly Line[],
  start: number,
  end: number,
  belongs: (text: string) => boolean,
): number {
  let at = start + 1;
  while (at < end && belongs(lines[at]?.text ?? '')) at += 1;
  return at;
}

function nextFilled(lines: readonly Line[], start: number): string {
  const next = lines[start]?.text ?? '';
  return next.trim() === '' ? (lines[start + 1]?.text ?? '') : next;
}

/** Length of `lines` without a mail signature (`-- ` and a few lines) or a mailing list's footer. */
function withoutSignature(lines: readonly Line[]): number {
  let filled = 0;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const text = lines[at]?.text ?? '';
    if (/^-- ?$/.test(text) || (/^_{20,}$/.test(text) && isListFooter(lines, at + 1))) return at;
    if (text.trim() !== '') filled += 1;
    if (filled > SIGNATURE_LIMIT) break;
  }
  return lines.length;
}

function isListFooter(lines: readonly Line[], start: number): boolean {
  return lines.slice(start, start + 3).some((line) => /mailing list|lists?\./i.test(line.text));
}
