/** Turns a report into the features of every view. This is what a model's `features` number stands for. */

import { charGrams, Rhythm } from './char-views.js';
import { CueView } from './cue-view.js';
import { compileCues } from './cues.js';
import { FeatureBuffer } from './feature-buffer.js';
import { formViews } from './form-views.js';
import { layoutView } from './layout-view.js';
import { CODE, LOG, PROSE, type Segments, segment, TITLE } from './segments.js';
import { Tokens, tokenize } from './tokens.js';
import { closingWord, openingWords, titlePrefix, wordGrams } from './word-views.js';

/** Raise when any view changes: a model of another version is refused. */
export const featuresVersion = 2;

/** Views that say the same kind of thing; each part also judges by itself when a model is trained. */
export const viewParts = ['title', 'prose', 'form', 'cues', 'everything'] as const;

export interface View {
  readonly name: string;
  readonly part: (typeof viewParts)[number];
  /** Counted once and not weighted by rarity: the step features. */
  readonly binary: boolean;
}

export const views: readonly View[] = [
  { name: 'title characters', part: 'title', binary: false },
  { name: 'title words', part: 'title', binary: false },
  { name: 'title opening', part: 'title', binary: false },
  { name: 'prose words', part: 'prose', binary: false },
  { name: 'headings', part: 'form', binary: false },
  { name: 'form fields', part: 'form', binary: false },
  { name: 'cues', part: 'cues', binary: true },
  { name: 'layout', part: 'form', binary: true },
  { name: 'rhythm', part: 'form', binary: false },
  { name: 'line openings', part: 'prose', binary: false },
  { name: 'first line', part: 'prose', binary: false },
  { name: 'all words', part: 'everything', binary: false },
  { name: 'log words', part: 'everything', binary: false },
];
const [TITLE_CHARS, TITLE_WORDS, TITLE_OPENING, PROSE_WORDS, HEADINGS, FIELDS, CUES, LAYOUT, RHYTHM] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
/** The view whose features are counts of layout. */
export const layoutViewNumber = LAYOUT;
const [LINE_OPENINGS, FIRST_LINE, ALL_WORDS, LOG_WORDS] = [9, 10, 11, 12] as const;

/** A text longer than this is read at its head and its tail, so that a 1 MB log costs what a long report costs. */
const headLength = 16_000;
const tailLength = 4_000;
const proseHead = 600;
const proseTail = 150;
const logWordLimit = 400;
const allWordLimit = 1500;
const titleCharLimit = 200;
const lineOpeningLimit = 60;
const firstLineWords = 25;
const rhythmLength = 4000;

export interface ReportText {
  readonly title: string;
  readonly body: string;
}

/** Extracts features; holds the working memory of one thread, which the next text overwrites. */
export class FeatureExtractor {
  readonly features = new FeatureBuffer();
  /** Tokens of every segment in order, of title and prose, of code and logs, of one line. */
  private readonly all = new Tokens();
  private readonly prose = new Tokens();
  private readonly logs = new Tokens();
  private readonly line = new Tokens();
  private readonly rhythm = new Rhythm();
  private readonly cues = new CueView(compileCues());

  /** Fills `features` and returns the text that their places refer to. */
  extract(report: ReportText): string {
    const { text, titleEnd } = joined(report);
    const parts = segment(text, titleEnd);
    const out = this.features;
    out.clear();
    this.readTokens(text, parts, out);
    const title = this.titleViews(text, titleEnd, out);
    this.proseViews(text, title, parts, out);
    out.startView(ALL_WORDS);
    wordGrams(this.all, this.all.hash, 0, Math.min(this.all.count, allWordLimit), 2, out);
    out.startView(LOG_WORDS);
    wordGrams(this.logs, this.logs.hash, 0, Math.min(this.logs.count, logWordLimit), 1, out);
    formViews(text, parts, this.line, { headings: HEADINGS, fields: FIELDS }, out);
    out.startView(LAYOUT);
    layoutView(text, titleEnd, parts, out);
    return text;
  }

  /** Tokenizes each segment once and deals the tokens out; what lines of prose begin with is told on the way. */
  private readTokens(text: string, parts: Segments, out: FeatureBuffer): void {
    const { all, prose, logs } = this;
    all.clear();
    prose.clear();
    logs.clear();
    out.startView(LINE_OPENINGS);
    let lines = 0;
    for (const { kind, from, to } of parts.list) {
      const isProse = kind === PROSE || kind === TITLE;
      const isLog = (kind === CODE || kind === LOG) && logs.count < logWordLimit;
      if (!isProse && !isLog && all.count >= allWordLimit) continue;
      const start = all.count;
      tokenize(text, from, to, all);
      if (isLog) logs.append(all, start, all.count);
      if (!isProse) continue;
      prose.append(all, start, all.count);
      if (kind === PROSE && lines < lineOpeningLimit && all.count > start) {
        openingWords(all, start, all.count, out);
        lines += 1;
      }
    }
  }

  /** Returns how many of the prose's tokens are the title's. */
  private titleViews(text: string, titleEnd: number, out: FeatureBuffer): number {
    const { prose } = this;
    let count = 0;
    while (count < prose.count && (prose.from[count] ?? 0) < titleEnd) count += 1;
    out.startView(TITLE_CHARS);
    charGrams(text, 0, Math.min(titleEnd, titleCharLimit), 2, 5, out);
    out.startView(TITLE_WORDS);
    wordGrams(prose, prose.stem, 0, count, 2, out);
    out.startView(TITLE_OPENING);
    openingWords(prose, 0, count, out);
    closingWord(prose, 0, count, out);
    titlePrefix(text, titleEnd, out);
    return count;
  }

  private proseViews(text: string, title: number, parts: Segments, out: FeatureBuffer): void {
    const { prose, rhythm } = this;
    const end = prose.count;
    out.startView(PROSE_WORDS);
    const headEnd = Math.min(end, title + proseHead);
    wordGrams(prose, prose.stem, title, headEnd, 2, out);
    if (end > headEnd) wordGrams(prose, prose.stem, Math.max(headEnd, end - proseTail), end, 2, out);
    out.startView(FIRST_LINE);
    const first = parts.list.find(({ kind }) => kind === PROSE);
    let lineEnd = title;
    while (
      first &&
      lineEnd < title + firstLineWords &&
      lineEnd < end &&
      (prose.from[lineEnd] ?? 0) < first.to
    )
      lineEnd += 1;
    wordGrams(prose, prose.hash, title, lineEnd, 3, out);
    openingWords(prose, title, lineEnd, out);
    out.startView(CUES);
    this.cues.read(prose, title, Math.min(end, title + allWordLimit), out);
    rhythm.clear();
    let read = 0;
    for (const { kind, from, to } of parts.list) {
      if (kind !== PROSE || read >= rhythmLength) continue;
      rhythm.read(text, from, Math.min(to, from + rhythmLength - read));
      read += to - from + 1;
    }
    out.startView(RHYTHM);
    rhythm.grams(2, 4, out);
  }
}

function joined(report: ReportText): { text: string; titleEnd: number } {
  const title = report.title.slice(0, 1000).replace(/\s+/g, ' ').trim();
  const body = report.body;
  const read =
    body.length <= headLength + tailLength
      ? body
      : `${body.slice(0, headLength)}\n${body.slice(body.length - tailLength)}`;
  // A joined string is one flat run of characters; a concatenated one is a tree, and slower to read letter by letter.
  return { text: [title, read].join('\n'), titleEnd: title.length };
}
