/** Views of a form: its headings, and the short answers below them. */

import { wholeLine } from './char-views.js';
import type { FeatureBuffer } from './feature-buffer.js';
import { hashStart, join, roll } from './hash.js';
import { COMMENT, HEADING, PROSE, type Segment, type Segments, TITLE } from './segments.js';
import { lower, type Tokens, tokenize } from './tokens.js';
import { wordGrams } from './word-views.js';

const shortAnswer = 60;

/** Numbers of the two views. */
export interface FormViews {
  readonly headings: number;
  readonly fields: number;
}

/** Adds each heading, and the words of a short answer together with the heading that they answer. */
export function formViews(
  text: string,
  parts: Segments,
  words: Tokens,
  views: FormViews,
  out: FeatureBuffer,
): void {
  let section = 0;
  let afterHeading = false;
  for (const part of parts.list) {
    if (part.kind === TITLE) continue;
    if (part.kind === HEADING) {
      out.startView(views.headings);
      section = headingView(text, part, words, out);
      afterHeading = true;
    } else if (part.kind !== COMMENT) {
      if (afterHeading && part.kind === PROSE && part.to - part.from < shortAnswer) {
        out.startView(views.fields);
        fieldView(text, part, section, words, out);
      }
      afterHeading = false;
    }
  }
}

/** Returns the heading's hash, whatever its capitals. */
function headingView(text: string, part: Segment, words: Tokens, out: FeatureBuffer): number {
  let name = hashStart;
  for (let at = part.from; at < part.to; at += 1) name = roll(name, lower(text.charCodeAt(at)));
  wholeLine(text, part.from, part.to, out);
  words.clear();
  tokenize(text, part.from, part.to, words);
  wordGrams(words, words.hash, 0, words.count, 1, out);
  return name;
}

function fieldView(text: string, part: Segment, section: number, words: Tokens, out: FeatureBuffer): void {
  words.clear();
  tokenize(text, part.from, part.to, words);
  let whole = section;
  for (let at = 0; at < words.count; at += 1) {
    const hash = words.hash[at] ?? 0;
    whole = join(whole, hash);
    out.add(join(section, hash), words.from[at] ?? 0, words.to[at] ?? 0);
  }
  out.add(~whole, part.from, part.to);
}
