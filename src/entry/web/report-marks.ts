/** Where evidence stands in the text of a report: quotes back to offsets, so that they can be highlighted in place. */

export interface Quoted {
  readonly quote: string;
  /** 1-based line of the body on which the quote begins; 0 is the title. */
  readonly line: number;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stretch of text, and which marks cover it, by their number; overlapping marks cut each other. */
export interface Stretch {
  readonly text: string;
  readonly marks: readonly number[];
}

/** Line ends as the report parser counts them. */
export function unifyLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/**
 * Offsets of a quote in `text` (the body, or the title for line 0), null when it does not stand there. A quote may run over
 * line ends and quotation marks (`>`) of one paragraph, which the parser shows as spaces, and an ellipsis at either end says
 * that it was cut. Of several places the first from its line on is taken, then one shortly before (the line is the match's,
 * and some words before it are quoted), then any.
 */
export function locateQuote(text: string, { quote, line }: Quoted): Range | null {
  const from = line <= 1 ? 0 : offsetOfLine(text, line);
  const until = Math.min(text.length, from + quote.length * 2 + searchWindow);
  for (const words of wordings(quote)) {
    const search = { text, words, comparisons: mostComparisons };
    const found =
      scan(search, from, until) ??
      scan(search, Math.max(0, from - searchWindow), from) ??
      scan(search, 0, text.length);
    if (found) return found;
  }
  return null;
}

const searchWindow = 1_000;

/** The words of the quote as it is, then without its ellipses. */
function wordings(quote: string): readonly (readonly string[])[] {
  const bare = quote.replace(/^\s*…|…\s*$/g, '');
  return [quote, ...(bare === quote ? [] : [bare])].map((text) =>
    text.split(/\s+/).filter((word) => word !== ''),
  );
}

interface Search {
  readonly text: string;
  readonly words: readonly string[];
  /** Comparisons left: a text of nothing but false starts ends the search, the quote is then shown in the list only. */
  comparisons: number;
}

const mostComparisons = 200_000;

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', offset);
    if (end === -1) return 0;
    offset = end + 1;
  }
  return offset;
}

function scan(search: Search, from: number, until: number): Range | null {
  const { text, words } = search;
  const first = words[0];
  if (first === undefined) return null;
  for (let start = text.indexOf(first, from); start !== -1; start = text.indexOf(first, start + 1)) {
    if (start >= until || search.comparisons <= 0) return null;
    const end = matchEnd(search, start);
    if (end !== null) return { start, end };
  }
  return null;
}

function matchEnd(search: Search, start: number): number | null {
  const { text, words } = search;
  let at = start;
  for (const [index, word] of words.entries()) {
    search.comparisons -= 1;
    if (index > 0) {
      const gap = at;
      at = pastBlanks(text, at);
      // A quoted paragraph repeats its mark on every line.
      while (text.charAt(at) === '>' && !word.startsWith('>')) at = pastBlanks(text, at + 1);
      if (at === gap) return null;
    }
    if (!text.startsWith(word, at)) return null;
    at += word.length;
  }
  return at;
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text.charAt(at))) at += 1;
  return at;
}

/** Cuts `text` from `start` to `end` wherever a mark begins or ends. `ranges` has null for marks without a place. */
export function cutAtMarks(
  text: string,
  ranges: readonly (Range | null)[],
  start: number,
  end: number,
): readonly Stretch[] {
  const cuts = new Set([start, end]);
  for (const range of ranges) {
    if (!range || range.end <= start || range.start >= end) continue;
    cuts.add(Math.max(start, range.start)).add(Math.min(end, range.end));
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (const [index, edge] of edges.entries()) {
    const next = edges[index + 1];
    if (next === undefined) break;
    const marks = ranges.flatMap((range, mark) =>
      range && range.start <= edge && range.end >= next ? [mark] : [],
    );
    stretches.push({ text: text.slice(edge, next), marks });
  }
  return stretches;
}
