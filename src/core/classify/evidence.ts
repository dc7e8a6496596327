/** Turns a signal that fired into evidence: the reporter's own words and where they stand. */

import { redact } from '../reply/redact.js';
import type { Span } from '../report/report.js';
import type { Pack } from '../rules/pack.js';
import type { Evidence } from './classification.js';
import type { Fired } from './weigh-problems.js';

/** Characters of a quote; a longer span is cut around the match. */
const longestQuote = 200;
const before = 60;

/** Secrets in the quote are redacted. */
export function evidenceOf(fired: Fired, pack: Pack): Evidence {
  const { id, says, weight, foundIn } = fired;
  const common = { signal: id, says, weight };
  if (foundIn.kind === 'absence') return { ...common, quote: '', section: '', line: 0 };
  if (foundIn.kind === 'fact') {
    const { quote, section, line } = foundIn.fact;
    return { ...common, quote: redact(quote), section, line };
  }
  const { span, pattern } = foundIn;
  // A short line is its own quote; the engine is slow at telling where a match begins.
  if (span.text.length <= longestQuote && span.breaks.length === 0) {
    return { ...common, quote: redact(span.text.trim()), section: span.section, line: span.line };
  }
  const place = placeOfMatch(span.text, pattern, pack);
  // Redacted before it is cut: a cut through a secret would hide it from the redaction.
  const clean = redact(span.text);
  const [start, end] = clean === span.text ? place : placeOfMatch(clean, pattern, pack);
  const line = span.line + breaksBefore(span, place[0]);
  return { ...common, quote: cutAround(clean, start, end), section: span.section, line };
}

function placeOfMatch(text: string, pattern: string, pack: Pack): [start: number, end: number] {
  const found = pack.engineOf(pattern).find(text);
  return found === null ? [0, 0] : [found.start, found.end];
}

function breaksBefore(span: Span, offset: number): number {
  let count = 0;
  for (const at of span.breaks) if (at < offset) count++;
  return count;
}

/** The match with some words around it; `…` where something is left out. */
function cutAround(text: string, start: number, end: number): string {
  if (text.length <= longestQuote) return text.trim();
  const from = wordStart(text, Math.max(0, start - before));
  const to = wordEnd(
    text,
    Math.min(text.length, Math.max(end + before, from + longestQuote), from + 2 * longestQuote),
  );
  return `${from > 0 ? '…' : ''}${text.slice(from, to).trim()}${to < text.length ? '…' : ''}`;
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const blank = text.indexOf(' ', at - 1);
  return blank >= 0 && blank - at < 30 ? blank + 1 : at;
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', at);
  return at - blank < 30 ? blank : at;
}
