/** Puts what was read in order again and gives every span its section. */

import { isCommonLabel, type TemplateLines } from './boilerplate.js';
import { readMarkdown } from './markdown-blocks.js';
import type { Outline, Piece } from './outline.js';
import type { Span } from './report.js';

const SECTION_LIMIT = 120;

/**
 * Spans in reading order. A heading names the section of what follows and is itself prose, unless it is the label of a
 * form or template or nothing stands under it.
 */
export function layOut(outline: Outline, templates: TemplateLines, isForm: boolean): Span[] {
  const spans: Span[] = [];
  let section = '';
  let heading: Piece | null = null;
  let headings = 0;
  for (const piece of inOrder(outline, templates)) {
    if (piece.kind === 'heading') {
      headings += 1;
      section = sectionName(piece.text);
      heading = isForm ? null : piece;
      continue;
    }
    if (heading !== null && !isCommonLabel(section, templates)) {
      spans.push({ ...heading, kind: 'prose', section });
    }
    heading = null;
    spans.push({ kind: piece.kind, text: piece.text, breaks: piece.breaks, section, line: piece.line });
  }
  if (heading !== null && headings === 1 && !isCommonLabel(section, templates))
    spans.push({ ...heading, kind: 'prose', section });
  return spans;
}

function inOrder(outline: Outline, templates: TemplateLines): Piece[] {
  const blocks = readMarkdown(outline.markdown, templates);
  const ordered: Piece[] = [];
  let next = 0;
  for (const { piece, before } of outline.pieces) {
    for (let block = blocks[next]; block !== undefined && block.before < before; block = blocks[next]) {
      ordered.push(block.piece);
      next += 1;
    }
    ordered.push(piece);
  }
  for (let block = blocks[next]; block !== undefined; block = blocks[next]) {
    ordered.push(block.piece);
    next += 1;
  }
  return ordered;
}

function sectionName(text: string): string {
  return text
    .replace(/^[*_`\s]+|[*_`:\s]+$/g, '')
    .slice(0, SECTION_LIMIT)
    .trim();
}
