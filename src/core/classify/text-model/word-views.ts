/** Views made of words: n-grams of the title, of prose, of everything, and what lines begin with. */

import type { FeatureBuffer } from './feature-buffer.js';
import { join, roll } from './hash.js';
import type { Tokens } from './tokens.js';

const LINE_START = 0x5bd1e995;

/** Runs of `shortest` to `longest` words among tokens `[first, last)`. */
export function wordGrams(
  tokens: Tokens,
  columns: Int32Array,
  first: number,
  last: number,
  longest: number,
  out: FeatureBuffer,
): void {
  for (let start = first; start < last; start += 1) {
    let hash = columns[start] ?? 0;
    const from = tokens.from[start] ?? 0;
    out.add(hash, from, tokens.to[start] ?? 0);
    const stop = Math.min(last, start + longest);
    for (let at = start + 1; at < stop; at += 1) {
      hash = join(hash, columns[at] ?? 0);
      out.add(hash, from, tokens.to[at] ?? 0);
    }
  }
}

/** The first one, two and three words of a stretch, as one feature each. */
export function openingWords(tokens: Tokens, first: number, last: number, out: FeatureBuffer): void {
  let hash = LINE_START;
  const stop = Math.min(last, first + 3);
  for (let at = first; at < stop; at += 1) {
    hash = join(hash, tokens.hash[at] ?? 0);
    out.add(hash, tokens.from[first] ?? 0, tokens.to[at] ?? 0);
  }
}

/** The last word of a stretch. */
export function closingWord(tokens: Tokens, first: number, last: number, out: FeatureBuffer): void {
  if (last <= first) return;
  const at = last - 1;
  out.add(join(LINE_START, ~(tokens.hash[at] ?? 0)), tokens.from[at] ?? 0, tokens.to[at] ?? 0);
}

/** `[DevTools Bug]` or `rpc:` before the title proper. */
export function titlePrefix(text: string, titleEnd: number, out: FeatureBuffer): void {
  let at = 0;
  while (at < titleEnd && text.charCodeAt(at) <= 32) at += 1;
  const start = at;
  const closing = text.charCodeAt(at) === 91 ? 93 : 58;
  let hash = LINE_START;
  while (at < titleEnd && at - start < 30 && text.charCodeAt(at) !== closing) {
    if (closing === 58 && text.charCodeAt(at) <= 32) return;
    hash = roll(hash, text.charCodeAt(at) | 32);
    at += 1;
  }
  if (at < titleEnd && at > start && text.charCodeAt(at) === closing)
    out.add(join(hash, closing), start, at + 1);
}
