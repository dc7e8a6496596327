/** Reads an issue: title and body become spans with their place, and the facts that stand in them. */

import { readTemplates, type TemplateLines } from './boilerplate.js';
import { readCode } from './code-lines.js';
import { extractFacts } from './facts/extract-facts.js';
import { readLines, storable } from './lines.js';
import { readOpenText } from './open-text.js';
import type { Outline } from './outline.js';
import { cutRegions, isIssueForm } from './regions.js';
import type { Report, Span } from './report.js';
import { layOut } from './spans.js';

export interface ParseOptions {
  /** Text of the repository's own issue templates, Markdown or YAML issue forms; what the body took over from them is no report. */
  readonly templates?: readonly string[];
}

const NO_TEMPLATES: TemplateLines = new Set();
/** GitHub allows 256; a file's first line may be anything. */
const TITLE_LIMIT = 4096;

/**
 * Parses an issue in time linear in its length. Never throws: binary, unterminated and endless input gives the spans
 * that can be told, and a body of more than 8 MB is read without its middle.
 */
export function parseReport(
  input: { readonly title: string; readonly body: string },
  options: ParseOptions = {},
): Report {
  const templates = options.templates === undefined ? NO_TEMPLATES : readTemplates(options.templates);
  const title = storable(input.title.slice(0, TITLE_LIMIT)).replace(/\s+/g, ' ').trim();
  const { lines, truncated } = readLines(input.body);
  const outline: Outline = { pieces: [], markdown: [] };
  const regions = cutRegions(lines);
  for (const [at, region] of regions.entries()) {
    if (region.kind === 'code') readCode(outline, region.lines, region.language, templates);
    else readOpenText(outline, region.lines, templates, at === regions.length - 1);
  }
  const spans: Span[] =
    title === '' ? [] : [{ kind: 'title', text: title, breaks: [], section: '', line: 0 }];
  for (const span of layOut(outline, templates, isIssueForm(lines))) spans.push(span);
  return { title, spans, facts: extractFacts(spans), truncated };
}
