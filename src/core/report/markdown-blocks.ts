/** Gives the Markdown lines of a body to the Markdown parser and reads its blocks: headings, paragraphs, lists, code. */

import MarkdownIt, { type Token } from 'markdown-it';
import { isIdleCheckbox, type TemplateLines } from './boilerplate.js';
import { readCode } from './code-lines.js';
import type { Line } from './lines.js';
import { isProse, readRun } from './open-run.js';
import { isWritten, joinLines, type Outline, type Piece } from './outline.js';
import { readsLikeSentence } from './sentence.js';

/**
 * Blocks only: inline marks stay in the text, where quotes need them. Quotes, tables and HTML are read line by line
 * before and after, and `[1]: https://…` in a mail is text, not a definition.
 */
const markdown = new MarkdownIt({ html: false, maxNesting: 24 });
markdown.block.ruler.disable(['blockquote', 'table', 'html_block', 'reference']);

/** Lines that the parser sees; what stands behind them is read line by line. Nobody writes so much, and a parsed line takes 20 µs. */
const PARSED_LINES = 4096;

/** A heading longer than this is a paragraph that happens to stand above a ruler of dashes. */
const HEADING_LIMIT = 160;

/** A field of a bug tracker's mail: `Kernel Version: 5.3`. */
const FIELD = /^\s*[A-Z][A-Za-z]+(?: [A-Za-z]+){0,2}: \S/;

/** A piece and the index of the Markdown line on which it starts. */
export interface PlacedPiece {
  readonly piece: Piece;
  readonly before: number;
}

/** Reads the blocks of `lines`, in order. */
export function readMarkdown(lines: readonly Line[], templates: TemplateLines): PlacedPiece[] {
  const placed: PlacedPiece[] = [];
  const tokens: Token[] = [];
  const covered = new Uint8Array(lines.length);
  const parsed = lines.slice(0, PARSED_LINES).map((line) => line.text);
  markdown.block.parse(parsed.join('\n'), markdown, {}, tokens);
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.map === null || token.nesting < 0) continue;
    const [start, end] = token.map;
    const first = lines[start];
    if (first === undefined || !isWritten(first)) continue;
    if (token.type === 'inline') {
      const own = contentLines(token.content, lines, start, 0);
      const open = tokens[at - 1];
      if (open?.type === 'heading_open' && isHeading(own)) pushAll(placed, placeHeading(own, start));
      else pushAll(placed, readParagraph(own, start, open?.level ?? 0));
    } else if (token.type === 'code_block' || token.type === 'fence') {
      const skip = token.type === 'fence' ? 1 : 0;
      const own = contentLines(token.content, lines, start, skip);
      pushAll(placed, readBlock(own, start + skip, token, templates));
    } else if (token.type !== 'hr') continue;
    covered.fill(1, start, Math.min(end, lines.length));
  }
  return addUncovered(placed, lines, covered);
}

/** Without spreading: a block may have more lines than a call has room for arguments. */
function pushAll(into: PlacedPiece[], more: readonly PlacedPiece[]): void {
  for (const piece of more) into.push(piece);
}

/** A token's lines with the numbers of the body lines they came from; a stand-in among them is blank. */
function contentLines(content: string, lines: readonly Line[], start: number, skip: number): Line[] {
  return content.split('\n').map((text, i) => {
    const source = lines[start + skip + i];
    return source === undefined || !isWritten(source) ? { text: '', line: 0 } : { text, line: source.line };
  });
}

/** A path behind a `#` is a comment in a configuration file. */
function isHeading(own: readonly Line[]): boolean {
  const text = own[0]?.text ?? '';
  return own.length === 1 && text.length <= HEADING_LIMIT && !text.startsWith('/');
}

function placeHeading(own: readonly Line[], start: number): PlacedPiece[] {
  return joinLines('prose', own).map((piece) => ({ piece: { ...piece, kind: 'heading' }, before: start }));
}

