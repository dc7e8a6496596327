/** Views made of characters: n-grams of letters, whole lines, and the rhythm of capitals, digits and punctuation. */

import type { FeatureBuffer } from './feature-buffer.js';
import { hashStart, roll } from './hash.js';
import { lower } from './tokens.js';

const SPACE = 32;

/** Runs of `shortest` to `longest` characters across word borders; white space counts once, a border stands at both ends. */
export function charGrams(
  text: string,
  from: number,
  to: number,
  shortest: number,
  longest: number,
  out: FeatureBuffer,
): void {
  for (let start = from - 1; start < to; start += 1) {
    if (start >= from && isRepeatedSpace(text, start, from)) continue;
    let hash = hashStart;
    let length = 0;
    for (let at = start; at <= to && length < longest; at += 1) {
      const code = at < from || at === to ? SPACE : text.charCodeAt(at);
      if (at > start && at < to && isRepeatedSpace(text, at, from)) continue;
      hash = roll(hash, code <= SPACE ? SPACE : lower(code));
      length += 1;
      if (length >= shortest) out.add(hash, Math.max(start, from), Math.min(at + 1, to));
    }
  }
}

function isRepeatedSpace(text: string, at: number, from: number): boolean {
  return text.charCodeAt(at) <= SPACE && at > from && text.charCodeAt(at - 1) <= SPACE;
}

/** A whole line, letter by letter: template lines and headings keep their exact wording. */
export function wholeLine(text: string, from: number, to: number, out: FeatureBuffer): void {
  let hash = hashStart;
  for (let at = from; at < to; at += 1) hash = roll(hash, text.charCodeAt(at));
  out.add(hash, from, to);
}

/** The classes of characters, runs of letters and digits counted once, of a text that arrives in stretches. */
export class Rhythm {
  private readonly codes = new Uint16Array(4096);
  private readonly places = new Int32Array(4096);
  private count = 0;

  clear(): void {
    this.count = 0;
  }

  /** Appends one stretch and a line end. */
  read(text: string, from: number, to: number): void {
    for (let at = from; at < to && this.count < this.codes.length; at += 1)
      this.push(classOf(text.charCodeAt(at)), at);
    this.push(10, to);
  }

  private push(code: number, place: number): void {
    const isRun = code === 97 || code === 65 || code === 48 || code === SPACE;
    if (this.count === this.codes.length || (isRun && this.codes[this.count - 1] === code)) return;
    this.codes[this.count] = code;
    this.places[this.count] = place;
    this.count += 1;
  }

  /** N-grams of what was read. */
  grams(shortest: number, longest: number, out: FeatureBuffer): void {
    for (let start = 0; start < this.count; start += 1) {
      let hash = hashStart;
      const stop = Math.min(this.count, start + longest);
      for (let at = start; at < stop; at += 1) {
        hash = roll(hash, this.codes[at] ?? 0);
        if (at - start + 1 >= shortest) out.add(hash, this.places[start] ?? 0, (this.places[at] ?? 0) + 1);
      }
    }
  }
}

/** `a` a small letter, `A` a capital, `0` a digit, one space for white space; everything else is itself. */
function classOf(code: number): number {
  if (code >= 97 && code <= 122) return 97;
  if (code >= 65 && code <= 90) return 65;
  if (code >= 48 && code <= 57) return 48;
  return Math.max(code, SPACE);
}
