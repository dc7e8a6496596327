/** The body half read: pieces whose kind is known, and the remaining lines, which are Markdown. */

import type { Line } from './lines.js';
import type { SpanKind } from './report.js';

/** Text of one kind without its section yet. A heading gives the section to what follows. */
export interface Piece {
  readonly kind: SpanKind | 'heading';
  readonly text: string;
  readonly line: number;
  readonly breaks: readonly number[];
}

export interface Outline {
  /** In reading order; `before` is the index of the first Markdown line behind the piece. */
  readonly pieces: { readonly piece: Piece; readonly before: number }[];
  readonly markdown: Line[];
}

/** Longest paragraph in UTF-16 code units; a longer one becomes several spans. */
const PARAGRAPH_LIMIT = 16 * 1024;

const NO_BREAKS: readonly number[] = [];

/** Adds a piece of one line. */
export function pushLine(outline: Outline, kind: SpanKind, text: string, line: number): void {
  pushPiece(outline, { kind, text, line, breaks: NO_BREAKS });
}

export function pushPiece(outline: Outline, piece: Piece): void {
  // What was taken out must not join the Markdown around it into one paragraph.
  pushMarkdown(outline, '', piece.line);
  outline.pieces.push({ piece, before: outline.markdown.length });
}

/** Stands in the Markdown for paragraphs that were taken out, so that what follows them is read as before. */
const PLACEHOLDER: Line = { text: 'x', line: 0 };

/** Adds paragraphs that the Markdown parser would read as they are. */
export function pushParagraphs(outline: Outline, lines: readonly Line[]): void {
  const { markdown } = outline;
  const last = markdown[markdown.length - 1];
  if (last?.text !== '') pushMarkdown(outline, '', 0);
  if (markdown[markdown.length - 2] !== PLACEHOLDER) markdown.push(PLACEHOLDER, { text: '', line: 0 });
  for (const piece of joinLines('prose', lines)) outline.pieces.push({ piece, before: markdown.length });
}

/** Whether a Markdown line is text of the body and not a stand-in. */
export function isWritten(line: Line): boolean {
  return line !== PLACEHOLDER;
}

/** Adds a line of Markdown; blank lines in a row count once. */
export function pushMarkdown(outline: Outline, text: string, line: number): void {
  const { markdown } = outline;
  if (text === '' && (markdown.length === 0 || markdown[markdown.length - 1]?.text === '')) return;
  markdown.push({ text, line });
}

/**
 * Joins lines into pieces of one kind: trimmed, with one space for each line end. A piece covers lines that follow each
 * other without a gap, so that an offset tells its line.
 */
export function joinLines(kind: SpanKind, lines: readonly Line[]): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  let breaks: number[] = [];
  let first = 0;
  let last = -1;
  for (const { text: written, line } of lines) {
    const trimmed = written.trim();
    if (trimmed === '') continue;
    if (text !== '' && (line !== last + 1 || text.length + trimmed.length > PARAGRAPH_LIMIT)) {
      pieces.push({ kind, text, line: first, breaks });
      text = '';
    }
    if (text === '') {
      text = trimmed;
      breaks = [];
      first = line;
    } else {
      breaks.push(text.length);
      text += ` ${trimmed}`;
    }
    last = line;
  }
  if (text !== '') pieces.push({ kind, text, line: first, breaks });
  return pieces;
}