/** A line in bold and nothing else: what older templates have for headings. */
const BOLD_LABEL = /^(?:\*\*[^*]{1,100}\*\*|__[^_]{1,100}__):?$/;

function readParagraph(own: readonly Line[], start: number, level: number): PlacedPiece[] {
  if (level > 0 && isIdleCheckbox(own.map((line) => line.text).join(' '))) return [];
  // Outside lists the lines were looked at before; in an item they stood behind its marker.
  if (level > 0) return readItem(own, start);
  const placed: PlacedPiece[] = [];
  let from = 0;
  for (let at = 0; at < own.length; at += 1) {
    if (!BOLD_LABEL.test(own[at]?.text.trim() ?? '')) continue;
    pushAll(placed, placeProse(own.slice(from, at), start + from));
    pushAll(placed, placeHeading(own.slice(at, at + 1), start + at));
    from = at + 1;
  }
  pushAll(placed, placeProse(own.slice(from), start + from));
  return placed;
}

/** Prose, in which each row of a table stands for itself. */
function placeProse(own: readonly Line[], start: number): PlacedPiece[] {
  const placed: PlacedPiece[] = [];
  let from = 0;
  const flush = (end: number) => {
    for (const piece of joinLines('prose', own.slice(from, end)))
      placed.push({ piece, before: start + from });
    from = end;
  };
  for (let at = 0; at < own.length; at += 1) {
    const line = own[at];
    if (line === undefined || !line.text.trimStart().startsWith('|')) continue;
    flush(at);
    if (/^[\s|:-]+$/.test(line.text)) from = at + 1;
    else flush(at + 1);
  }
  flush(own.length);
  return placed;
}

/** Looks for machine text among the lines of a list item. */
function readItem(own: readonly Line[], start: number): PlacedPiece[] {
  if (isProse(own)) return placeProse(own, start);
  const inner: Outline = { pieces: [], markdown: [] };
  readRun(inner, own);
  const rowOf = new Map(own.map((line, i) => [line.line, start + i]));
  const pieces = inner.pieces.map(({ piece }) => piece);
  for (const piece of joinLines('prose', inner.markdown.filter(isWritten))) pieces.push(piece);
  return pieces
    .map((piece) => ({ piece, before: rowOf.get(piece.line) ?? start }))
    .sort((a, b) => a.before - b.before);
}

function readBlock(
  own: readonly Line[],
  start: number,
  token: Token,
  templates: TemplateLines,
): PlacedPiece[] {
  const placed: PlacedPiece[] = [];
  const language = token.info.trim().toLowerCase();
  let from = 0;
  while (from < own.length) {
    let end = from;
    while (end < own.length && own[end]?.text.trim() !== '') end += 1;
    const group = own.slice(from, end);
    // Mail indents paragraphs by four columns without meaning code, and bug trackers their fields.
    const written = group.filter((line) => readsLikeSentence(line.text) || FIELD.test(line.text)).length;
    if (token.type === 'code_block' && written * 2 > group.length) {
      pushAll(placed, placeProse(group, start + from));
    } else {
      const inner: Outline = { pieces: [], markdown: [] };
      readCode(inner, group, language, templates);
      for (const { piece } of inner.pieces) placed.push({ piece, before: start + from });
    }
    from = end + 1;
  }
  return placed;
}

/** What lies deeper or further than the parser goes comes back as it stands, so that no text is lost. */
function addUncovered(placed: PlacedPiece[], lines: readonly Line[], covered: Uint8Array): PlacedPiece[] {
  let lost = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (
      line === undefined ||
      covered[at] === 1 ||
      !isWritten(line) ||
      line.text.trim() === '' ||
      /^[\s>*+-]*(?:\d{1,9}[.)])?\s*$/.test(line.text)
    )
      continue;
    for (const piece of joinLines('prose', [line])) placed.push({ piece, before: at });
    lost = true;
  }
  return lost ? placed.sort((a, b) => a.before - b.before) : placed;
}
