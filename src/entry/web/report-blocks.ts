/** The body of a report as blocks to show: headings, text, code, quotes; long stretches without evidence are folded. */

import MarkdownIt from 'markdown-it';
import { parseReport } from '../../core/report/parse-report.js';
import type { Range } from './report-marks.js';

export type BlockKind = 'heading' | 'text' | 'code' | 'quote' | 'comment';

/** Consecutive lines of one kind, as offsets in the body, or a fold that stands for lines left out. */
export type Block =
  | { readonly kind: BlockKind; readonly lines: readonly Range[] }
  | { readonly kind: 'fold'; readonly count: number };

type LineKind = BlockKind | 'indented' | 'blank' | 'hidden';

interface Line extends Range {
  readonly kind: LineKind;
}

/** Reports up to this size are shown as a whole: with the rest of the page they stay well under 100 KB. */
const wholeUpTo = { lines: 240, characters: 24_000 };
const linesKept = { atStart: 40, aroundEvidence: 8 };
/** Longest line that is shown of a folded report. */
const lineKept = 600;

// `html: true` only finds where HTML blocks are; nothing is ever rendered from here.
const markdown = new MarkdownIt({ html: true });

/** Blocks of `body` in order; `marks` say what must stay in sight, `whole` shows everything. */
export function blocksOf(body: string, marks: readonly Range[], whole: boolean): readonly Block[] {
  const lines = linesOf(body);
  const everything = whole || (lines.length <= wholeUpTo.lines && body.length <= wholeUpTo.characters);
  const shown = everything ? lines.map(() => true) : inSight(lines, marks);
  return joined(
    lines.map((line, index) => ({
      kind: line.kind,
      range: trimmed(line, body, marks, everything),
      shown: shown[index] === true,
    })),
  );
}

interface ShownLine {
  readonly kind: LineKind;
  readonly range: Range;
  readonly shown: boolean;
}

function inSight(lines: readonly Line[], marks: readonly Range[]): readonly boolean[] {
  const shown = lines.map(({ kind }, index) => index < linesKept.atStart || kind === 'heading');
  for (const mark of marks) {
    const first = lines.findIndex(({ end }) => end >= mark.start);
    const last = lines.findIndex(({ end }) => end >= mark.end);
    for (let at = first - linesKept.aroundEvidence; at <= last + linesKept.aroundEvidence; at += 1) {
      if (at >= 0 && at < shown.length) shown[at] = true;
    }
  }
  return shown;
}

function linesOf(body: string): readonly Line[] {
  const texts = body.split('\n');
  const kinds = kindsOf(body, texts);
  let start = 0;
  return texts.map((text, index) => {
    const line = { kind: kinds[index] ?? 'text', start, end: start + text.length };
    start = line.end + 1;
    return line;
  });
}

function kindsOf(body: string, texts: readonly string[]): readonly LineKind[] {
  const kinds: LineKind[] = texts.map((text) => (text.trim() === '' ? 'blank' : 'text'));
  for (const token of markdown.parse(body, {})) {
    if (!token.map) continue;
    const kind = blockKinds.get(token.type);
    if (!kind) continue;
    const [from, to] = token.map;
    for (let at = from; at < to; at += 1) {
      if (isCode(kind) || kinds[at] !== 'blank') kinds[at] = kind;
    }
    if (token.type !== 'fence') continue;
    kinds[from] = 'hidden';
    // The closing mark may be missing, or stand behind the `>` of a quote.
    if (/^[\s>]*(?:`{3,}|~{3,})\s*$/.test(texts[to - 1] ?? '')) kinds[to - 1] = 'hidden';
  }
  // People paste logs without a fence, and a root prompt looks like a heading: the report parser knows better.
  for (const { kind, line } of parseReport({ title: '', body }).spans) {
    const isPasted = kind === 'log' || kind === 'command' || kind === 'patch';
    if (isPasted && (kinds[line - 1] === 'text' || kinds[line - 1] === 'heading')) kinds[line - 1] = 'code';
  }
  return kinds;
}

function isCode(kind: LineKind): boolean {
  return kind === 'code' || kind === 'indented';
}

const blockKinds: ReadonlyMap<string, LineKind> = new Map([
  ['heading_open', 'heading'],
  ['blockquote_open', 'quote'],
  ['fence', 'code'],
  ['code_block', 'indented'],
  ['html_block', 'comment'],
]);

/** A line without the mark that made it a heading or a quote, and cut when it is very long and its evidence is over. */
function trimmed(line: Line, body: string, marks: readonly Range[], whole: boolean): Range {
  const text = body.slice(line.start, line.end);
  const mark = lineMarks[line.kind]?.exec(text)?.[0].length ?? 0;
  const start = line.start + mark;
  if (whole) return { start, end: line.end };
  const lastMark = Math.max(0, ...marks.filter((one) => one.start < line.end).map((one) => one.end));
  return { start, end: Math.min(line.end, Math.max(start + lineKept, lastMark + 80)) };
}

const lineMarks: Partial<Record<LineKind, RegExp>> = {
  heading: /^ {0,3}#{1,6}[ \t]+/,
  quote: /^[ \t]*>[ \t]?/,
  indented: /^(?: {4}|\t)/,
};

function joined(lines: readonly ShownLine[]): readonly Block[] {
  const blocks: Block[] = [];
  let folded = 0;
  let open: { kind: BlockKind; lines: Range[] } | null = null;
  for (const { kind: lineKind, range, shown } of lines) {
    const kind = lineKind === 'indented' ? 'code' : lineKind;
    if (!shown) {
      folded += 1;
      open = null;
      continue;
    }
    if (folded > 0) blocks.push({ kind: 'fold', count: folded });
    folded = 0;
    if (kind === 'blank' || kind === 'hidden') {
      open = null;
      continue;
    }
    if (open && open.kind === kind && kind !== 'heading') {
      open.lines.push(range);
      continue;
    }
    open = { kind, lines: [range] };
    blocks.push(open);
  }
  if (folded > 0) blocks.push({ kind: 'fold', count: folded });
  return blocks;
}
