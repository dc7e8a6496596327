/** Words of a text as numbers: each token's hash, the hash of its stem, and where it stands. No substring is made. */

import { hashStart, hashText, roll } from './hash.js';
import { isDigit } from './segments.js';

/** Tokens longer than this are addresses, keys or garbage; they all count as one word. */
const longestWord = 24;
/** Numbers longer than this are ids; shorter ones keep their length only. */
const longestNumber = 4;
const LONG_WORD = hashText('\u0000long');
const LONG_NUMBER = hashText('\u0000number');
const ZERO = 48;

/** Growing columns of tokens; reused from text to text. */
export class Tokens {
  count = 0;
  hash = new Int32Array(1024);
  stem = new Int32Array(1024);
  from = new Int32Array(1024);
  to = new Int32Array(1024);

  clear(): void {
    this.count = 0;
  }

  add(hash: number, stem: number, from: number, to: number): void {
    const at = this.count;
    if (at === this.hash.length) this.grow();
    this.hash[at] = hash;
    this.stem[at] = stem;
    this.from[at] = from;
    this.to[at] = to;
    this.count = at + 1;
  }

  private grow(): void {
    const size = this.hash.length * 2;
    this.hash = widened(this.hash, size);
    this.stem = widened(this.stem, size);
    this.from = widened(this.from, size);
    this.to = widened(this.to, size);
  }
}

export function widened(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(size);
  wide.set(old);
  return wide;
}

/** Appends the tokens of `text[from, to)`: words (ASCII lower-cased), numbers by length, runs of `?` and `!`. */
export function tokenize(text: string, from: number, to: number, tokens: Tokens): void {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (isWordCode(code)) {
      at = word(text, at, to, tokens);
    } else if (code === 63 || code === 33) {
      const start = at;
      let hash = hashStart;
      while (at < to && (text.charCodeAt(at) === 63 || text.charCodeAt(at) === 33)) {
        if (at - start < 3) hash = roll(hash, text.charCodeAt(at));
        at += 1;
      }
      tokens.add(hash, hash, start, at);
    } else {
      at += 1;
    }
  }
}

function word(text: string, start: number, to: number, tokens: Tokens): number {
  let at = start;
  let hash = hashStart;
  let digits = true;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (isApostrophe(code) && at + 1 < to && isLetter(text.charCodeAt(at + 1))) {
      at += 1;
      continue;
    }
    if (!isWordCode(code)) break;
    if (isWide(code)) {
      if (at > start) break;
      const single = roll(hashStart, code);
      tokens.add(single, single, at, at + 1);
      return at + 1;
    }
    if (!isDigit(code)) digits = false;
    hash = roll(hash, lower(code));
    at += 1;
  }
  if (digits) hash = at - start > longestNumber ? LONG_NUMBER : zeros(at - start);
  else if (at - start > longestWord) hash = LONG_WORD;
  const stemEnd = digits || at - start > longestWord ? at : stemmedEnd(text, start, at);
  tokens.add(hash, stemEnd === at ? hash : hashWord(text, start, stemEnd), start, at);
  return at;
}

function zeros(length: number): number {
  let hash = hashStart;
  for (let index = 0; index < length; index += 1) hash = roll(hash, ZERO);
  return hash;
}

/** Hash of one word as `tokenize` counts it, before its stem is cut. */
export function hashWord(text: string, from: number, to: number): number {
  let hash = hashStart;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!isApostrophe(code)) hash = roll(hash, lower(code));
  }
  return hash;
}

/** Cuts English endings (plural s, -ed, -ing, -ly) where a stem of three letters or more is left; a fixed number of steps. */
export function stemmedEnd(text: string, from: number, to: number): number {
  const length = to - from;
  if (length < 4) return to;
  const last = lower(text.charCodeAt(to - 1));
  const before = lower(text.charCodeAt(to - 2));
  if (last === 115 && before !== 115 && before !== 117 && before !== 105) return to - 1;
  if (last === 100 && before === 101 && length > 5) return to - 2;
  if (last === 103 && before === 110 && length > 6 && lower(text.charCodeAt(to - 3)) === 105) return to - 3;
  if (last === 121 && before === 108 && length > 5) return to - 2;
  if (last === 101 && length > 5) return to - 1;
  return to;
}

export function lower(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}

function isLetter(code: number): boolean {
  const low = code | 32;
  return (low >= 97 && low <= 122) || (code > 0xbf && !isPunctuation(code));
}

function isApostrophe(code: number): boolean {
  return code === 39 || code === 0x2019;
}

/** Letters, digits, underscore, and every character above Latin-1 that is no punctuation. */
function isWordCode(code: number): boolean {
  return isDigit(code) || code === 95 || isLetter(code);
}

function isPunctuation(code: number): boolean {
  return (
    (code >= 0x2000 && code <= 0x2bff) ||
    (code >= 0x3000 && code <= 0x303f) ||
    code >= 0xd800 ||
    code === 0xd7
  );
}

/** Scripts written without spaces: each character is a word of its own. */
function isWide(code: number): boolean {
  return code >= 0x3040 && code <= 0x9fff;
}
