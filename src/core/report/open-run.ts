/** Reads lines that stand together outside code blocks: finds the logs and commands that were pasted among prose. */

import { typedCommand } from './command-line.js';
import type { Line } from './lines.js';
import { logShape, startsWithKernelTime } from './log-line.js';
import { joinLines, type Outline, pushLine, pushMarkdown, pushParagraphs, pushPiece } from './outline.js';
import { readsLikeSentence } from './sentence.js';

/** `wrapped` is the rest of the log line above it, `apart` a piece of an endless line that is no Markdown. */
type RunKind = 'prose' | 'maybe' | 'log' | 'command' | 'wrapped' | 'apart';

/** Longer lines are not given to the Markdown parser. */
const MARKDOWN_LINE_LIMIT = 4096;
/** Most lines without a log's shape that still belong to the log around them. */
const GAP_LIMIT = 6;
/** Mail programs wrap at 72 to 78 columns; a line that could have held the next word was not wrapped. */
const WRAP_COLUMN = 64;

/** Adds the run's machine text to the outline and the rest as Markdown. No line of `lines` is blank. */
export function readRun(outline: Outline, lines: readonly Line[]): void {
  const kinds = lines.map((line, at) => firstKind(line, lines[at - 1]));
  if (kinds.some((kind) => kind !== 'prose' && kind !== 'maybe')) {
    markNeighbours(kinds);
    markGaps(kinds, lines);
    markOutput(kinds, lines);
  }
  let at = 0;
  while (at < lines.length) at = pushFrom(outline, lines, kinds, at);
}

/** Whether no line of `lines` is machine text by itself. */
export function isProse(lines: readonly Line[]): boolean {
  return lines.every((line, at) => {
    const kind = firstKind(line, lines[at - 1]);
    return kind === 'prose' || kind === 'maybe';
  });
}

function firstKind(line: Line, previous: Line | undefined): RunKind {
  const text = line.text.trim();
  if (typedCommand(text) !== null) return 'command';
  const shape = logShape(text);
  if (shape === 'log') return 'log';
  if (line.text.length > MARKDOWN_LINE_LIMIT || line.line === previous?.line) return 'apart';
  return shape === 'maybe' ? 'maybe' : 'prose';
}

/** What follows a command up to the next one or the end of the run is its output. */
function markOutput(kinds: RunKind[], lines: readonly Line[]): void {
  let afterCommand = false;
  for (const [at, kind] of kinds.entries()) {
    if (kind === 'command') afterCommand = true;
    else if (afterCommand && /^#{1,6} /.test(lines[at]?.text ?? '')) afterCommand = false;
    else if (afterCommand && (kind === 'prose' || kind === 'maybe')) kinds[at] = 'log';
  }
}

/** `driver: text` beside a log line is one too. */
function markNeighbours(kinds: RunKind[]): void {
  for (let at = 1; at < kinds.length; at += 1) {
    if (kinds[at] === 'maybe' && kinds[at - 1] === 'log') kinds[at] = 'log';
  }
  for (let at = kinds.length - 2; at >= 0; at -= 1) {
    if (kinds[at] === 'maybe' && kinds[at + 1] === 'log') kinds[at] = 'log';
  }
}

/** Lines between two log lines, or wrapped behind the last one, belong to the log unless a person wrote them. */
function markGaps(kinds: RunKind[], lines: readonly Line[]): void {
  let at = kinds.indexOf('log');
  while (at >= 0 && at < kinds.length) {
    let end = at + 1;
    while (kinds[end] === 'prose' || kinds[end] === 'maybe') end += 1;
    const length = end - at - 1;
    if (length > 0 && length <= GAP_LIMIT) {
      const enclosed = kinds[end] === 'log';
      if (isWrapped(lines, at, end)) kinds.fill('wrapped', at + 1, end);
      else if (enclosed && !hasSentence(lines, at + 1, end)) kinds.fill('log', at + 1, end);
    }
    at = kinds.indexOf('log', end);
  }
}

/** Whether each line between `from` and `end` goes on where the one above it had no room for the next word. */
function isWrapped(lines: readonly Line[], from: number, end: number): boolean {
  if (!startsWithKernelTime(textAt(lines, from)) && !/^CPU: |^Hardware name: /.test(textAt(lines, from)))
    return false;
  for (let at = from; at + 1 < end; at += 1) {
    const word = /^\S{0,200}/.exec(textAt(lines, at + 1))?.[0].length ?? 0;
    const length = (lines[at]?.text ?? '').trimEnd().length;
    if (length > 100 || length + 1 + word < WRAP_COLUMN) return false;
  }
  return true;
}

function hasSentence(lines: readonly Line[], from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (readsLikeSentence(textAt(lines, at))) return true;
  return false;
}

/** Adds the lines from `start` that form one piece; returns the index behind the last of them. */
function pushFrom(
  outline: Outline,
  lines: readonly Line[],
  kinds: readonly RunKind[],
  start: number,
): number {
  const line = lines[start];
  const kind = kinds[start];
  let end = start + 1;
  if (line === undefined) return end;
  const text = line.text.trim();
  if (kind === 'command') pushLine(outline, 'command', text, line.line);
  else if (kind === 'apart') pushLine(outline, 'prose', text, line.line);
  else if (kind === 'log') {
    while (kinds[end] === 'wrapped') end += 1;
    if (end > start + 1) {
      for (const piece of joinLines('log', lines.slice(start, end))) pushPiece(outline, piece);
    } else for (const part of splitAtTimes(text)) pushLine(outline, 'log', part, line.line);
  } else {
    while (kinds[end] === 'prose' || kinds[end] === 'maybe') end += 1;
    pushProse(outline, lines.slice(start, end));
  }
  return end;
}

/** Prose without any mark of Markdown needs no parser; most paragraphs have none. */
function pushProse(outline: Outline, lines: readonly Line[]): void {
  const indent = (lines[0]?.text ?? '').search(/\S/);
  if (indent < 2 && !lines.some((line) => mayBeMarkdown(line.text))) {
    pushParagraphs(outline, lines);
    return;
  }
  for (const { text, line } of lines) pushMarkdown(outline, text, line);
}

/** Whether a line's first character may begin a heading, a list, a ruler, a table or a label in bold. */
function mayBeMarkdown(text: string): boolean {
  let at = 0;
  while (text.charCodeAt(at) === 0x20) at += 1;
  const first = text.charCodeAt(at);
  if (first >= 0x30 && first <= 0x39) return /^\d{1,9}[.)](?:\s|$)/.test(text.slice(at, at + 12));
  // # * + - = _ | and the tab, whose width depends on where it stands.
  return (
    first === 0x23 ||
    first === 0x2a ||
    first === 0x2b ||
    first === 0x2d ||
    first === 0x3d ||
    first === 0x5f ||
    first === 0x7c ||
    first === 0x09 ||
    first === 0x60 ||
    first === 0x7e
  );
}

/** Some mail programs run a whole log together into one line. */
function splitAtTimes(text: string): string[] {
  if (text.length < 120 || text.charCodeAt(0) !== 0x5b) return [text];
  return text.split(/(?<=\S) +(?=\[[ \d]{1,10}\.\d{6}\] )/);
}

function textAt(lines: readonly Line[], at: number): string {
  return (lines[at]?.text ?? '').trim();
}
